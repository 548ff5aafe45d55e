/** What a venue takes back or corrects: the order is what the executions that stand add up to. */
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, StreamId, VenueOrderId } from '../../../../shared/kernel/ids.ts';
import { alertsOf } from '../../alert/alertsOf.ts';
import { decideOrder } from './decideOrder.ts';
import { evolveOrder } from '../evolveOrder.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { OrderEvent } from '../orderEvents.ts';
import { initialOrderState, type OrderState } from '../orderState.ts';
import { sampleTerms as terms } from '../testing/sampleTerms.ts';

const venue = { evidence: 'venue' } as const;
const id = (text: string) => text as ExecutionId;
const working: readonly OrderCommand[] = [
  { type: 'CreateOrder', terms, risk: { level: 'low', rules: [] } },
  { type: 'BeginSubmission', clientOrderId: 'o' as ClientOrderId },
  { type: 'RecordAcceptance', ...venue, venueOrderId: 'v1' as VenueOrderId },
];
const fill = (executionId: string, quantity: string, price = '1400'): OrderCommand => ({
  type: 'RecordFill',
  ...venue,
  executionId: id(executionId),
  quantity: decimal(quantity),
  price: decimal(price),
});
const bust = (executionId: string, evidence: 'venue' | 'reconciliation' = 'venue'): OrderCommand => ({
  type: 'RecordBust',
  evidence,
  versions: [id(executionId)],
});
const correct = (from: string, to: string, quantity: string, price = '1400'): OrderCommand => ({
  type: 'RecordCorrection',
  ...venue,
  versions: [id(from)],
  executionId: id(to),
  quantity: decimal(quantity),
  price: decimal(price),
});
const cancel: OrderCommand = { type: 'RecordCancel', ...venue, reason: 'asked' };

