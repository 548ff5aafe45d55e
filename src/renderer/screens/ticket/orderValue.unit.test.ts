import { expect, test } from 'vitest';
import type { DryRun } from '../../../shared/contract/signals.ts';
import { orderValue } from './orderValue.ts';

const judged = (input: string): DryRun => ({
  refusals: [],
  risk: {
    level: 'low',
    rules: [
      { rule: 'max_order_quantity', verdict: 'pass', input: '10', limit: '100' },
      { rule: 'max_order_notional', verdict: 'pass', input, limit: '25000' },
    ],
  },
});

test('the value is the one that the limit on it is asked about, and no other', () => {
  expect(orderValue(judged('14692.50'))).toBe('14692.50');
});

test('without a price or a judgement nothing is said', () => {
  expect(orderValue(judged('none'))).toBeUndefined();
  expect(orderValue({ refusals: [] })).toBeUndefined();
});
