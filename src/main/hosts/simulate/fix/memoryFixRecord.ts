/** The record of a FIX session in memory, as durable as the simulated disk. */
import { untoldTime } from '../../../infra/venues/fix/store/fixStore.ts';
import type { KeptMessage } from '../../../infra/venues/fix/store/keptMessage.ts';
import type { KeptNumbers, SessionRecord } from '../../../infra/venues/fix/store/sessionRecord.ts';
import type { FixTools } from '../../../simulation/worldPlatform.ts';

type Tools = Pick<FixTools, 'beforeRecord' | 'afterRecord' | 'plants'>;

export class MemoryFixRecord {
  /** Rows that are written; a process that records late has them in its own memory. */
  private kept: readonly KeptMessage[] = [];
  private numbers: KeptNumbers = { epoch: 1, nextOut: 1, nextIn: 1, windowStart: 0 };
  private readonly tools: Tools;

  constructor(tools: Tools) {
    this.tools = tools;
  }

  /** What one process sees of it. Nothing of a dead process is written. */
  openFor(alive: () => boolean): SessionRecord {
    const { plants, beforeRecord, afterRecord } = this.tools;
    const kept = [...this.kept];
    let { numbers } = this;
    let written = kept.length;
    const mayWrite = (): void => {
      beforeRecord();
      if (!alive()) throw new Error('the process is dead');
    };
    return {
      keepRoom: () => true,
      numbers: () => numbers,
      commit: (messages, after) => {
        mayWrite();
        if (plants.recordsLate === true) [this.kept, this.numbers] = [kept.slice(0, written), numbers];
        const from = kept.length + 1;
        for (const one of messages) kept.push({ ...one, position: kept.length + 1 });
        [numbers, written] = [after, kept.length];
        if (plants.recordsLate !== true) [this.kept, this.numbers] = [kept, numbers];
        afterRecord();
        return messages.map((_one, index) => from + index);
      },
      markUnsent: (positions) => {
        mayWrite();
        for (const position of positions) {
          const one = kept[position - 1];
          if (one !== undefined) kept[position - 1] = { ...one, kind: 'unsent' };
        }
      },
      sent: (epoch, from, to) =>
        kept.filter(
          ({ direction, kind, ...one }) =>
            direction === 'out' &&
            (kind === 'sent' || kind === 'unsent') &&
            one.epoch === epoch &&
            one.seqNum >= from &&
            one.seqNum <= to,
        ),
      messages: () => kept,
      page: () => ({ messages: [], more: false }),
      last: (direction) => kept.findLast((one) => one.direction === direction && one.kind !== 'garbled'),
      lastLogon: () => {
        const heard = kept.filter((one) => one.direction === 'in' && one.kind !== 'garbled');
        const logon = heard.findLastIndex(({ msgType }) => msgType === 'A');
        const until = heard[logon]?.time;
        return until === undefined ? undefined : untoldTime(heard[logon - 1]?.time, until);
      },
      close: () => undefined,
    };
  }
}
