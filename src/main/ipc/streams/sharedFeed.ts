/**
 * One feed for all subscriptions with the same parameters. Its work is done once a frame, and every subscriber gets the
 * same delta, which is written once for all of them.
 */
import type { Topic, TopicParameters } from '../../../shared/contract/streams.ts';
import type { FeedFactory, Framed, TopicFeed } from './topicFeed.ts';

/** A feed that several subscriptions can follow. */
export interface ShareableFeed extends TopicFeed {
  delta(): Framed | undefined;
  /** The whole state as the last snapshot and the deltas after it have it; later deltas continue from it. */
  current(): Framed;
}

type Make<T extends Topic> = (parameters: TopicParameters<T>, changed: () => void) => ShareableFeed;

export function sharedByParameters<T extends Topic>(make: Make<T>): FeedFactory<T> {
  const sources = new Map<string, SharedSource>();
  return (parameters, changed) => {
    const key = JSON.stringify(parameters);
    const source = sources.get(key) ?? new SharedSource((tellAll) => make(parameters, tellAll));
    sources.set(key, source);
    return source.join(changed, () => sources.delete(key));
  };
}

interface Reader {
  readonly changed: () => void;
  /** The version that the reader has; undefined while it needs a snapshot. */
  version: number | undefined;
}

class SharedSource {
  private readonly feed: ShareableFeed;
  private readonly readers = new Set<Reader>();
  /** Rises with each delta. */
  private version = 0;
  /** The delta that led to the version. */
  private last: Framed | undefined;
  /** Whether the feed has given a snapshot, and gathers changes since. */
  private isRunning = false;

  constructor(make: (tellAll: () => void) => ShareableFeed) {
    this.feed = make(() => {
      for (const reader of this.readers) reader.changed();
    });
  }

  join(changed: () => void, onEmpty: () => void): TopicFeed {
    const reader: Reader = { changed, version: undefined };
    this.readers.add(reader);
    return {
      snapshot: () => this.snapshotFor(reader),
      delta: () => this.deltaFor(reader),
      pause: () => this.pause(reader),
      close: () => {
        if (!this.readers.delete(reader)) return;
        this.pause(reader);
        if (this.readers.size > 0) return;
        this.feed.close();
        onEmpty();
      },
    };
  }

  private snapshotFor(reader: Reader): Framed | undefined {
    const framed = this.isRunning ? this.currentState() : this.feed.snapshot();
    if (framed === undefined) return undefined;
    if (!this.isRunning) this.last = undefined;
    this.isRunning = true;
    reader.version = this.version;
    return framed;
  }

  private currentState(): Framed {
    this.advance();
    return this.feed.current();
  }

  private deltaFor(reader: Reader): Framed | 'overrun' | undefined {
    this.advance();
    if (reader.version === this.version) return undefined;
    const isNext = reader.version === this.version - 1 && this.last !== undefined;
    reader.version = this.version;
    // `last` is undefined only where the reader must have a snapshot anyway.
    return isNext ? this.last : 'overrun';
  }

  /** Makes the delta of this frame, where something has changed since the last one. */
  private advance(): void {
    const delta = this.feed.delta();
    if (delta === undefined) return;
    // The feed has told every reader of the change that led to this delta: all of them take it in this frame.
    this.version++;
    this.last = delta;
  }

  /** The feed rests while no subscription follows it. One that waits for a first snapshot keeps its question. */
  private pause(reader: Reader): void {
    reader.version = undefined;
    if (!this.isRunning || [...this.readers].some(({ version }) => version !== undefined)) return;
    this.isRunning = false;
    this.feed.pause();
  }
}
