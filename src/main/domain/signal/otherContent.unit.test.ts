import { expect, test } from 'vitest';
import { otherContent } from './otherContent.ts';
import { parseSignal } from './parseSignal.ts';
import type { Signal } from './signal.ts';
import { limitSignal } from './testing/sampleSignal.ts';

function signal(change: object = {}): Signal {
  const parsed = parseSignal(limitSignal('a', { quantity: '10', limitPrice: '1400', ...change }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

test.each([
  {},
  { quantity: '10.0', limitPrice: '1400.00' },
  { createdAt: '2026-11-22T10:00:00Z', note: 'once more', confidence: '0.5', source: 'elsewhere' },
])('a signal with %j asks for the same order', (change) => {
  expect(otherContent(signal(), signal(change))).toBeUndefined();
});

test.each([
  [{ side: 'sell' }, 'side buy', 'side sell'],
  [{ quantity: '5', limitPrice: '1401' }, 'quantity 10, limitPrice 1400', 'quantity 5, limitPrice 1401'],
  [{ stopLoss: '1390' }, 'stopLoss none', 'stopLoss 1390'],
  [{ reduceOnly: true }, 'reduceOnly none', 'reduceOnly true'],
  [{ venue: 'two' }, 'venue none', 'venue two'],
  [{ account: 'other', strategy: 'x' }, 'strategy manual, account main', 'strategy x, account other'],
])('a signal with %j is another one', (change, expected, actual) => {
  expect(otherContent(signal(), signal(change))).toMatchObject({
    code: 'id_used_with_other_content',
    expected,
    actual,
  });
});
