import { describe, expect, it } from 'vitest';
import { orderStatuses } from '../../domain/order/orderState.ts';
import { orderCounts } from './replayReport.ts';

describe('orderCounts', () => {
  it('has every status, in camel case, also those without an order', () => {
    const none = orderCounts([]);
    expect(Object.keys(none)).toHaveLength(orderStatuses.length);
    expect(new Set(Object.values(none))).toEqual(new Set([0]));
    expect(orderCounts(['filled', 'in_doubt', 'partially_filled', 'filled'])).toEqual({
      ...none,
      filled: 2,
      inDoubt: 1,
      partiallyFilled: 1,
    });
  });
});
