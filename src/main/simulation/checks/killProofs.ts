/**
 * Compares the proof of a finished kill switch with the venues' own records, whether or not the kill switch asked the
 * venues.
 */
import { fromUnits, formatDecimal } from '../../../shared/kernel/decimal.ts';
import { isOwnClientOrderId } from '../../domain/order/clientOrderIds.ts';
import type { TradingEventData } from '../../domain/trading/tradingEvents.ts';
import { parseTradingScope, scopeCovers, type TradingScope } from '../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Exchange, ExchangeTrade } from '../venue/exchange.ts';
import { isOpen, type ExchangeOrder } from '../venue/exchangeOrder.ts';
import type { Ledger } from './ledger.ts';
import type { Report, Violation } from './violation.ts';

export class KillProofs {
  private readonly exchanges: readonly Exchange[];
  private readonly ledger: Ledger;
  private readonly report: Report;
  /** The venues' orders, whoever entered them, when each kill switch was engaged. */
  private readonly there = new Map<string, ReadonlySet<ExchangeOrder>>();
  /** How many trades each venue had when each kill switch was engaged. */
  private readonly executed = new Map<string, ReadonlyMap<Exchange, number>>();

  private readonly scopes = new Map<string, string>();
  /** Kill switches that were asked to leave the orders of others. */
  private readonly leaving = new Set<string>();
  /** By scope: the kill switch that was engaged on it and is not done. */
  private readonly open = new Map<string, string>();

  /**
   * Kill switches whose scope was enabled before they were done, with the scope. The proof may still be in flight to
   * the disk.
   */
  private readonly unfinished = new Map<string, string>();

  constructor(exchanges: readonly Exchange[], ledger: Ledger, report: Report) {
    this.exchanges = exchanges;
    this.ledger = ledger;
    this.report = report;
  }

  onOther({ type, data }: StoredEvent): void {
    if (type === 'KillSwitchEngaged') {
      this.there.set(data.killId, new Set(this.exchanges.flatMap(({ orders }) => orders)));
      const executed = this.exchanges.map((one) => [one, one.trades.length] as const);
      this.executed.set(data.killId, new Map(executed));
      this.open.set(data.scope, data.killId);
      this.scopes.set(data.killId, data.scope);
      if (data.leavesExternal === true) this.leaving.add(data.killId);
    } else if (type === 'KillSwitchCompleted') {
      this.check(data);
      this.unfinished.delete(data.killId);
      if (this.open.get(data.scope) === data.killId) this.open.delete(data.scope);
    } else if (type === 'KillSwitchFlattenRequested') {
      const scope = this.scopes.get(data.killId);
      if (scope !== undefined) this.open.set(scope, data.killId);
    } else if (type === 'TradingStateChanged' && data.to !== 'halted') this.letLoose(data.scope);
  }

  /** Finds a kill switch that is unfinished at rest. */
  atRest(): Violation | undefined {
    for (const [killId, scope] of this.unfinished) {
      const detail = `${scope} was let loose, and ${killId} never said that it is done`;
      return { invariant: 'kill_switch_finishes', detail };
    }
    return undefined;
  }

  /** Notes that a scope was enabled. Another kill switch, on the venue or the whole desk, may take over the rest. */
  private letLoose(scope: string): void {
    const killId = this.open.get(scope);
    if (killId === undefined) return;
    this.open.delete(scope);
    const halted = [...this.ledger.restricted].filter(([, state]) => state === 'halted');
    if (halted.some(([name]) => name !== scope && /^(desk$|venue:)/.test(name))) return;
    this.unfinished.set(killId, scope);
  }

  private check({ killId, scope: name, result }: TradingEventData['KillSwitchCompleted']): void {
    const scope = parseTradingScope(name);
    if (scope === undefined) return;
    const covered = this.covered(scope, this.there.get(killId) ?? new Set());
    for (const order of covered) {
      if (!isOpen(order) || order.isReopened || this.isLeft(killId, order)) continue;
      const { terms, status } = order;
      this.report(
        'kill_switch_is_true',
        `${terms.orderId} is ${status}, and ${name} is said to be ${result}`,
      );
    }
    // A venue can't tell the positions of strategies apart.
    if (result !== 'flat' || scope.kind === 'strategy') return;
    const stopped = new Set(covered.filter((order) => !this.isLeft(killId, order)));
    for (const exchange of this.exchanges) {
      const [place, held] = this.heldAt(exchange, killId, scope, stopped) ?? [];
      if (held === undefined) continue;
      const detail = `${place} holds ${formatDecimal(fromUnits(held))}, and ${name} is said to be flat`;
      this.report('kill_switch_is_true', detail);
    }
  }

  private isLeft(killId: string, { terms }: ExchangeOrder): boolean {
    return this.leaving.has(killId) && !isOwnClientOrderId(terms.orderId);
  }

  /**
   * Returns a position that a venue holds in the scope; undefined where the venue held nothing at one of the moments at
   * which it reported its positions. Foreign orders that were entered since the kill switch, and that nobody here
   * knows, count with their trades up to that moment. One of them may have closed what another one opened, and later
   * trades are beyond the proof. All other orders count with all their trades until now, except for what the venue took
   * back or corrected later.
   */
  private heldAt(
    exchange: Exchange,
    killId: string,
    scope: TradingScope,
    covered: ReadonlySet<ExchangeOrder>,
  ): readonly [string, bigint] | undefined {
    const from = this.executed.get(killId)?.get(exchange) ?? 0;
    const told = exchange.positionsTold.filter((count) => count >= from);
    let found: readonly [string, bigint] | undefined;
    for (const count of told.length === 0 ? [from] : told) {
      const counted = exchange.trades.filter(
        ({ order, isRevision }, index) =>
          (index < count || (covered.has(order) && !isRevision && !order.isReopened)) &&
          scopeCovers(scope, order.terms),
      );
      found = [...heldAfter(counted)].find(([, held]) => held !== 0n);
      if (found === undefined) return undefined;
    }
    return found;
  }

  /** Orders of the scope, without those that others entered since: the venue may have been asked before that. */
  private covered(scope: TradingScope, there: ReadonlySet<ExchangeOrder>): readonly ExchangeOrder[] {
    return this.exchanges
      .flatMap(({ orders }) => orders)
      .filter((order) => {
        const known = this.ledger.orders.get(order.terms.orderId);
        if (known !== undefined) return scopeCovers(scope, known.terms);
        // A venue does not know strategies.
        return scope.kind !== 'strategy' && there.has(order) && scopeCovers(scope, order.terms);
      });
  }
}

/** What is held after these trades, by account and symbol. */
function heldAfter(trades: readonly ExchangeTrade[]): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (const { order, quantity } of trades) {
    const place = `${order.terms.account} ${order.terms.symbol}`;
    const before = held.get(place) ?? 0n;
    held.set(place, order.terms.side === 'buy' ? before + quantity : before - quantity);
  }
  return held;
}
