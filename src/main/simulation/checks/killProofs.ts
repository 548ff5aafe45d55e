/** What a kill switch says when it is done, compared with what the venues have, whether or not it asked them. */
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { TradingEventData } from '../../domain/trading/tradingEvents.ts';
import { parseTradingScope, scopeCovers, type TradingScope } from '../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Exchange } from '../venue/exchange.ts';
import { isOpen, type ExchangeOrder } from '../venue/exchangeOrder.ts';
import type { Ledger } from './ledger.ts';
import type { Report, Violation } from './violation.ts';

export class KillProofs {
  private readonly exchanges: readonly Exchange[];
  private readonly ledger: Ledger;
  private readonly report: Report;
  /** What the venues had when each kill switch was pulled, whoever entered it. */
  private readonly there = new Map<string, ReadonlySet<ExchangeOrder>>();

  private readonly scopes = new Map<string, string>();
  /** By scope: the one that was pulled on it and is not done. */
  private readonly open = new Map<string, string>();

  /** Those whose scope was let loose before they were done, with the scope: the proof may be on its way to the disk. */
  private readonly unfinished = new Map<string, string>();

  constructor(exchanges: readonly Exchange[], ledger: Ledger, report: Report) {
    this.exchanges = exchanges;
    this.ledger = ledger;
    this.report = report;
  }

  onOther({ type, data }: StoredEvent): void {
    if (type === 'KillSwitchEngaged') {
      this.there.set(data.killId, new Set(this.exchanges.flatMap(({ orders }) => orders)));
      this.open.set(data.scope, data.killId);
      this.scopes.set(data.killId, data.scope);
    } else if (type === 'KillSwitchCompleted') {
      this.check(data);
      this.unfinished.delete(data.killId);
      if (this.open.get(data.scope) === data.killId) this.open.delete(data.scope);
    } else if (type === 'KillSwitchFlattenRequested') {
      const scope = this.scopes.get(data.killId);
      if (scope !== undefined) this.open.set(scope, data.killId);
    } else if (type === 'TradingStateChanged' && data.to !== 'halted') this.letLoose(data.scope);
  }

  /** What must not be at rest. */
  atRest(): Violation | undefined {
    for (const [killId, scope] of this.unfinished) {
      const detail = `${scope} was let loose, and ${killId} never said that it is done`;
      return { invariant: 'kill_switch_finishes', detail };
    }
    return undefined;
  }

  /** Another kill switch, that holds the venue or the whole desk, may take over what is left. */
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
      if (!isOpen(order)) continue;
      const { terms, status } = order;
      this.report(
        'kill_switch_is_true',
        `${terms.orderId} is ${status}, and ${name} is said to be ${result}`,
      );
    }
    // What strategies hold is not told apart at a venue.
    if (result !== 'flat' || scope.kind === 'strategy') return;
    for (const [place, held] of heldAfter(covered)) {
      if (held === 0n) continue;
      const detail = `${place} holds ${formatDecimal(held as Decimal)}, and ${name} is said to be flat`;
      this.report('kill_switch_is_true', detail);
    }
  }

  /** Without what others entered since: the venue may have been asked before that. */
  private covered(scope: TradingScope, there: ReadonlySet<ExchangeOrder>): readonly ExchangeOrder[] {
    return this.exchanges
      .flatMap(({ orders }) => orders)
      .filter((order) => {
        const known = this.ledger.orders.get(order.terms.orderId);
        if (known !== undefined) return scopeCovers(scope, known.terms);
        // A venue knows no strategies.
        return scope.kind !== 'strategy' && there.has(order) && scopeCovers(scope, order.terms);
      });
  }
}

/** By account and symbol. */
function heldAfter(orders: readonly ExchangeOrder[]): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (const { terms, filled } of orders) {
    const place = `${terms.account} ${terms.symbol}`;
    const before = held.get(place) ?? 0n;
    held.set(place, terms.side === 'buy' ? before + filled : before - filled);
  }
  return held;
}
