/** What differs between two moments of the desk. Times are UTC text. */
import type { AccountId, Ticker, OrderId } from '../../../shared/kernel/ids.ts';
import { decimal, formatDecimal, subtract, zero } from '../../../shared/kernel/decimal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { DeskAt, LimitAt, PositionAt, VenueAt } from './deskAt.ts';

/** The most orders that are listed; further ones are only counted. */
export const changedOrdersMax = 1_000;

export interface ChangedOrder {
  /** The order at the later moment. */
  readonly order: OrderView;
  /** Absent for an order that did not exist at the earlier moment. */
  readonly from?: OrderStatus;
  /** What was filled between the two moments; negative where the venue took executions back. */
  readonly filled: string;
}

export interface ChangedPosition {
  readonly account: AccountId;
  readonly symbol: Ticker;
  readonly from: string;
  readonly to: string;
}

/** A state in words: a trading state, a connection, a breaker, a limit. Absent: there was none. */
export interface ChangedState {
  readonly what:
    | 'engine'
    | 'trading'
    | 'connection'
    | 'breaker'
    | 'throttle'
    | 'limit'
    | 'strategy'
    | 'console'
    | 'kill';
  /** A scope, a venue, a limit with its scope, a strategy, a console. */
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

export interface DeskDifference {
  readonly from: Pick<DeskAt, 'position' | 'time'>;
  readonly to: Pick<DeskAt, 'position' | 'time'>;
  /** How many orders were created, and how many existed and changed. */
  readonly created: number;
  readonly changed: number;
  /** How many executions there were. */
  readonly fills: number;
  /** The first of the orders that were created or changed, in the order of their first change. */
  readonly orders: readonly ChangedOrder[];
  readonly positions: readonly ChangedPosition[];
  readonly states: readonly ChangedState[];
  readonly alertsRaised: DeskAt['alerts'];
  readonly alertsOver: DeskAt['alerts'];
}

/** Gathers what becomes of orders between the two moments. Holds a bounded number of them. */
export class OrderChanges {
  private readonly touched = new Map<OrderId, { readonly before: OrderView | undefined; after: OrderView }>();
  private readonly known = new Set<OrderId>();
  private created = 0;
  private fills = 0;

  take(before: OrderView | undefined, after: OrderView, event: StoredEvent): void {
    if (event.type === 'OrderFilled') this.fills++;
    if (before === undefined) this.created++;
    const { orderId } = after;
    const touched = this.touched.get(orderId);
    if (touched !== undefined) touched.after = after;
    else if (this.touched.size < changedOrdersMax) this.touched.set(orderId, { before, after });
    this.known.add(orderId);
  }

  result(): Pick<DeskDifference, 'created' | 'changed' | 'fills' | 'orders'> {
    const orders = Array.from(this.touched.values(), ({ before, after }) => ({
      order: after,
      ...(before !== undefined && { from: before.status }),
      filled: formatDecimal(subtract(decimal(after.filledQuantity), decimal(before?.filledQuantity ?? '0'))),
    }));
    const { created, fills } = this;
    return { created, changed: this.known.size - created, fills, orders };
  }
}

export function differenceBetween(
  before: DeskAt,
  after: DeskAt,
  orders: Pick<DeskDifference, 'created' | 'changed' | 'fills' | 'orders'>,
): DeskDifference {
  const alertsBefore = new Set(before.alerts.map(({ alertId }) => alertId));
  const alertsAfter = new Set(after.alerts.map(({ alertId }) => alertId));
  return {
    from: momentOf(before),
    to: momentOf(after),
    ...orders,
    positions: changedPositions(before.positions, after.positions),
    states: changedStates(statesOf(before), statesOf(after)),
    alertsRaised: after.alerts.filter(({ alertId }) => !alertsBefore.has(alertId)),
    alertsOver: before.alerts.filter(({ alertId }) => !alertsAfter.has(alertId)),
  };
}

const momentOf = ({ position, time }: DeskAt): DeskDifference['from'] => ({
  position,
  ...(time !== undefined && { time }),
});

function changedPositions(
  before: readonly PositionAt[],
  after: readonly PositionAt[],
): readonly ChangedPosition[] {
  const keyOf = ({ account, symbol }: PositionAt): string => `${account} ${symbol}`;
  const held = new Map(before.map((one) => [keyOf(one), one.quantity]));
  return after
    .map((one) => ({ ...one, from: held.get(keyOf(one)) ?? formatDecimal(zero) }))
    .filter(({ from, quantity }) => from !== quantity)
    .map(({ account, symbol, from, quantity }) => ({ account, symbol, from, to: quantity }));
}

type State = Omit<ChangedState, 'from' | 'to'> & { readonly now: string };

function statesOf(desk: DeskAt): readonly State[] {
  const { engine, scopes, venues, riskBreaker, limits, strategies, consoles, kills } = desk;
  return [
    ...(engine === undefined
      ? []
      : [{ what: 'engine' as const, name: 'engine', now: engine.running ? 'running' : 'stopped' }]),
    ...scopes.map(({ scope, state }) => ({ what: 'trading' as const, name: scope, now: state })),
    ...venues.flatMap(venueStates),
    { what: 'breaker', name: 'risk', now: riskBreaker.state },
    ...limits.map((limit) => ({
      what: 'limit' as const,
      name: `${limit.limit} ${limit.scope}`,
      now: limitText(limit),
    })),
    ...strategies.map((name) => ({ what: 'strategy' as const, name, now: 'running' })),
    ...consoles.map(({ console, machine, operator }) => ({
      what: 'console' as const,
      name: `${console} on ${machine}`,
      now: operator,
    })),
    ...kills.map(({ scope }) => ({ what: 'kill' as const, name: scope, now: 'under way' })),
  ];
}

function venueStates({ venue, connected, silentSince, throttled, breaker }: VenueAt): readonly State[] {
  const connection = connected ? (silentSince === undefined ? 'connected' : 'silent') : 'not connected';
  return [
    { what: 'connection', name: venue, now: connection },
    { what: 'breaker', name: venue, now: breaker.state },
    ...(throttled === undefined
      ? []
      : [{ what: 'throttle' as const, name: venue, now: `${throttled.ratePerSecond}/s` }]),
  ];
}

function limitText({ soft, hard, fourEyes }: LimitAt): string {
  const limit = soft === undefined ? hard : `${soft} soft, ${hard}`;
  return fourEyes === true ? `${limit}, four eyes` : limit;
}

function changedStates(before: readonly State[], after: readonly State[]): readonly ChangedState[] {
  const keyOf = ({ what, name }: State): string => `${what} ${name}`;
  const [then, now] = [before, after].map((states) => new Map(states.map((state) => [keyOf(state), state])));
  return [...new Map([...before, ...after].map((state) => [keyOf(state), state])).values()].flatMap(
    (state) => {
      const key = keyOf(state);
      const [from, to] = [then?.get(key)?.now, now?.get(key)?.now];
      const { what, name } = state;
      return from === to
        ? []
        : [{ what, name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
    },
  );
}
