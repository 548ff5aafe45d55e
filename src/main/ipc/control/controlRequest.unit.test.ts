import { expect, test } from 'vitest';
import { eventQuerySchema } from '../../../shared/contract/events.ts';
import { orderFilterSchema } from '../../../shared/contract/orders.ts';
import { readControlLine } from './controlRequest.ts';

test('a request with a key that stands twice is refused, the key named', () => {
  const line =
    '{"id":"1","method":"cancelOrders","input":{"orderIds":["a"],"orderIds":["b"],"reason":"test"}}';
  expect(readControlLine(line)).toMatchObject({
    ok: false,
    error: {
      reply: {
        fault: {
          code: 'invalid_message',
          message: 'The request was refused: the key orderIds stands twice in one object.',
        },
      },
    },
  });
});

test('an event query at an instant that can not be is refused', () => {
  for (const timeFrom of ['9999-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z', '2026-11-23', 'x']) {
    expect(eventQuerySchema.safeParse({ timeFrom }).success).toBe(false);
    expect(orderFilterSchema.safeParse({ createdTo: timeFrom }).success).toBe(false);
  }
  expect(eventQuerySchema.safeParse({ timeFrom: '2200-12-31T23:59:59.999999Z' }).success).toBe(true);
});
