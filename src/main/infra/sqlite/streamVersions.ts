import type { StreamId } from '../../../shared/kernel/ids.ts';

/** Streams whose version is kept in memory; each takes about 150 bytes. */
const streamsMax = 100_000;

/**
 * Versions of streams, appends in flight included: loaded when first asked for, and kept while they are in use.
 * Two generations instead of an order of use: a version that is not asked for during half the bound is dropped.
 */
export class StreamVersions {
  private readonly load: (streamId: StreamId) => number;
  private readonly generationMax: number;
  private young = new Map<StreamId, number>();
  private old = new Map<StreamId, number>();

  constructor(load: (streamId: StreamId) => number, max = streamsMax) {
    this.load = load;
    this.generationMax = Math.ceil(max / 2);
  }

  get(streamId: StreamId): number {
    const known = this.young.get(streamId);
    if (known !== undefined) return known;
    const version = this.old.get(streamId) ?? this.load(streamId);
    this.young.set(streamId, version);
    return version;
  }

  set(streamId: StreamId, version: number): void {
    this.young.set(streamId, version);
  }

  /** Drops what was not used for long. Only while nothing is in flight: the disk must know all versions by now. */
  trim(): void {
    if (this.young.size < this.generationMax) return;
    this.old = this.young;
    this.young = new Map();
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
