/**
 * Trading states and the kill switch. What holds orders back works at once and
 * is on disk before it is told; what lets orders through works only once it is
 * on disk.
 */
import { deskStream, type CorrelationId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatDecimal, zero } from '../../../shared/kernel/decimal.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import {
  formatTradingScope,
  scopeCovers,
  type ScopedTerms,
  type TradingScope,
} from '../../domain/trading/tradingScope.ts';
import {
  compareStrictness,
  type EffectiveState,
  type TradingState,
} from '../../domain/trading/tradingState.ts';
import type { OrderOperations } from '../commands/orderOperations.ts';
import type { EngineConfiguration } from '../configuration.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import type { OrderQueryService } from '../queries/orderQueryService.ts';
import type { ExposureBook } from '../readmodel/exposureBook.ts';
import type { OrderView } from '../readmodel/orderView.ts';
import { ScopeStates } from './scopeStates.ts';
import type {
  EnablePreview,
  KillLedger,
  KillPreview,
  KillRow,
  KillRowState,
  ScopePosition,
  ScopeState,
  TradingChange,
  TradingControl,
} from './tradingControl.ts';

export interface TradingDependencies {
  readonly configuration: EngineConfiguration;
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly queries: OrderQueryService;
  readonly exposures: ExposureBook;
  readonly orders: OrderOperations;
  /** A trading state has changed, and is on disk. */
  readonly onStateChanged: () => void;
}

interface Kill extends Omit<KillLedger, 'rows' | 'state'> {
  readonly orders: readonly OrderView[];
}

export class TradingDesk implements TradingControl {
  private readonly dependencies: TradingDependencies;
  private readonly scopes = new ScopeStates();
  private readonly kills: Kill[] = [];
  /** Changes are decided one after the other, each on what the one before put on disk. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(dependencies: TradingDependencies) {
    this.dependencies = dependencies;
  }

  /** At start: the states as the last run left them. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream)) this.scopes.apply(event);
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type !== 'TradingStateChanged') continue;
      this.scopes.apply(event);
      this.dependencies.onStateChanged();
    }
  }

  states(): readonly ScopeState[] {
    return this.scopes.all();
  }

  effective(terms: ScopedTerms): EffectiveState {
    return this.scopes.effective(terms);
  }

  async setState(
    scope: TradingScope,
    state: TradingState,
    context: OperatorContext,
  ): Promise<Result<TradingChange, Refusal>> {
    const name = formatTradingScope(scope);
    const unknown = this.unknown(scope);
    if (unknown !== undefined) return err(unknown);
    const loosen = this.tighten(name, state, context.reason);
    return this.inTurn(async () => {
      const from = this.scopes.of(name);
      if (from === state) return err(unchanged(name, state));
      const { reason } = context;
      const event = { type: 'TradingStateChanged', data: { scope: name, from, to: state, reason } } as const;
      const recorded = await this.record([event], context);
      return recorded.ok ? ok({ scope: name, from, to: state }) : recorded;
    }).finally(loosen);
  }

  previewKill(scope: TradingScope): KillPreview {
    const orders = this.workingIn(scope);
    return {
      orders: orders.length,
      venues: [...new Set(orders.map((order) => order.venue))],
      positions: this.positionsIn(scope),
    };
  }

  async kill(
    scope: TradingScope,
    { flatten }: { readonly flatten: boolean },
    context: OperatorContext,
  ): Promise<Result<{ readonly killId: string; readonly orders: number }, Refusal>> {
    const name = formatTradingScope(scope);
    const unknown = this.unknown(scope);
    if (unknown !== undefined) return err(unknown);
    const { ids, clock } = this.dependencies;
    const killId = ids.next().replaceAll('-', '');
    const { reason, actor } = context;
    const loosen = this.tighten(name, 'halted', reason);
    return this.inTurn(async () => {
      const orders = this.workingIn(scope);
      const from = this.scopes.of(name);
      const engaged: DeskEvent = {
        type: 'KillSwitchEngaged',
        data: { killId, scope: name, flatten, reason, orders: orders.length },
      };
      const listed: DeskEvent = {
        type: 'KillSwitchOrdersListed',
        data: { killId, orders: orders.map(killed) },
      };
      const halted: DeskEvent = {
        type: 'TradingStateChanged',
        data: { scope: name, from, to: 'halted', reason, killId },
      };
      const events = [engaged, listed, ...(from === 'halted' ? [] : [halted])];
      const recorded = await this.record(events, context);
      if (!recorded.ok) return recorded;
      const startedAt = formatMicros(clock.now());
      this.kills.unshift({ killId, scope: name, reason, actor, startedAt, flatten, orders });
      for (const { orderId } of orders) void this.dependencies.orders.cancel(orderId as OrderId, context);
      return ok({ killId, orders: orders.length });
    }).finally(loosen);
  }

  previewEnable(scope: TradingScope): EnablePreview {
    const name = formatTradingScope(scope);
    const from = this.scopes.of(name);
    const others = this.scopes.all().filter((one) => one.scope !== name && one.state !== 'active');
    return {
      changes: from === 'active' ? [] : [{ scope: name, from, to: 'active' }],
      stillRestricted: others.map(({ scope: restricted, state }) => ({ scope: restricted, state })),
      openKills: [],
    };
  }

  enable(scope: TradingScope, context: OperatorContext): Promise<Result<TradingChange, Refusal>> {
    return this.setState(scope, 'active', context);
  }

  ledgers(): readonly KillLedger[] {
    return this.kills.map(({ orders, ...kill }) => ({
      ...kill,
      state: 'canceling',
      rows: orders.map((order) => this.rowOf(order)),
    }));
  }

  private rowOf({ orderId, symbol, venue, leavesQuantity }: OrderView): KillRow {
    const now = this.dependencies.queries.getOrder(orderId);
    const state: KillRowState = now === undefined ? 'waiting' : rowStates[now.status];
    return { orderId, symbol, venue, quantity: leavesQuantity, state, attempts: 1 };
  }

  private workingIn(scope: TradingScope): readonly OrderView[] {
    return this.dependencies.queries.getActiveOrders().filter((order) => scopeCovers(scope, order));
  }

  private positionsIn(scope: TradingScope): readonly ScopePosition[] {
    const { exposures, configuration } = this.dependencies;
    const venueOf = new Map<string, string>(configuration.instruments.map((one) => [one.symbol, one.venue]));
    return exposures
      .all()
      .filter(({ account, symbol, position }) => {
        const terms = { account, symbol, strategy: '', venue: venueOf.get(symbol) ?? '' };
        return position !== zero && scopeCovers(scope, terms);
      })
      .map(({ account, symbol, position }) => ({ account, symbol, quantity: formatDecimal(position) }));
  }

  /** A name that the desk does not know would stop nothing, in silence. Strategies name themselves. */
  private unknown(scope: TradingScope): Refusal | undefined {
    const { accounts, instruments, venues } = this.dependencies.configuration;
    const known: readonly string[] | undefined = {
      desk: undefined,
      strategy: undefined,
      venue: venues.map((one) => one.venue),
      account: accounts,
      symbol: instruments.map((one) => one.symbol),
    }[scope.kind];
    if (scope.kind === 'desk' || known === undefined || known.includes(scope.id)) return undefined;
    return {
      code: 'scope_unknown',
      message: `the desk has no ${scope.kind} ${scope.id}`,
      field: 'scope',
      actual: formatTradingScope(scope),
      expected: `one of ${known.join(', ')}`,
    };
  }

