import { expect, test } from 'vitest';
import { withIds } from '../../../shared/kernel/testing/plain.ts';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { signalTsv } from './signalText.ts';

const hostile = ["=cmd|' /C calc'!A0", '+1', '@SUM(1)', '-1+1', '\t=1', '\r=1', ' =1', '"=1"', '\uff1d1'];

const row = (text: string) =>
  withIds<SignalView>({
    signalId: 's1',
    actor: text,
    origin: text,
    signal: {
      id: 's1',
      source: text,
      strategy: text,
      account: text,
      symbol: text,
      side: 'buy',
      quantity: '5',
      orderType: 'market',
      timeInForce: 'DAY',
      confidence: '1',
      createdAt: '2026-11-23T09:31:05.877004Z',
      note: text,
    },
    outcome: {
      fate: 'refused',
      decidedAt: '2026-11-23T09:31:05.877004Z',
      reasons: [{ code: text, message: text }],
    },
    receivedAt: '2026-11-23T09:31:05.877004Z',
    receivedPosition: 1,
    position: 2,
  });

test.each(hostile)('no cell of a signal with %j begins a formula or takes in another cell', (text) => {
  const [headings, cells, ...rest] = signalTsv([row(text)])
    .split('\n')
    .map((line) => line.split('\t'));
  expect(rest).toEqual([]);
  expect(cells).toHaveLength(headings?.length ?? 0);
  for (const cell of cells ?? []) expect(cell).not.toMatch(/^\s*[=+\-@"\uff1d]/);
});
