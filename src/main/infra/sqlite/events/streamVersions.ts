/** The versions of streams that are worth keeping in memory. */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { noStreamVersion } from '../../../engine/events/eventStore.ts';
import type { StreamNames } from './streamNames.ts';

/** How many streams' versions are kept in memory at most; each takes about 150 bytes. */
const streamsMax = 100_000;

/** Questions about streams that the disk answers. */
export interface StoredStreams {
  /** Version of the stream's last event; -1 without events. */
  streamVersion(streamId: StreamId): number;
  /** The stream of this category whose name sorts last; empty without any. */
  highestStream(category: string): string;
}

/** The part of a stream's name before the id: `order` of `order-7`, and `desk` of `desk`. */
export function categoryOf(streamId: string): string {
  const end = streamId.indexOf('-');
  return end === -1 ? streamId : streamId.slice(0, end);
}

/**
 * Versions of streams, appends in flight included. A version is loaded at the first question for it, and kept while it
 * is in use.
 *
 * - A stream that sorts after all others of its category is new, and so is one whose name is not among those of all
 *   streams. That spares the disk a question for nearly every new signal and order.
 * - There are two generations instead of an exact order of use: a version that nobody asked for during half the bound
 *   is dropped.
 */
export class StreamVersions {
  private readonly stored: StoredStreams;
  private readonly names: StreamNames;
  private readonly generationMax: number;
  private readonly highest = new Map<string, string>();
  private young = new Map<StreamId, number>();
  private old = new Map<StreamId, number>();
  /** The highest position of an event that the old generation counts. */
  private oldUpTo = 0;

  constructor(stored: StoredStreams, names: StreamNames, max = streamsMax) {
    this.stored = stored;
    this.names = names;
    this.generationMax = Math.ceil(max / 2);
  }

  get(streamId: StreamId): number {
    const known = this.young.get(streamId);
    if (known !== undefined) return known;
    let version = this.old.get(streamId);
    version ??= this.lookUp(streamId);
    this.young.set(streamId, version);
    return version;
  }

  private lookUp(streamId: StreamId): number {
    if (streamId > this.highestOf(categoryOf(streamId)) || this.names.isNew(streamId)) return noStreamVersion;
    const version = this.stored.streamVersion(streamId);
    if (version === noStreamVersion) this.names.missed();
    return version;
  }

  /** The version of a stream that has events now. */
  set(streamId: StreamId, version: number): void {
    this.young.set(streamId, version);
    this.names.add(streamId);
    const category = categoryOf(streamId);
    if (streamId > this.highestOf(category)) this.highest.set(category, streamId);
  }

  /**
   * Drops versions that were not used for long, once the disk has them: the next question for such a version goes to
   * the disk. `head` is the position on disk, `planned` that of the last waiting event.
   */
  trim(head: number, planned: number): void {
    if (this.young.size < this.generationMax || head < this.oldUpTo) return;
    this.old = this.young;
    this.oldUpTo = planned;
    this.young = new Map();
  }

  /**
   * Forgets all versions after a failed commit: the disk is right. The highest names stay; one that is too high only
   * costs a question.
   */
  clear(): void {
    this.young.clear();
    this.old.clear();
  }

  private highestOf(category: string): string {
    let highest = this.highest.get(category);
    if (highest === undefined) {
      highest = this.stored.highestStream(category);
      this.highest.set(category, highest);
    }
    return highest;
  }
}
