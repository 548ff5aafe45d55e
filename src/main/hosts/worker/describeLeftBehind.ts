/**
 * Describes the orders that would stay at the venues if the console closed now. The question before the close shows it.
 */
import type { LeftBehind, WorkingOrders } from '../../../shared/contract/engineThread.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';

/** How many orders of a venue are named one by one. */
const examplesMax = 5;

type LeftEngine = Pick<Engine, 'trading' | 'guards' | 'configuration'>;

/** Describes the working orders, and the changes that are not on record. `engine` is undefined while the engine starts. */
export function describeLeftBehind(orders: readonly OrderView[], engine: LeftEngine | undefined): LeftBehind {
  const kills = engine?.trading.ledgers().filter(({ offRecord }) => offRecord?.lostOnStop) ?? [];
  const states = engine?.trading.states().filter(({ offRecord }) => offRecord !== undefined) ?? [];
  return {
    venues: byVenue(orders, engine),
    forgotten: [
      ...kills.map(({ scope, reason }) => `kill switch on ${scope}: ${reason}`),
      ...states.map(({ scope, state, reason }) => `${scope} ${state}: ${reason}`),
    ],
  };
}

/** Working orders by venue, the oldest first. */
function byVenue(orders: readonly OrderView[], engine: LeftEngine | undefined): WorkingOrders[] {
  const venues = new Map<OrderView['venue'], OrderView[]>();
  for (const order of orders) venues.set(order.venue, [...(venues.get(order.venue) ?? []), order]);
  return [...venues].map(([venue, own]) => {
    const guard = engine?.guards.get(venue);
    const trouble = troubleOf(guard?.snapshot());
    return {
      venue,
      orders: own.length,
      pendingCancels: own.filter(({ status }) => status === 'pending_cancel').length,
      inDoubt: own.filter(({ status }) => status === 'in_doubt').length,
      cancelOnDisconnect: guard?.venue.capabilities.cancelOnDisconnect === true,
      ...(trouble !== undefined && { trouble }),
      examples: own
        .toSorted((a, b) => a.createdPosition - b.createdPosition)
        .slice(0, examplesMax)
        .map((order) => describeOrder(order, tickOf(engine, order))),
    };
  });
}

type Snapshot = ReturnType<NonNullable<ReturnType<Engine['guards']['get']>>['snapshot']>;

function troubleOf(venue: Snapshot | undefined): string | undefined {
  if (venue === undefined) return undefined;
  if (!venue.connected) return `is not connected: ${venue.connectionDetail}`;
  if (venue.silentSince === undefined || venue.lastMessageAgeMs === undefined) return undefined;
  return `has not answered for ${Math.round(venue.lastMessageAgeMs / 1_000)} s`;
}

function tickOf(engine: LeftEngine | undefined, { symbol }: OrderView): string {
  const instrument = engine?.configuration.instruments.find((one) => one.symbol === symbol);
  return instrument === undefined ? '1' : formatDecimal(instrument.tickSize);
}

function describeOrder(order: OrderView, tick: string): string {
  const { side, leavesQuantity, quantity, symbol, timeInForce, goodTill } = order;
  const open = leavesQuantity === quantity ? quantity : `${leavesQuantity} of ${quantity}`;
  const duration = goodTill === undefined ? timeInForce : `good till ${minuteOf(goodTill)}`;
  const state =
    order.status === 'in_doubt'
      ? [', in doubt']
      : order.status === 'pending_cancel'
        ? [', cancel not confirmed']
        : [];
  return `${[side, open, symbol, ...priceWords(order, tick), duration].join(' ')}${state.join('')}`;
}

/** Gives `market`, `limit at 1300.00`, `stop 1290.00`, or `stop 1290.00, then limit 1289.00`. */
function priceWords({ orderType, limitPrice, stopPrice }: OrderView, tick: string): readonly string[] {
  switch (orderType) {
    case 'market':
      return ['market'];
    case 'limit':
      return [`limit at ${padded(limitPrice, tick)}`];
    case 'stop':
      return [`stop ${padded(stopPrice, tick)}`];
    case 'stop_limit':
      return [`stop ${padded(stopPrice, tick)}, then limit ${padded(limitPrice, tick)}`];
    default:
      return assertNever(orderType);
  }
}

/** The price with the decimal places of the tick, as the window shows prices. */
function padded(price = '', tick: string): string {
  const places = tick.split('.')[1]?.length ?? 0;
  const [integer = '', fraction = ''] = price.split('.');
  return places <= fraction.length ? price : `${integer}.${fraction.padEnd(places, '0')}`;
}

/** Gives `2026-12-24 17:30 UTC`, with seconds where they are not zero. */
function minuteOf(instant: string): string {
  return `${instant.replace('T', ' ').replace(/(?::00)?(?:\.0+)?Z$/, '')} UTC`;
}
