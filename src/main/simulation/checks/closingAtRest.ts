/** What must hold at rest for the orders that protect and close positions: they are enough, and not too much. */
import { fromUnits, formatDecimal } from '../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Order } from '../../domain/order/orderState.ts';
import { hasStopPrice } from '../../domain/order/orderTerms.ts';
import { openQuantity, overClosedQuantity } from '../../domain/order/bracket/planBracket.ts';
import { scopeCovers } from '../../domain/trading/tradingScope.ts';
import type { Exchange } from '../venue/exchange.ts';
import { isOpen, leavesOf, type ExchangeOrder } from '../venue/exchangeOrder.ts';
import type { Ledger } from './ledger.ts';
import type { Violation } from './violation.ts';

interface ClosingWorld {
  readonly ledger: Ledger;
  readonly exchanges: readonly Exchange[];
}

export function closingAtRest(world: ClosingWorld): Violation | undefined {
  const exits = exitsOf(world.ledger);
  return protection(world, exits) ?? noneBeyondPosition(world) ?? surprises(world.ledger, exits);
}

/**
 * For each position: the stop-losses that work cover everything that entries with a stop-loss have filled and nobody
 * has closed, or everything that is left to close where that is less.
 */
function protection({ ledger, exchanges }: ClosingWorld, exits: Exits): Violation | undefined {
  const wanted = new Map<string, bigint>();
  for (const [orderId, entry] of ledger.orders) {
    if (entry.terms.bracket?.stopLoss === undefined || isFlattened(ledger, entry)) continue;
    const { account, symbol, side } = entry.terms;
    const key = `${account} ${symbol} ${side === 'buy' ? 'sell' : 'buy'}`;
    wanted.set(key, (wanted.get(key) ?? 0n) + openQuantity(entry, exits.get(orderId) ?? []));
  }
  const working = sumOf(exchanges, ({ terms }) => terms.parent?.role === 'stop_loss');
  for (const [key, open] of wanted) {
    const left = leftToClose(ledger, key);
    const most = open < left ? open : left;
    const covered = working.get(key) ?? 0n;
    if (covered >= most) continue;
    const detail = `${key}: ${text(open)} open of ${text(left)} left to close, ${text(covered)} protected`;
    return { invariant: 'protected_at_rest', detail };
  }
  return undefined;
}

/**
 * One move of the market can fill exits and resting reduce-only orders. Together they fill no more than is left to
 * close.
 */
function noneBeyondPosition({ ledger, exchanges }: ClosingWorld): Violation | undefined {
  for (const isStop of [true, false]) {
    const closes = ({ terms }: ExchangeOrder): boolean =>
      terms.reduceOnly && terms.killId === undefined && hasStopPrice(terms.orderType) === isStop;
    for (const [key, working] of sumOf(exchanges, closes)) {
      const left = leftToClose(ledger, key);
      if (working <= left) continue;
      const what = isStop ? 'stops' : 'limits';
      const detail = `${key}: ${what} for ${text(working)} work, ${text(left)} are left to close`;
      return { invariant: 'no_exit_beyond_position', detail };
    }
  }
  return undefined;
}

/** Everything that a venue did beyond an order's terms, and every bracket that has closed too much, has its alert. */
function surprises({ orders, alerts, alertsDue }: Ledger, exits: Exits): Violation | undefined {
  const due = new Set(alertsDue);
  for (const [orderId, own] of exits) {
    const entry = orders.get(orderId);
    const over = entry === undefined ? 0n : overClosedQuantity(entry, own);
    if (over > 0n) due.add(`bracket_over_closed:${orderId}:${text(over)}`);
  }
  const missing = [...due].find((alertId) => !alerts.has(alertId));
  return missing === undefined
    ? undefined
    : { invariant: 'surprise_has_alert', detail: `${missing} is missing` };
}

/** The exits by the entry that they protect. */
type Exits = ReadonlyMap<OrderId, readonly Order[]>;

function exitsOf({ orders }: Ledger): Exits {
  const exits = new Map<OrderId, Order[]>();
  for (const order of orders.values()) {
    const parent = order.terms.parent?.orderId;
    if (parent !== undefined) exits.set(parent, [...(exits.get(parent) ?? []), order]);
  }
  return exits;
}

/** Sum of the orders that work at the venues, by account, symbol and side. */
function sumOf(
  exchanges: readonly Exchange[],
  counts: (order: ExchangeOrder) => boolean,
): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { orders } of exchanges) {
    for (const order of orders) {
      if (!isOpen(order) || !counts(order)) continue;
      const { account, symbol, side } = order.terms;
      const key = `${account} ${symbol} ${side}`;
      sums.set(key, (sums.get(key) ?? 0n) + leavesOf(order));
    }
  }
  return sums;
}

function leftToClose({ positions }: Ledger, key: string): bigint {
  const place = key.slice(0, key.lastIndexOf(' '));
  const position = positions.get(place) ?? 0n;
  const left = key.endsWith(' sell') ? position : -position;
  return left > 0n ? left : 0n;
}

/** Whether the order's position was closed together with a whole scope that covers it. */
function isFlattened({ flats, views }: Ledger, { terms }: Order): boolean {
  const made = views.get(terms.orderId)?.createdPosition ?? 0;
  return flats.some(({ scope, position }) => made < position && scopeCovers(scope, terms));
}

function text(quantity: bigint): string {
  return formatDecimal(fromUnits(quantity));
}
