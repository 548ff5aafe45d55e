/** Fills while a replace has no outcome: they are bounded by the larger of both quantities. */
import { nothingExecuted } from '../executions.ts';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, StreamId } from '../../../../shared/kernel/ids.ts';
import type { Alert } from '../../desk/alert.ts';
import { alertsOf } from '../../alert/alertsOf.ts';
import { decideOrder } from './decideOrder.ts';
import { evolveOrder } from '../evolveOrder.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { Order } from '../orderState.ts';

const seen = { evidence: 'venue' as const };
const replacing = (filled: string): Order =>
  ({
    status: 'pending_replace',
    resume: 'accepted',
    attempts: 1,
    inquiries: [],
    clientOrderId: 'c',
    venueOrderId: 'v',
    replaceCount: 1,
    requested: { quantity: decimal('9') },
    terms: { side: 'buy', quantity: decimal('5') },
    ...nothingExecuted,
    filledQuantity: decimal(filled),
  }) as unknown as Order;

function steps(
  from: Order,
  command: OrderCommand,
): { readonly order: Order; readonly alerts: readonly Alert[] } {
  const decided = decideOrder(command, from, {});
  const events = decided.ok ? decided.value : [];
  expect(events).toHaveLength(1);
  let order = from;
  for (const event of events) order = evolveOrder(order, event);
  const place = { streamId: 'order-o' as StreamId, position: 7 };
  return { order, alerts: events.flatMap((event) => alertsOf({ ...event, ...place })) };
}

const refusal: OrderCommand = { type: 'RecordReplaceRejection', ...seen, code: 'too_late', reason: 'no' };

const fill = (quantity: string): OrderCommand => ({
  type: 'RecordFill',
  ...seen,
  executionId: 'x' as ExecutionId,
  quantity: decimal(quantity),
  price: decimal('99'),
});

it('a fill within the quantity that a pending replace asks for is no overfill', () => {
  expect(steps(replacing('0'), fill('9')).alerts).toEqual([]);
});

it('a fill beyond both quantities is one, by what is beyond the larger', () => {
  expect(steps(replacing('0'), fill('10')).alerts).toMatchObject([
    { kind: 'overfill', message: 'the fill of 10 at 99 takes the order 1 beyond its quantity' },
  ]);
});

describe('after a fill within what a pending replace asks for', () => {
  const filled = steps(replacing('0'), fill('9'));

  it('the order waits for the outcome', () => {
    expect(filled.order).toMatchObject({ status: 'pending_replace', filledQuantity: decimal('9') });
  });

  it('a replace that is done fills it', () => {
    const done = steps(filled.order, {
      type: 'RecordReplace',
      ...seen,
      clientOrderId: 'c-r1' as ClientOrderId,
      quantity: decimal('9'),
    });
    expect(done).toMatchObject({ order: { status: 'filled' }, alerts: [] });
  });

  it('one that is refused makes it an overfill, also when its cancel was asked for meanwhile', () => {
    const canceling = steps(filled.order, { type: 'RequestCancel', reason: 'stop' });
    for (const { order } of [filled, canceling]) {
      expect(steps(order, refusal).alerts).toMatchObject([
        { kind: 'overfill', message: expect.stringContaining('had filled 4 of it') as string },
      ]);
    }
    expect(steps(filled.order, refusal).order).toMatchObject({ status: 'filled' });
  });
});

it('a refused replace of an order that filled its own quantity at most is no overfill', () => {
  expect(steps(steps(replacing('0'), fill('3')).order, refusal)).toMatchObject({
    order: { status: 'partially_filled' },
    alerts: [],
  });
});
