/** What every durable record of a session must do. */
import { describe, expect, it } from 'vitest';
import { epochMicros } from '../../../../../../shared/kernel/time.ts';
import type { SessionRecord } from '../sessionRecord.ts';
import { message, numbers } from './sampleMessages.ts';

/** Opens a record that is closed with the test, empty at first. `again` closes it, and opens it as the next engine. */
export interface OpenedRecord {
  readonly record: SessionRecord;
  again(): Promise<OpenedRecord>;
}

export function sessionRecordContract(name: string, open: () => Promise<OpenedRecord>): void {
  describe(`the record of a FIX session: ${name}`, () => {
    it('begins with the first numbers and without messages', async () => {
      const { record } = await open();
      expect([record.numbers(), [...record.messages()], record.last('in'), record.lastLogon()]).toEqual([
        numbers(1, 1),
        [],
        undefined,
        undefined,
      ]);
    });

    it('gives the next engine each message byte for byte, in its order, and the numbers', async () => {
      const opened = await open();
      const odd = message(1, {
        direction: 'in',
        kind: 'garbled',
        msgType: '\0',
        raw: '\0\u0001é\u00ff\n\\x41',
      });
      const positions = opened.record.commit([message(1), odd], numbers(2, 1));
      opened.record.commit([message(2)], { ...numbers(3, 7, 2), windowStart: 5 });
      const { record } = await opened.again();
      expect(positions).toEqual([1, 2]);
      expect(record.numbers()).toEqual({ ...numbers(3, 7, 2), windowStart: 5 });
      expect([...record.messages()].map(({ position, raw, time }) => [position, raw, time])).toEqual([
        [1, message(1).raw, message(1).time],
        [2, odd.raw, odd.time],
        [3, message(2).raw, message(2).time],
      ]);
      expect(record.commit([message(3)], numbers(4, 7, 2))).toEqual([4]);
    });

    it('finds what was sent first under a number, and knows what never left', async () => {
      const opened = await open();
      const first = [message(1), message(2, { msgType: 'F' })];
      const later = [message(1, { kind: 'again' }), message(3, { kind: 'fill' }), message(2, { epoch: 2 })];
      const positions = opened.record.commit([...first, ...later], numbers(4, 1));
      opened.record.markUnsent(positions.slice(1, 2));
      const { record } = await opened.again();
      const found = record.sent(1, 1, 3).map(({ seqNum, kind, msgType }) => [seqNum, kind, msgType]);
      expect(found).toEqual([
        [1, 'sent', 'D'],
        [2, 'unsent', 'F'],
      ]);
    });

    it('knows the last message of each direction, and for how long the venue was silent before its Logon', async () => {
      const opened = await open();
      const from = (seqNum: number, msgType: string): ReturnType<typeof message> =>
        message(seqNum, { direction: 'in', kind: 'taken', msgType, time: epochMicros(seqNum * 1_000) });
      const garbled = message(9, { direction: 'in', kind: 'garbled' });
      opened.record.commit([from(1, '0'), message(1), from(2, 'A'), from(3, '8'), garbled], numbers(2, 4));
      const { record } = await opened.again();
      expect([record.last('in')?.seqNum, record.last('out')?.seqNum]).toEqual([3, 1]);
      expect(record.lastLogon()).toEqual({ from: 1_000, until: 2_000 });
      const page = record.page({ limit: 2, heartbeats: false });
      expect([page.messages.map(({ position }) => position), page.more]).toEqual([[5, 4], true]);
    });
  });
}
