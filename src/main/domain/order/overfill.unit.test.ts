/** Fills while a replace has no outcome: they are bounded by the larger of both quantities. */
import { expect, it } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ExecutionId, StreamId } from '../../../shared/kernel/ids.ts';
import { alarmsOf } from '../alarm/alarmsOf.ts';
import { decideOrder } from './decideOrder.ts';
import type { OrderCommand } from './orderCommands.ts';
import type { Order } from './orderState.ts';

const seen = { evidence: 'venue' as const };
const replacing = (filled: string): Order =>
  ({
    status: 'pending_replace',
    resume: 'accepted',
    clientOrderId: 'c',
    requested: { quantity: decimal('9') },
    terms: { side: 'buy', quantity: decimal('5') },
    filledQuantity: decimal(filled),
    executionIds: [],
  }) as unknown as Order;

function alarmsAfter(command: OrderCommand, order: Order) {
  const decided = decideOrder(command, order, {});
  const events = decided.ok ? decided.value : [];
  expect(events).toHaveLength(1);
  return events.flatMap((event) => alarmsOf({ ...event, streamId: 'order-o' as StreamId, position: 7 }));
}

const fill = (quantity: string): OrderCommand => ({
  type: 'RecordFill',
  ...seen,
  executionId: 'x' as ExecutionId,
  quantity: decimal(quantity),
  price: decimal('99'),
});

it('a fill within the quantity that a pending replace asks for is no overfill', () => {
  expect(alarmsAfter(fill('9'), replacing('0'))).toEqual([]);
});

it('a fill beyond both quantities is one, by what is beyond the larger', () => {
  expect(alarmsAfter(fill('10'), replacing('0'))).toMatchObject([
    { kind: 'overfill', message: 'the fill of 10 at 99 takes the order 1 beyond its quantity' },
  ]);
});

it('what was filled of a larger quantity is an overfill once that is refused', () => {
  const refusal: OrderCommand = { type: 'RecordReplaceRejection', ...seen, code: 'too_late', reason: 'no' };
  expect(alarmsAfter(refusal, replacing('8'))).toMatchObject([
    { kind: 'overfill', message: expect.stringContaining('had filled 3 of it') as string },
  ]);
  expect(alarmsAfter(refusal, replacing('5'))).toEqual([]);
});
