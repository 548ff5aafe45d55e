import { expect, test, vi } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, OrderId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import { exitTerms } from '../../domain/order/bracket/exitOrders.ts';
import { entryTerms, price } from '../../domain/order/bracket/testing/entryTerms.ts';
import { decideOrder } from '../../domain/order/decide/decideOrder.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import { initialOrderState, type Order, type OrderState } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { Alerts } from '../alerts/alertBook.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { ClosingBook } from '../gates/closingBook.ts';
import { BracketManager, type BracketDependencies } from './bracketManager.ts';

const venue = { evidence: 'venue' } as const;
const entryId = entryTerms.orderId;

function orderAfter(terms: OrderTerms, ...said: OrderCommand[]): Order {
  const clientOrderId = terms.orderId as string as ClientOrderId;
  const commands: OrderCommand[] = [
    { type: 'CreateOrder', terms, risk: { level: 'low', rules: [] } },
    { type: 'BeginSubmission', clientOrderId },
    { type: 'RecordAcceptance', ...venue, venueOrderId: 'v' as VenueOrderId },
    ...said,
  ];
  const order = commands.reduce<OrderState>((state, command) => {
    const decision = decideOrder(command, state);
    if (!decision.ok) throw new Error(decision.error.message);
    return decision.value.reduce(evolveOrder, state);
  }, initialOrderState);
  return order as Order;
}

/** Everything in memory answers at once, so a few turns are enough for all that follows from something. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Half of the entry is filled, its take-profit works, and its venue, whose record was not compared, takes no stop-loss. */
function bareBracket() {
  const quantity = decimal('10');
  const fill = { quantity, price, executionId: 'x' as ExecutionId };
  const entry = orderAfter(entryTerms, { type: 'RecordFill', ...venue, ...fill });
  const takeProfit = orderAfter(exitTerms(entry, 'take_profit', quantity, 1, 'GTC'));
  const orders = new Map([entry, takeProfit].map((order) => [order.terms.orderId, order]));
  const termsOf: BracketDependencies['termsOf'] = (...exit) => exitTerms(...exit, 'GTC');
  const time = manualTime();
  const alerts = { raise: vi.fn<Alerts['raise']>(), end: vi.fn<Alerts['end']>() };
  alerts.raise.mockResolvedValue();
  const brackets = new BracketManager({
    handler: { order: (orderId: OrderId) => Promise.resolve(orders.get(orderId)) },
    orders: {},
    submit: () => Promise.reject(new Error('nothing is sent')),
    exitRefusal: () => ({ code: 'venue_away', message: 'the venue is away' }),
    closing: new ClosingBook(),
    alerts,
    isReconciled: () => false,
    canReplace: () => true,
    termsOf,
    ...time,
    logger: { log: () => undefined },
  } as unknown as BracketDependencies);
  brackets.onAliveAfterEnd(entry);
  return { brackets, alerts, time };
}

test('filled quantity without a stop-loss is told after two seconds', async () => {
  const { brackets, alerts, time } = bareBracket();
  await turns();
  expect(brackets.unprotected()).toMatchObject([{ orderId: entryId, quantity: '10' }]);
  time.advance(2_000);
  await turns();
  expect(alerts.raise.mock.calls).toMatchObject([[{ kind: 'unprotected', orderId: entryId }]]);
});

test('of a position that was closed nothing is told, and the bracket is kept while an exit works', async () => {
  const { brackets, alerts, time } = bareBracket();
  await turns();
  alerts.end.mockClear();
  brackets.abandon((orderId) => orderId === entryId);
  expect(brackets.unprotected()).toEqual([]);
  expect(alerts.end).toHaveBeenCalledTimes(1);
  time.advance(60_000);
  await turns();
  expect(alerts.raise).not.toHaveBeenCalled();
  expect(brackets.unfinished()).toEqual([entryId, 'e-tp']);
});

test('of a position that was closed before its exits are found nothing is told either', async () => {
  const { brackets, alerts, time } = bareBracket();
  brackets.abandon(() => true);
  await turns();
  time.advance(60_000);
  await turns();
  expect(brackets.unprotected()).toEqual([]);
  expect(alerts.raise).not.toHaveBeenCalled();
  expect(brackets.unfinished()).toEqual([entryId, 'e-tp']);
});
