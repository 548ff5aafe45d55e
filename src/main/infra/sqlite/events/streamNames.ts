/**
 * Knows which streams surely have no events, without a question to the disk. Such a question would cost an order more
 * than its append, because the pages that a connection keeps are worthless after each commit of another one. The names
 * are in a Bloom filter (Bloom 1970, "Space/time trade-offs in hash coding with allowable errors"). A stream that the
 * filter does not have is new; one that it seems to have is looked up on disk.
 */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { Scheduler } from '../../../engine/ports.ts';

export interface StoredNames {
  /** The next streams on disk after this one in the order of their names; empty at the end. Throws StoreReadError. */
  streamsAfter(stream: string): readonly string[];
}

/** How many look-ups find nothing before it pays to read all names. A desk that takes few signals never gets there. */
const missesMax = 500;
/** With 16 bits for a stream and 6 of them set, one new stream in 500 is looked up on disk. */
const bitsPerStream = 16;
const bitsSet = 6;
/**
 * The number of streams on a day of a busy desk. With more streams the filter stays right, and saves fewer questions.
 */
const streamsMin = 1_048_576;

export class StreamNames {
  private readonly stored: StoredNames;
  private readonly scheduler: Pick<Scheduler, 'soon'>;
  private readonly words: Uint32Array;
  private readonly mask: number;
  private misses = 0;
  /** Whether all names on disk are in the filter. */
  private isComplete = false;

  /** `events` is how many events are on disk: as a rule a stream has two of them at least. */
  constructor(stored: StoredNames, scheduler: Pick<Scheduler, 'soon'>, events: number) {
    this.stored = stored;
    this.scheduler = scheduler;
    const bits = bitsPerStream * (streamsMin + events / 2);
    this.words = new Uint32Array(2 ** Math.ceil(Math.log2(bits)) / 32);
    this.mask = this.words.length * 32 - 1;
  }

  /** Notes a stream that gets events now. All such streams are noted, from the opening of the store on. */
  add(stream: string): void {
    const { words, mask } = this;
    let hash = hashOf(stream);
    const step = mixed(hash) | 1;
    for (let i = 0; i < bitsSet; i++) {
      const bit = hash & mask;
      words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
      hash = (hash + step) | 0;
    }
  }

  /** True only where the stream has no events. */
  isNew(stream: StreamId): boolean {
    if (!this.isComplete) return false;
    const { words, mask } = this;
    let hash = hashOf(stream);
    const step = mixed(hash) | 1;
    for (let i = 0; i < bitsSet; i++) {
      const bit = hash & mask;
      if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return true;
      hash = (hash + step) | 0;
    }
    return false;
  }

  /** Notes a look-up on disk that found nothing. */
  missed(): void {
    this.misses += 1;
    if (this.misses === missesMax) this.readAfter('');
  }

  /**
   * Reads the names page by page, with other work in between. Where a read fails, each new stream is looked up on disk
   * as before.
   */
  private readAfter(stream: string): void {
    this.scheduler.soon(() => {
      const page = this.pageAfter(stream);
      for (const name of page ?? []) this.add(name);
      const last = page?.at(-1);
      if (last !== undefined) this.readAfter(last);
      else this.isComplete = page !== undefined;
    });
  }

  private pageAfter(stream: string): readonly string[] | undefined {
    try {
      return this.stored.streamsAfter(stream);
    } catch (error) {
      if (error instanceof StoreReadError) return undefined;
      throw error;
    }
  }
}

/** FNV-1a over the characters of an id, 32 bits, and mixed so that all bits depend on all of them. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** The last step of MurmurHash3. */
function mixed(hash: number): number {
  let mix = hash;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
