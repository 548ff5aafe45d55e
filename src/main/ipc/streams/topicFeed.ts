/** Makes the snapshots and deltas of one subscription. */
import type { Topic, TopicParameters } from '../../../shared/contract/streams.ts';

/** A snapshot or a delta, and the position that it holds. */
export interface Framed {
  readonly position: number;
  readonly data: unknown;
}

export interface TopicFeed {
  /**
   * The whole state; later deltas continue from it. Undefined while the reading side has yet to answer: the feed calls
   * `changed` once it has.
   */
  snapshot(): Framed | undefined;
  /**
   * The changes since the last snapshot or delta. Undefined when there are none; `overrun` when only a snapshot helps.
   */
  delta(): Framed | 'overrun' | undefined;
  /** Forgets the changes gathered so far, and gathers none until the next snapshot. */
  pause(): void;
  close(): void;
}

/** Makes the feed of one subscription. The feed calls `changed` whenever there is something to send. */
export type FeedFactory<T extends Topic> = (parameters: TopicParameters<T>, changed: () => void) => TopicFeed;
