/**
 * Trading states and the kill switch. What holds orders back works at once and
 * is on disk before it is told; what lets orders through works only once it is
 * on disk.
 */
import { deskStream, type Actor, type CorrelationId, type OrderId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import type { KillTrigger } from '../../domain/trading/tradingEvents.ts';
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
import type { EngineConfiguration } from '../configuration.ts';
import { newEvent } from '../events/newEvent.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { IdSource } from '../ports.ts';
import type { ExposureBook } from '../readmodel/exposureBook.ts';
import type { OrderView } from '../readmodel/orderView.ts';
import { AutomaticKill } from './automaticKill.ts';
import { FlatScopes } from './flatScopes.ts';
import { FlattenSender, type FlattenDependencies } from './flattenSender.ts';
import { killActor } from './kill.ts';
import { chunks, type RunnerDependencies } from './killRunner.ts';
import { KillSwitches } from './killSwitches.ts';
import { asScopePosition, heldIn, type PositionBooks } from './scopePositions.ts';
import { ScopeStates } from './scopeStates.ts';
import { StrategyPositions } from './strategyPositions.ts';
import type {
  EnablePreview,
  KillLedger,
  KillPreview,
  ScopeState,
  TradingChange,
  TradingControl,
} from './tradingControl.ts';
import { unknownScope } from './unknownScope.ts';
import { VenueProver, type ProverDependencies } from './venueProver.ts';

export interface TradingDependencies
  extends
    Omit<RunnerDependencies, 'books' | 'limits' | 'prover' | 'sender' | 'record' | 'closesPosition'>,
    FlattenDependencies,
    Omit<ProverDependencies, 'books'> {
  readonly configuration: EngineConfiguration;
  readonly ids: IdSource;
  readonly exposures: ExposureBook;
  /** A trading state has changed, and is on disk. */
  readonly onStateChanged: () => void;
  /** Positions were proven closed: `isOver` says whether an order made before has nothing to protect any more. */
  readonly onFlat: (isOver: (orderId: OrderId) => boolean) => void;
}

interface KillEngaged {
  readonly killId: string;
  readonly orders: number;
}

interface EngageOptions {
  readonly flatten: boolean;
  /** Present when it engages by itself. */
  readonly trigger?: KillTrigger;
}

export class TradingDesk implements TradingControl {
  private readonly dependencies: TradingDependencies;
  readonly strategies: StrategyPositions;
  private readonly flats = new FlatScopes();
  private readonly books: PositionBooks;
  private readonly scopes = new ScopeStates();
  private readonly kills: KillSwitches;
  private readonly automatic: AutomaticKill;
  /** Changes are decided one after the other, each on what the one before put on disk. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(dependencies: TradingDependencies) {
    this.dependencies = dependencies;
    const { configuration, exposures } = dependencies;
    this.strategies = new StrategyPositions((orderId) => dependencies.queries.getOrder(orderId), this.flats);
    this.books = { exposures, strategies: this.strategies, instruments: () => configuration.instruments };
    this.kills = new KillSwitches({
      ...dependencies,
      books: this.books,
      limits: () => configuration.risk,
      prover: new VenueProver({ ...dependencies, books: this.books }),
      sender: new FlattenSender(dependencies),
      record: (events, actor) => this.record(events, actor),
    });
    this.automatic = new AutomaticKill({
      ...dependencies,
      isKilled: (scope) => this.kills.on(scope) !== undefined,
      kill: async (scope, reason, trigger) =>
        (await this.engage(scope, { flatten: false, trigger }, { actor: killActor, reason })).ok,
      record: (event) => this.record([event], killActor),
    });
  }

  /** At start, first: the states and ledgers as the last run left them. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream)) {
      this.scopes.apply(event);
      this.kills.apply(event);
      this.flats.apply(event);
      this.automatic.applyDesk(event);
    }
  }

  /** At start, once venues are connected and orders are taken up: goes on with what is not done. */
  resume(): void {
    this.dependencies.onFlat((orderId) => this.isOver(orderId));
    this.kills.resume();
    this.automatic.start();
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.streamId === deskStream) this.observeDesk(event);
      this.strategies.apply(event);
    }
    this.kills.observe(events);
    this.automatic.observe(events);
  }

  close(): void {
    this.kills.close();
    this.automatic.close();
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
    const unknown = unknownScope(scope, this.dependencies.configuration);
    if (unknown !== undefined) return err(unknown);
    const loosen = this.tighten(name, state, context.reason);
    return this.inTurn(async () => {
      const from = this.scopes.of(name);
      if (from === state) return err(unchanged(name, state));
      const hindrance = this.kills.hindrance(name);
      if (hindrance !== undefined) {
        return err({ code: 'kill_open', message: hindrance.message, field: 'scope' });
      }
      const killId = this.kills.on(name)?.kill.killId;
      const { reason, actor } = context;
      const data = { scope: name, from, to: state, reason, ...(killId !== undefined && { killId }) };
      const recorded = await this.record([{ type: 'TradingStateChanged', data }], actor);
      return recorded.ok ? ok({ scope: name, from, to: state }) : recorded;
    }).finally(loosen);
  }

  previewKill(scope: TradingScope): KillPreview {
    const orders = this.workingIn(scope);
    return {
      orders: orders.length,
      venues: [...new Set(orders.map((order) => order.venue))],
      positions: heldIn(scope, this.books).map(asScopePosition),
    };
  }

  async kill(
    scope: TradingScope,
    { flatten }: { readonly flatten: boolean },
    context: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>> {
    const unknown = unknownScope(scope, this.dependencies.configuration);
    return unknown === undefined ? this.engage(scope, { flatten }, context) : err(unknown);
  }

  previewEnable(scope: TradingScope): EnablePreview {
    const name = formatTradingScope(scope);
    const from = this.scopes.of(name);
    const others = this.scopes.all().filter((one) => one.scope !== name && one.state !== 'active');
    const hindrance = this.kills.hindrance(name);
    return {
      changes: from === 'active' ? [] : [{ scope: name, from, to: 'active' }],
      stillRestricted: others.map(({ scope: restricted, state }) => ({ scope: restricted, state })),
      openKills: hindrance === undefined ? [] : [hindrance.killId],
    };
  }

  enable(scope: TradingScope, context: OperatorContext): Promise<Result<TradingChange, Refusal>> {
    return this.setState(scope, 'active', context);
  }

  ledgers(): readonly KillLedger[] {
    return this.kills.ledgers();
  }

  private engage(
    scope: TradingScope,
    how: EngageOptions,
    context: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>> {
    const loosen = this.tighten(formatTradingScope(scope), 'halted', context.reason);
    return this.inTurn(() => this.engageInTurn(scope, how, context)).finally(loosen);
  }

  private async engageInTurn(
    scope: TradingScope,
    { flatten, trigger }: EngageOptions,
    { reason, actor }: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>> {
    const name = formatTradingScope(scope);
    const standing = this.kills.on(name);
    if (standing !== undefined && (standing.kill.isOpen || flatten)) {
      const { killId } = standing.kill;
      if (flatten && !standing.kill.flatten) {
        const requested = await this.record(
          [{ type: 'KillSwitchFlattenRequested', data: { killId, reason } }],
          actor,
        );
        if (!requested.ok) return requested;
      }
      standing.hurry();
      return ok({ killId, orders: standing.kill.openRows });
    }
    const killId = this.dependencies.ids.next().replaceAll('-', '');
    const orders = this.workingIn(scope);
    const from = this.scopes.of(name);
    const why = trigger !== undefined && { trigger };
    const engaged = { killId, scope: name, flatten, reason, orders: orders.length, ...why };
    const recorded = await this.record(
      [
        { type: 'KillSwitchEngaged', data: engaged },
        ...chunks(orders.map(listed)).map((part) => ({
          type: 'KillSwitchOrdersListed' as const,
          data: { killId, orders: part },
        })),
        ...(from === 'halted'
          ? []
          : [
              {
                type: 'TradingStateChanged' as const,
                data: { scope: name, from, to: 'halted' as const, reason, killId },
              },
            ]),
      ],
      actor,
    );
    return recorded.ok ? ok({ killId, orders: orders.length }) : recorded;
  }

  private observeDesk(event: StoredEvent): void {
    this.scopes.apply(event);
    this.kills.apply(event);
    this.automatic.applyDesk(event);
    if (event.type === 'TradingStateChanged') this.dependencies.onStateChanged();
    if (this.flats.apply(event) !== undefined) this.dependencies.onFlat((orderId) => this.isOver(orderId));
  }

  private isOver(orderId: OrderId): boolean {
    const row = this.dependencies.queries.getOrder(orderId);
    return row !== undefined && this.flats.isFlattened(row);
  }

  private workingIn(scope: TradingScope): readonly OrderView[] {
    return this.dependencies.queries
      .getActiveOrders()
      .filter((order) => scopeCovers(scope, order) && !this.kills.closesPosition(order.orderId));
  }

  /** Holds back at once what a stricter state is going to; nothing for a looser one. */
  private tighten(scope: string, state: TradingState, reason: string): () => void {
    if (compareStrictness(state, this.scopes.of(scope)) <= 0) return () => undefined;
    return this.scopes.tighten(scope, state, reason);
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async record(events: readonly DeskEvent[], actor: Actor): Promise<Result<void, Refusal>> {
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

function listed({ orderId, symbol, venue, leavesQuantity }: OrderView) {
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
