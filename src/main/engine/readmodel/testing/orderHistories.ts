/** Histories of several orders for property tests: any commands, decided by the domain itself. */
import fc from 'fast-check';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import {
  orderIdOfStream,
  type AccountId,
  type Actor,
  type ClientOrderId,
  type CorrelationId,
  type EventId,
  type ExecutionId,
  type OrderId,
  type SignalId,
  type StrategyId,
  type Ticker,
  type VenueId,
  type VenueOrderId,
} from '../../../../shared/kernel/ids.ts';
import { orderStream } from '../../../../shared/kernel/ids.ts';
import { decideOrder } from '../../../domain/order/decide/decideOrder.ts';
import { evolveOrder } from '../../../domain/order/evolveOrder.ts';
import type { OrderCommand } from '../../../domain/order/orderCommands.ts';
import { initialOrderState, type OrderState } from '../../../domain/order/orderState.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { StreamAppend } from '../../events/eventStore.ts';
import type { NewEvent, StoredEvent } from '../../events/storedEvent.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { OrderViewStore } from '../orderViewStore.ts';
import { isOrderEvent, projectOrder } from '../../orders/projectOrder.ts';

/** What is attempted on one of the orders. */
export interface OrderStep {
  readonly order: number;
  readonly command: OrderCommand;
}

const venue = { evidence: 'venue' } as const;
const replacedId = fc.constantFrom('r1', 'r2').map((id) => id as ClientOrderId);
const quantity = fc.constantFrom('0.5', '3', '10', '12.000000001').map((text) => decimal(text));
const price = fc
  .constantFrom('1400.25', '99.999999999', '0.000000001', '0', '-37.63')
  .map((text) => decimal(text));

const executionId = fc.integer({ min: 1, max: 6 }).map((n) => `e${n}` as ExecutionId);

const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.constant<OrderCommand>({ type: 'BeginSubmission', clientOrderId: 'c' as ClientOrderId }),
  fc.constant<OrderCommand>({ type: 'RecordAcceptance', ...venue, venueOrderId: 'v' as VenueOrderId }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('RecordFill' as const),
      evidence: fc.constant('venue' as const),
      executionId,
      quantity,
      price,
    }),
  },
  fc.record({
    type: fc.constant('RecordBust' as const),
    evidence: fc.constant('venue' as const),
    versions: executionId.map((id) => [id]),
  }),
  fc.record({
    type: fc.constant('RecordCorrection' as const),
    evidence: fc.constant('venue' as const),
    executionId,
    versions: executionId.map((id) => [id]),
    quantity,
    price,
  }),
  fc.constant<OrderCommand>({ type: 'DenyOrder', reasons: [{ code: 'x', message: 'no' }] }),
  fc.constant<OrderCommand>({ type: 'MarkInDoubt', reason: 'lost' }),
  fc.constant<OrderCommand>({ type: 'RequestCancel', reason: 'by hand' }),
  fc.record({
    type: fc.constant('RequestReplace' as const),
    clientOrderId: replacedId,
    reason: fc.constant('by hand'),
    quantity,
  }),
  fc.record({
    type: fc.constant('RecordReplace' as const),
    evidence: fc.constant('venue' as const),
    clientOrderId: replacedId,
    quantity,
    limitPrice: price,
  }),
  fc.constant<OrderCommand>({ type: 'RecordReplaceRejection', ...venue, code: '0', reason: 'too late' }),
  fc.constant<OrderCommand>({ type: 'RecordCancelRejection', ...venue, code: '0', reason: 'too late' }),
  fc.constant<OrderCommand>({ type: 'RecordCancel', ...venue, reason: 'asked' }),
  fc.constant<OrderCommand>({ type: 'RecordRejection', ...venue, code: '1', reason: 'no' }),
  fc.constant<OrderCommand>({ type: 'RecordExpiry', ...venue, reason: 'end of day' }),
);

/** Few orders, so that each gets a history. */
export const orderStep: fc.Arbitrary<OrderStep> = fc.record({ order: fc.nat({ max: 4 }), command });

const termsOf = (order: number): OrderTerms => ({
  orderId: `o${order}` as OrderId,
  signalId: `s${order}` as SignalId,
  account: 'main' as AccountId,
  strategy: 'manual' as StrategyId,
  venue: 'sim' as VenueId,
  symbol: (order % 2 === 0 ? 'SPX' : 'NDX') as Ticker,
  side: order % 3 === 0 ? 'sell' : 'buy',
  quantity: decimal('10'),
  orderType: 'limit',
  limitPrice: decimal('1400'),
  timeInForce: 'GTC',
  reduceOnly: false,
});

/** What the steps lead to, one append for each step that is legal; an order is created at its first step. */
export class OrderHistory {
  private readonly states = new Map<number, OrderState>();
  private made = 0;

  take({ order, command: attempted }: OrderStep): StreamAppend | undefined {
    const created: OrderCommand = {
      type: 'CreateOrder',
      terms: termsOf(order),
      risk: { level: 'low', rules: [] },
    };
    const events = [
      ...(this.states.has(order) ? [] : this.decide(order, created)),
      ...this.decide(order, attempted),
    ];
    if (events.length === 0) return undefined;
    return { streamId: orderStream(`o${order}` as OrderId), events, expected: 'any' };
  }

  private decide(order: number, attempted: OrderCommand): NewEvent[] {
    let state = this.states.get(order) ?? initialOrderState;
    const decision = decideOrder(attempted, state);
    if (!decision.ok) return [];
    for (const event of decision.value) state = evolveOrder(state, event);
    this.states.set(order, state);
    return decision.value.map((event) => ({
      ...event,
      eventId: `event-${++this.made}` as EventId,
      correlationId: 'trace' as CorrelationId,
      actor: 'engine' as Actor,
    }));
  }
}

/** The rows as the events say, one event after the other. */
export function replayed(events: readonly StoredEvent[]): Map<string, OrderView> {
  const rows = new Map<string, OrderView>();
  for (const event of events) {
    if (!isOrderEvent(event)) continue;
    const orderId = orderIdOfStream(event.streamId);
    rows.set(orderId, projectOrder(rows.get(orderId), event));
  }
  return rows;
}

export function rowsOf(store: OrderViewStore): Map<string, OrderView> {
  return new Map(store.query({}).rows.map((row) => [row.orderId, row]));
}
