/** A venue changes an order by itself: in every state, with both versions on record. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../../shared/kernel/ids.ts';
import { alertsOf } from '../../alert/alertsOf.ts';
import { evolveOrder } from '../evolveOrder.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { OrderEvent } from '../orderEvents.ts';
import { initialOrderState, type Order, type OrderState } from '../orderState.ts';
import { sampleTerms } from '../testing/sampleTerms.ts';
import { decideOrder } from './decideOrder.ts';

const venue = { evidence: 'venue' } as const;
const opening: readonly OrderCommand[] = [
  { type: 'CreateOrder', terms: sampleTerms, risk: { level: 'low', rules: [] } },
  { type: 'BeginSubmission', clientOrderId: 'o1' as ClientOrderId },
  { type: 'RecordAcceptance', ...venue, venueOrderId: 'V1' as VenueOrderId },
];
const fill: OrderCommand = {
  type: 'RecordFill',
  ...venue,
  executionId: 'e1' as ExecutionId,
  quantity: decimal('4'),
  price: decimal('1400'),
};
const restated = (quantity: string, limitPrice?: string): OrderCommand => ({
  type: 'RecordRestatement',
  ...venue,
  quantity: decimal(quantity),
  ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
  reason: 'part of the quantity declined',
});

function lived(...commands: readonly OrderCommand[]): { order: Order; last: readonly OrderEvent[] } {
  let state: OrderState = initialOrderState;
  let last: readonly OrderEvent[] = [];
  for (const command of [...opening, ...commands]) {
    const decided = decideOrder(command, state);
    if (!decided.ok) throw new Error(decided.error.message);
    last = decided.value;
    for (const event of last) state = evolveOrder(state, event);
  }
  if (state.status === 'none') throw new Error('no order');
  return { order: state, last };
}

describe('an order that its venue restates', () => {
  it('has the new terms; the terms before and the reason stay on record, and an alert says so', () => {
    const { order, last } = lived(fill, restated('6', '1399.75'));
    expect(order).toMatchObject({
      status: 'partially_filled',
      clientOrderId: 'o1',
      terms: { quantity: decimal('6'), limitPrice: decimal('1399.75') },
    });
    const [event] = last;
    expect(event).toMatchObject({
      type: 'OrderRestated',
      data: {
        quantity: '6',
        limitPrice: '1399.75',
        before: { quantity: '10', limitPrice: '1400' },
        reason: 'part of the quantity declined',
      },
    });
    const alerts =
      event === undefined ? [] : alertsOf({ ...event, streamId: 'order-o1' as never, position: 7 });
    expect(alerts).toMatchObject([
      {
        kind: 'order_restated',
        message:
          'the venue has changed the order by itself: quantity 10 is 6 now, limit price 1400 is 1399.75 now (part of the quantity declined)',
      },
    ]);
  });

  it('to the terms that it has changes nothing', () => {
    expect(lived(fill, restated('10', '1400')).last).toEqual([]);
    expect(lived(fill, restated('10')).last).toEqual([]);
  });

  it('to what is filled, or less, is filled', () => {
    for (const quantity of ['4', '3']) {
      expect(lived(fill, restated(quantity)).order).toMatchObject({
        status: 'filled',
        terms: { quantity: decimal('4') },
      });
    }
  });

  it('before its acceptance is heard of, or in doubt, has the new terms and waits', () => {
    const doubt: OrderCommand = { type: 'MarkInDoubt', reason: 'no answer' };
    for (const [commands, status] of [
      [[], 'submitting'],
      [[doubt], 'in_doubt'],
    ] as const) {
      let state: OrderState = initialOrderState;
      for (const command of [...opening.slice(0, 2), ...commands, restated('6')]) {
        const decided = decideOrder(command, state);
        if (!decided.ok) throw new Error(decided.error.message);
        state = decided.value.reduce<OrderState>(evolveOrder, state);
      }
      expect(state).toMatchObject({ status, terms: { quantity: decimal('6') } });
    }
  });

  it('while a cancel is asked for waits for the cancel', () => {
    const { order } = lived({ type: 'RequestCancel', reason: 'out' }, restated('6'));
    expect(order).toMatchObject({ status: 'pending_cancel', terms: { quantity: decimal('6') } });
  });

  it('while an amend is asked for waits for the amend', () => {
    const amend: OrderCommand = { type: 'RequestReplace', reason: 'more', quantity: decimal('12') };
    const { order } = lived(fill, amend, restated('6'));
    expect(order).toMatchObject({ status: 'pending_replace', requested: { quantity: decimal('12') } });
  });

  it('after its end stays ended', () => {
    const { order } = lived({ type: 'RecordCancel', ...venue, reason: 'out' }, restated('6'));
    expect(order).toMatchObject({ status: 'canceled', terms: { quantity: decimal('6') } });
  });
});
