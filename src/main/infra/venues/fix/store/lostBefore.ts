/**
 * What no record has of the engines before this one. An order that is in no message may have left all the same, until the
 * venue shows that it has read no more than the record has.
 */
import type { ReadNumbers } from './readNumbers.ts';
import type { LostMessages } from './sessionRecord.ts';

export class LostBefore {
  private lost: readonly LostMessages[];
  private readonly read: ReadNumbers;

  constructor(lost: readonly LostMessages[] | undefined, read: ReadNumbers) {
    this.lost = lost ?? [];
    this.read = read;
  }

  get isAny(): boolean {
    return this.lost.length > 0;
  }

  /**
   * The venue has asked for all our messages from this number on, and got an answer, at this position of the record: none
   * of them had arrived before. A venue that asks for what it had read proves nothing.
   */
  askedFrom(epoch: number, from: number, position = Infinity): void {
    if (this.read.has(epoch, from)) return;
    this.lost = this.lost.filter(
      (lost) => epoch !== lost.epoch || from > lost.from || position <= lost.position,
    );
  }
}
