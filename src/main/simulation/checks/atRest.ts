/**
 * The conditions that must hold once the faults are over and time has passed. Returns the first one that does not hold,
 * or not yet.
 */
import { isKillUnderWay } from '../../domain/trading/killState.ts';
import {
  fromUnits,
  add,
  formatDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { OrderId, SignalId } from '../../../shared/kernel/ids.ts';
import { isTerminal, isResting, type Order } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { isBeyondEdges } from '../actors/edgeInstants.ts';
import type { SimulatedSignal } from '../actors/signals.ts';
import type { Exchange } from '../venue/exchange.ts';
import { isOpen, type ExchangeOrder } from '../venue/exchangeOrder.ts';
import { closingAtRest } from './closingAtRest.ts';
import type { Ledger } from './ledger.ts';
import { sameValue } from './sameValue.ts';
import { roomAtRest } from './roomAtRest.ts';
import type { Violation } from './violation.ts';

export interface RestingWorld {
  readonly ledger: Ledger;
  readonly exchanges: readonly Exchange[];
  readonly engine: Engine;
  /** The signals that the engine has answered, and how. */
  readonly answered: ReadonlyMap<SignalId, 'acknowledged' | 'refused'>;
  /**
   * Whether a rollback of the store lost the signal's order, and the order was adopted again from the venue's record.
   */
  readonly hasOrderAgain: (signalId: SignalId) => boolean;
  /** The signals as the producer sent them. */
  readonly signals: ReadonlyMap<SignalId, SimulatedSignal>;
}

export async function differencesAtRest(world: RestingWorld): Promise<Violation | undefined> {
  return (
    outcomes(world) ??
    instants(world) ??
    orders(world) ??
    positions(world) ??
    closingAtRest(world) ??
    roomAtRest(world.ledger, world.engine) ??
    killSwitches(world) ??
    doubts(world) ??
    (await live(world))
  );
}

function outcomes({ ledger, answered, hasOrderAgain }: RestingWorld): Violation | undefined {
  for (const [signalId, answer] of answered) {
    if (hasOrderAgain(signalId)) continue;
    const signal = ledger.signals.get(signalId);
    const ended = (signal?.rejected ?? 0) + (signal?.orders.size ?? 0);
    if (ended === 1 && (signal?.received ?? 0) <= 1) continue;
    const invariant = ended === 0 ? 'nothing_pending_for_ever' : 'one_outcome';
    return { invariant, detail: `${signalId}, ${answer}, has ${ended} outcomes` };
  }
  return undefined;
}

/**
 * A signal with an instant outside the range is refused for that reason and leaves no order. Nothing else is refused
 * for it.
 */
function instants({ ledger, signals }: RestingWorld): Violation | undefined {
  for (const [signalId, signal] of signals) {
    const { received = 0, orders = none, codes = none } = ledger.signals.get(signalId) ?? {};
    const isRefused = codes.has('instant_out_of_range');
    const isBeyond = isBeyondEdges(signal);
    if (isBeyond ? isRefused && received + orders.size === 0 : !isRefused) continue;
    const { createdAt, expiresAt, goodTill } = signal;
    const detail = `${JSON.stringify({ createdAt, expiresAt, goodTill })}: ${isRefused ? 'refused' : 'taken'}`;
    return { invariant: 'instants_in_range', detail: `${signalId} with ${detail}` };
  }
  return undefined;
}

const none: ReadonlySet<string> = new Set();

function orders({ ledger, exchanges }: RestingWorld): Violation | undefined {
  const there = new Map<OrderId, ExchangeOrder>();
  for (const exchange of exchanges) {
    for (const order of exchange.orders) there.set(order.terms.orderId, order);
  }
  for (const [orderId, here] of ledger.orders) {
    if (!isTerminal(here.status) && !isResting(here.status)) {
      return { invariant: 'nothing_pending_for_ever', detail: `${orderId} is ${here.status}` };
    }
    const difference = compare(here, there.get(orderId));
    if (difference !== undefined) return { ...difference, detail: `${orderId}: ${difference.detail}` };
    there.delete(orderId);
  }
  for (const [orderId, order] of there) {
    // An order that somebody else entered and took back without a fill leaves no trace.
    if (!isOpen(order) && order.executions.length === 0) continue;
    const detail = `the venue has ${orderId}, ${order.status}, which is not known here`;
    return { invariant: 'orders_equal', detail };
  }
  return undefined;
}

/** Every doubt is over, so the alerts about doubts are too. */
function doubts({ engine }: RestingWorld): Violation | undefined {
  const open = engine.alerts.open().find(({ kind }) => kind === 'orders_in_doubt');
  return open && { invariant: 'doubt_alert_ends', detail: open.message };
}

function compare(here: Order, there: ExchangeOrder | undefined): Violation | undefined {
  const filled = there?.filled ?? 0n;
  if (here.filledQuantity !== filled) {
    const detail = `${formatDecimal(here.filledQuantity)} filled here, ${formatDecimal(fromUnits(filled))} there`;
    return { invariant: 'fills_equal', detail };
  }
  const paid = there?.executions.reduce((sum, { quantity, price }) => sum + quantity * price, 0n) ?? 0n;
  if (here.filledNotional !== paid) {
    const detail = `its executions are worth ${here.filledNotional} here, ${paid} there`;
    return { invariant: 'fills_equal', detail };
  }
  const working = there !== undefined && isOpen(there);
  if (isResting(here.status) === working) {
    const [ours, theirs] = [termsOf(here.terms), termsOf({ ...here.terms, ...standing(there) })];
    if (!working || ours === theirs) return undefined;
    return { invariant: 'orders_equal', detail: `for ${ours} here, for ${theirs} there` };
  }
  return { invariant: 'orders_equal', detail: `${here.status} here, ${there?.status ?? 'unknown'} there` };
}

/** The terms that an order has at its venue; a stop that was triggered has no stop price any more. */
function standing(there: ExchangeOrder | undefined): Partial<OrderTerms> {
  if (there === undefined) return {};
  const { quantity, limitPrice, stopPrice } = there;
  return {
    quantity,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}

function termsOf({ quantity, limitPrice, stopPrice }: OrderTerms): string {
  return [quantity, limitPrice, stopPrice]
    .map((one) => (one === undefined ? '-' : formatDecimal(one)))
    .join(' ');
}

/** The engine's positions equal the sums of the executions that stand at the venues. */
function positions({ engine, exchanges }: RestingWorld): Violation | undefined {
  const held = engine.trading.previewKill({ kind: 'desk' }).positions;
  const ours = held.map(({ account, symbol, quantity }) => `${account} ${symbol} ${quantity}`).toSorted();
  const sums = new Map<string, Decimal>();
  for (const { terms, executions } of exchanges.flatMap((exchange) => exchange.orders)) {
    const key = `${terms.account} ${terms.symbol}`;
    const traded = executions.reduce((sum, { quantity }) => add(sum, quantity), zero);
    const before = sums.get(key) ?? zero;
    sums.set(key, terms.side === 'buy' ? add(before, traded) : subtract(before, traded));
  }
  const standing = [...sums].filter(([, quantity]) => quantity !== zero);
  const theirs = standing.map(([key, quantity]) => `${key} ${formatDecimal(quantity)}`).toSorted();
  if (ours.join() === theirs.join()) return undefined;
  return { invariant: 'positions_are_what_stands', detail: `${ours.join()} here, ${theirs.join()} there` };
}

/** A kill switch ends, and every order that it had to end has ended too, or works on since a fill was taken back. */
function killSwitches({ ledger, engine, exchanges }: RestingWorld): Violation | undefined {
  const invariant = 'kill_switch_finishes';
  const open = engine.trading.ledgers().find(({ state }) => isKillUnderWay(state));
  if (open !== undefined) return { invariant, detail: `${open.killId} on ${open.scope} is ${open.state}` };
  for (const [killId, orderIds] of ledger.kills) {
    for (const orderId of orderIds) {
      const status = ledger.orders.get(orderId)?.status;
      const isReopened = exchanges.some((exchange) => exchange.ofOrder(orderId)?.isReopened);
      if (status === undefined || isTerminal(status) || isReopened) continue;
      return { invariant, detail: `${orderId} is ${status}, and ${killId} is done` };
    }
  }
  return undefined;
}

async function live({ ledger, engine }: RestingWorld): Promise<Violation | undefined> {
  const { rows, total } = await engine.queries.getOrderHistory({ limit: 5_000 });
  if (total !== ledger.views.size) {
    const detail = `${total} orders in the read model, ${ledger.views.size} in the events`;
    return { invariant: 'replay_equals_live', detail };
  }
  for (const row of rows) {
    const replayed = ledger.views.get(row.orderId);
    if (sameValue(row, replayed)) continue;
    const detail = `${row.orderId}: live ${JSON.stringify(row)}, replayed ${JSON.stringify(replayed)}`;
    return { invariant: 'replay_equals_live', detail };
  }
  return undefined;
}
