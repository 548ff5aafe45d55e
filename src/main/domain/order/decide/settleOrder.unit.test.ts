import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../../shared/kernel/ids.ts';
import { decideOrder } from './decideOrder.ts';
import { evolveOrder } from '../evolveOrder.ts';
import type { OrderCommand, Settlement } from '../orderCommands.ts';
import { initialOrderState, type Order, type OrderState } from '../orderState.ts';
import { sampleTerms as terms } from '../testing/sampleTerms.ts';

const venue = { evidence: 'venue' } as const;
const v1 = 'v1' as VenueOrderId;
const create: OrderCommand = { type: 'CreateOrder', terms, risk: { level: 'low', rules: [] } };
const submit: OrderCommand = { type: 'BeginSubmission', clientOrderId: 'o' as ClientOrderId };
const doubt: OrderCommand = { type: 'MarkInDoubt', reason: 'no answer' };
const accept: OrderCommand = { type: 'RecordAcceptance', ...venue, venueOrderId: v1 };
const amend: OrderCommand = {
  type: 'RequestReplace',
  quantity: decimal('6'),
  reason: 'by hand',
};
const cancel: OrderCommand = { type: 'RequestCancel', reason: 'by hand' };
const fill = (executionId: string, quantity: string, price: string): OrderCommand => ({
  type: 'RecordFill',
  ...venue,
  executionId: executionId as ExecutionId,
  quantity: decimal(quantity),
  price: decimal(price),
});
const settle = (settlement: Settlement): OrderCommand => ({
  type: 'SettleOrder',
  settlement,
  reason: 'the broker said so',
});
const executions = [
  { quantity: decimal('4'), price: decimal('1400') },
  { quantity: decimal('6'), price: decimal('1400.25') },
];

function after(...commands: readonly OrderCommand[]): Order {
  let state: OrderState = initialOrderState;
  for (const command of commands) {
    const decision = decideOrder(command, state);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.error.message}`);
    for (const event of decision.value) state = evolveOrder(state, event);
  }
  if (state.status === 'none') throw new Error('there is an order');
  return state;
}

function refusal(settlement: Settlement, ...before: readonly OrderCommand[]): string {
  const decision = decideOrder(
    settle(settlement),
    before.length === 0 ? initialOrderState : after(...before),
  );
  return decision.ok ? 'allowed' : decision.error.code;
}

describe('an operator settles', () => {
  const inDoubt = [create, submit, doubt];

  test.each<[string, Settlement, object]>([
    ['never received', { outcome: 'never_received' }, { status: 'rejected', code: 'never_received' }],
    ['working', { outcome: 'working', venueOrderId: v1 }, { status: 'accepted', venueOrderId: 'v1' }],
    ['canceled', { outcome: 'canceled' }, { status: 'canceled', reason: 'the broker said so' }],
    ['expired', { outcome: 'expired' }, { status: 'expired', reason: 'the broker said so' }],
    ['filled', { outcome: 'filled', executions }, { status: 'filled', filledQuantity: decimal('10') }],
    [
      'canceled after a part',
      { outcome: 'canceled', executions: executions.slice(0, 1) },
      { status: 'canceled', filledQuantity: decimal('4') },
    ],
  ])('an order in doubt as %s', (_name, settlement, expected) => {
    expect(after(...inDoubt, settle(settlement))).toMatchObject(expected);
  });

  test('a pending cancel or replace as done or not done', () => {
    const working = { outcome: 'working' } as const;
    expect(after(create, submit, accept, cancel, settle(working)).status).toBe('accepted');
    expect(after(create, submit, accept, amend, settle(working))).toMatchObject({
      status: 'accepted',
      clientOrderId: 'o',
    });
    expect(after(create, submit, accept, amend, settle({ outcome: 'replaced' }))).toMatchObject({
      status: 'accepted',
      clientOrderId: 'o-r1',
      terms: { quantity: decimal('6') },
    });
    expect(after(create, submit, accept, cancel, settle({ outcome: 'canceled' })).status).toBe('canceled');
  });

  test('with facts that carry the operator as evidence', () => {
    const decision = decideOrder(settle({ outcome: 'filled', executions }), after(...inDoubt));
    expect(
      decision.ok && decision.value.map(({ type, data }) => [type, 'evidence' in data && data.evidence]),
    ).toEqual([
      ['OrderFilled', 'operator'],
      ['OrderFilled', 'operator'],
    ]);
  });

  test('nothing that contradicts what is known', () => {
    expect(refusal({ outcome: 'never_received' }, create, submit, accept)).toBe('settlement_contradicts');
    expect(refusal({ outcome: 'never_received', executions }, ...inDoubt)).toBe('settlement_contradicts');
    expect(refusal({ outcome: 'replaced' }, ...inDoubt)).toBe('settlement_contradicts');
    expect(refusal({ outcome: 'working' }, ...inDoubt)).toBe('venue_order_id_missing');
    const part = executions.slice(0, 1);
    expect(refusal({ outcome: 'filled', executions: part }, ...inDoubt)).toBe('settlement_incomplete');
    const nothing = [{ quantity: decimal('0'), price: decimal('1400') }];
    expect(refusal({ outcome: 'filled', executions: nothing }, ...inDoubt)).toBe('execution_invalid');
  });

  test('only what is open', () => {
    expect(refusal({ outcome: 'canceled' })).toBe('order_unknown');
    expect(refusal({ outcome: 'canceled' }, create)).toBe('nothing_to_settle');
    expect(refusal({ outcome: 'canceled' }, create, submit, accept, fill('x1', '10', '1400'))).toBe(
      'nothing_to_settle',
    );
    expect(refusal({ outcome: 'working' }, create, submit, accept)).toBe('nothing_to_settle');
  });
});

describe("the venue's own word after an operator's", () => {
  const byHand = [create, submit, doubt, settle({ outcome: 'filled', executions })];

  test('on an execution given by hand confirms it and counts nothing twice', () => {
    const order = after(...byHand, fill('x7', '6', '1400.25'), fill('x7', '6', '1400.25'));
    expect(order).toMatchObject({ status: 'filled', filledQuantity: decimal('10') });
    expect(order.executions.byHand).toHaveLength(1);
    expect([...order.executions].flatMap(({ ids }) => ids)).toContain('x7');
  });

  test('on one that was not given is a fill, also beyond the quantity', () => {
    const order = after(...byHand, fill('x8', '5', '1399'));
    expect(order).toMatchObject({ status: 'filled', filledQuantity: decimal('15') });
  });

  test('on an execution given with its id says nothing new, and another one alike counts', () => {
    const known = [{ quantity: decimal('4'), price: decimal('1400'), executionId: 'x1' as ExecutionId }];
    const settled = [create, submit, doubt, settle({ outcome: 'canceled', executions: known })];
    expect(after(...settled, fill('x1', '4', '1400')).filledQuantity).toBe(decimal('4'));
    expect(after(...settled, fill('x2', '4', '1400')).filledQuantity).toBe(decimal('8'));
  });
});