  /** Holds back at once what a stricter state is going to; a no-op for a looser one. */
  private tighten(scope: string, state: TradingState, reason: string): () => void {
    if (compareStrictness(state, this.scopes.of(scope)) <= 0) return () => undefined;
    return this.scopes.tighten(scope, state, reason);
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async record(
    events: readonly DeskEvent[],
    { actor }: OperatorContext,
  ): Promise<Result<void, Refusal>> {
    const { store, ids } = this.dependencies;
    const context = { correlationId: ids.next() as CorrelationId, actor };
    const result = await store.append(
      deskStream,
      events.map((event) => newEvent(event, context, ids)),
      'any',
    );
    if (result.ok) return ok();
    invariant(result.error.code === 'store_unavailable', 'an append without a version meets no conflict');
    return err({ code: 'store_unavailable', message: result.error.fault.message });
  }
}

const rowStates: Readonly<Record<OrderView['status'], KillRowState>> = {
  created: 'waiting',
  submitting: 'waiting',
  accepted: 'waiting',
  partially_filled: 'waiting',
  pending_replace: 'waiting',
  pending_cancel: 'requested',
  denied: 'denied',
  filled: 'filled',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  in_doubt: 'in_doubt',
};

function killed({ orderId, symbol, venue, leavesQuantity }: OrderView) {
  return { orderId: orderId as OrderId, symbol, venue, quantity: leavesQuantity };
}

function unchanged(scope: string, state: TradingState): Refusal {
  return {
    code: 'trading_state_unchanged',
    message: `${scope} is ${state} already`,
    field: 'scope',
    actual: state,
  };
}