function run(...commands: readonly OrderCommand[]) {
  let state: OrderState = initialOrderState;
  const events: OrderEvent[] = [];
  for (const command of commands) {
    const decision = decideOrder(command, state);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.error.message}`);
    for (const event of decision.value) state = evolveOrder(state, event);
    events.push(...decision.value);
  }
  if (state.status === 'none') throw new Error('there is an order');
  const { status, filledQuantity, filledNotional } = state;
  const place = { streamId: 'order-o' as StreamId, position: 7 };
  return {
    state: `${status} ${formatDecimal(filledQuantity)} for ${filledNotional / 10n ** 18n}`,
    last: events.at(-1),
    count: events.length,
    alerts: events.flatMap((event) => alertsOf({ ...event, ...place }).map(({ message }) => message)),
  };
}

describe('an execution that the venue takes back', () => {
  test.each<[string, readonly OrderCommand[], string]>([
    ['of a part', [fill('x1', '4'), bust('x1')], 'accepted 0 for 0'],
    ['one of two', [fill('x1', '4'), fill('x2', '3', '1399'), bust('x1')], 'partially_filled 3 for 4197'],
    ['that filled the order', [fill('x1', '10'), bust('x1')], 'accepted 0 for 0'],
    [
      'the last of those that filled it',
      [fill('x1', '4'), fill('x2', '6'), bust('x2')],
      'partially_filled 4 for 5600',
    ],
    ['after a cancel', [fill('x1', '4'), cancel, bust('x1')], 'canceled 0 for 0'],
    ['of an overfill', [fill('x1', '10'), fill('x2', '5'), bust('x2')], 'filled 10 for 14000'],
    [
      'while a cancel is pending',
      [fill('x1', '4'), { type: 'RequestCancel', reason: 'stop' }, bust('x1')],
      'pending_cancel 0 for 0',
    ],
    [
      'while a cancel is pending that is then refused',
      [
        fill('x1', '4'),
        { type: 'RequestCancel', reason: 'stop' },
        bust('x1'),
        { type: 'RecordCancelRejection', ...venue, code: '0', reason: 'no' },
      ],
      'accepted 0 for 0',
    ],
    ['and fills again', [fill('x1', '10'), bust('x1'), fill('x2', '10', '1398')], 'filled 10 for 13980'],
  ])('%s', (_name, commands, state) => {
    expect(run(...working, ...commands).state).toBe(state);
  });

  test('is taken back once, whoever says so again, and its fill counts no more', () => {
    const once = run(...working, fill('x1', '4'), bust('x1'));
    const again = run(
      ...working,
      fill('x1', '4'),
      bust('x1'),
      bust('x1'),
      bust('x1', 'reconciliation'),
      fill('x1', '4'),
    );
    expect(again).toMatchObject({ state: 'accepted 0 for 0', count: once.count });
  });

  test('is recorded with what it was, and is an alert', () => {
    const { last, alerts } = run(...working, fill('x1', '4', '1399.5'), bust('x1'));
    expect(last).toMatchObject({
      type: 'OrderExecutionBusted',
      data: { executionId: 'x1', struck: { quantity: '4', price: '1399.5' }, cumulativeQuantity: '0' },
    });
    expect(alerts).toEqual(['the venue took back execution x1 of 4 at 1399.5; the order has 0 filled']);
  });

  test('before its fill came counts nothing, then and when the fill comes', () => {
    const { state, last, alerts } = run(...working, bust('x1'), fill('x1', '10'));
    expect(state).toBe('accepted 0 for 0');
    expect(last).toMatchObject({ type: 'OrderExecutionBusted', data: { executionId: 'x1' } });
    expect(alerts).toEqual([
      'the venue took back execution x1 that did not count here; the order has 0 filled',
    ]);
  });

  test('that neither side counts is no difference', () => {
    expect(run(...working, bust('x1', 'reconciliation')).count).toBe(working.length);
  });
});

describe('versions that come out of order', () => {
  test.each<[string, readonly OrderCommand[], string]>([
    [
      'the last correction of a chain first',
      [fill('x1', '4'), correct('x2', 'x3', '6'), correct('x1', 'x2', '5')],
      'partially_filled 6 for 8400',
    ],
    [
      'the bust of a correction before it',
      [fill('x1', '4'), bust('x2'), correct('x1', 'x2', '5')],
      'accepted 0 for 0',
    ],
  ])('%s', (_name, commands, state) => {
    expect(run(...working, ...commands).state).toBe(state);
  });
});

describe('an execution that the venue corrects', () => {
  test.each<[string, readonly OrderCommand[], string]>([
    ['at another price', [fill('x1', '4'), correct('x1', 'x2', '4', '1390')], 'partially_filled 4 for 5560'],
    ['to less', [fill('x1', '10'), correct('x1', 'x2', '7')], 'partially_filled 7 for 9800'],
    ['to all of the order', [fill('x1', '4'), correct('x1', 'x2', '10')], 'filled 10 for 14000'],
    ['after a cancel', [fill('x1', '4'), cancel, correct('x1', 'x2', '5')], 'canceled 5 for 7000'],
    [
      'twice in a chain',
      [fill('x1', '4'), correct('x1', 'x2', '5'), correct('x2', 'x3', '6')],
      'partially_filled 6 for 8400',
    ],
    [
      'twice, each by its first id',
      [fill('x1', '4'), correct('x1', 'x2', '5'), correct('x1', 'x3', '6')],
      'partially_filled 6 for 8400',
    ],
    [
      'under the same id',
      [fill('x1', '4'), correct('x1', 'x1', '5'), correct('x1', 'x1', '5')],
      'partially_filled 5 for 7000',
    ],
    [
      'and then takes back, by its first id',
      [fill('x1', '4'), correct('x1', 'x2', '5'), bust('x1')],
      'accepted 0 for 0',
    ],
    [
      'and then takes back, by its new id',
      [fill('x1', '4'), correct('x1', 'x2', '5'), bust('x2')],
      'accepted 0 for 0',
    ],
    [
      'after it took it back',
      [fill('x1', '4'), bust('x1'), correct('x1', 'x2', '5')],
      'partially_filled 5 for 7000',
    ],
    [
      'before its fill came',
      [correct('x1', 'x2', '5'), fill('x1', '4'), fill('x2', '5')],
      'partially_filled 5 for 7000',
    ],
  ])('%s', (_name, commands, state) => {
    expect(run(...working, ...commands).state).toBe(state);
  });

  test('is corrected once when that is said again, also when a later correction came', () => {
    const steps = [fill('x1', '4'), correct('x1', 'x2', '5'), correct('x2', 'x3', '6')];
    const again = run(...working, ...steps, correct('x1', 'x2', '5'), correct('x2', 'x3', '6'));
    expect(again).toMatchObject({ state: 'partially_filled 6 for 8400', count: working.length + 3 });
  });

  test('is recorded with both versions, and is an alert', () => {
    const { last, alerts } = run(...working, fill('x1', '4'), correct('x1', 'x2', '12', '1390'));
    expect(last).toMatchObject({
      type: 'OrderExecutionCorrected',
      data: {
        executionId: 'x2',
        corrects: 'x1',
        lastQuantity: '12',
        lastPrice: '1390',
        struck: { quantity: '4', price: '1400' },
        cumulativeQuantity: '12',
        overfilledBy: '2',
      },
    });
    expect(alerts).toEqual([
      'the venue corrected execution x1 of 4 at 1400: it is 12 at 1390 now, as x2; the order has 12 filled, 2 beyond its quantity',
    ]);
  });

  test('that was given by hand is found by the id of the venue', () => {
    const given = { quantity: decimal('4'), price: decimal('1400') };
    const settled: OrderCommand = {
      type: 'SettleOrder',
      reason: 'the broker said so',
      settlement: { outcome: 'canceled', executions: [given] },
    };
    expect(
      run(
        ...working.slice(0, 2),
        { type: 'MarkInDoubt', reason: 'lost' },
        settled,
        fill('x1', '4'),
        bust('x1'),
      ).state,
    ).toBe('canceled 0 for 0');
  });

  test('to no quantity is refused', () => {
    const decision = decideOrder(correct('x1', 'x2', '0'), evolved(fill('x1', '4')));
    expect(decision).toMatchObject({ ok: false, error: { code: 'execution_invalid' } });
  });
});

function evolved(...commands: readonly OrderCommand[]): OrderState {
  let state: OrderState = initialOrderState;
  for (const command of [...working, ...commands]) {
    const decision = decideOrder(command, state);
    if (decision.ok) state = decision.value.reduce<OrderState>(evolveOrder, state);
  }
  return state;
}
