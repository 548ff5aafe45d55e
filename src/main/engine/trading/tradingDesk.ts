/**
 * Trading states and the kill switch. A change that holds orders back works at once. It is on disk before anybody
 * outside is told of it, or is reported as off record while the store can't write. A change that lets orders through
 * works only once it is on disk.
 */
import { deskStream, type OrderId, type Ticker } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { ReferencePrice } from '../../domain/instrument/referencePrice.ts';
import type { KillLedger } from '../../domain/trading/killSwitch/killLedger.ts';
import { isOwnClientOrderId } from '../../domain/order/clientOrderIds.ts';
import { asListed } from '../../domain/trading/killRow.ts';
import { engagedEvents } from '../../domain/trading/killSwitch/killRecords.ts';
import {
  closesPositions,
  isUnderWay,
  leavesOut,
  openRows,
} from '../../domain/trading/killSwitch/killSwitchState.ts';
import type { CostMethod } from '../../domain/trading/dayPosition.ts';
import type { KillTrigger, OffRecord } from '../../domain/trading/tradingEvents.ts';
import { formatTradingScope, scopeCovers, type TradingScope } from '../../domain/trading/tradingScope.ts';
import { compareStrictness, type TradingState } from '../../domain/trading/tradingState.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { OperatorBook } from '../operators/operatorBook.ts';
import type { IdSource } from '../ports.ts';
import type { ExposureBook } from '../orders/exposureBook.ts';
import type { OrderView } from '../orders/orderView.ts';
import { AutomaticKill } from './kill/automaticKill.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import { DeskChanges, type DeskChange } from '../events/desk/deskChanges.ts';
import type { FlatScopes } from './positions/flatScopes.ts';
import { FlattenSender, type FlattenDependencies } from './kill/flattenSender.ts';
import { killActor } from './kill/liveKillSwitch.ts';
import type { DriverDependencies, KillSwitchDriver } from './kill/killSwitchDriver.ts';
import { KillSwitches } from './kill/killSwitches.ts';
import { asScopePosition, heldIn, type PositionBooks } from './positions/scopePositions.ts';
import type { ScopeStates } from './scopeStates.ts';
import type { DayLosses } from '../risk/day/dayLosses.ts';
import type { LimitBook } from '../risk/limitBook.ts';
import type { LimitHistory } from '../risk/limitHistory.ts';
import type { OverrideBook } from '../risk/overrideBook.ts';
import type { ProposalBook } from '../risk/proposalBook.ts';
import type { StrategyPositions } from './positions/strategyPositions.ts';
import { positionLines, venuesHolding } from './positions/positionLines.ts';
import type { TradeBook } from './positions/tradeBook.ts';
import type {
  EnablePreview,
  KillEngaged,
  KillOptions,
  KillPreview,
  Positions,
  ScopeState,
  TradingChange,
  TradingControl,
} from './tradingControl.ts';
import { unknownScope } from '../../domain/trading/unknownScope.ts';
import type { ProverDependencies } from './kill/venueProver.ts';

export interface TradingDependencies
  extends
    Omit<DriverDependencies, 'books' | 'limits' | 'prover' | 'sender' | 'record' | 'closesPosition'>,
    FlattenDependencies,
    Omit<ProverDependencies, 'books' | 'closesPosition'> {
  readonly operators: Pick<OperatorBook, 'admitLooser'>;
  readonly configuration: EngineConfiguration;
  readonly ids: IdSource;
  readonly exposures: ExposureBook;
  readonly scopes: ScopeStates;
  readonly flats: FlatScopes;
  readonly strategies: StrategyPositions;
  readonly trades: TradeBook;
  readonly limits: LimitBook;
  readonly limitHistory: LimitHistory;
  readonly overrides: OverrideBook;
  readonly proposals: ProposalBook;
  readonly reference: (symbol: Ticker) => ReferencePrice | undefined;
  readonly dayLosses: DayLosses;
  readonly instrumentOf: (symbol: Ticker) => Instrument | undefined;
  readonly brackets: Pick<BracketManager, 'unfinished' | 'abandon'>;
}

interface EngageOptions extends KillOptions {
  /** Present when the kill switch engages by itself. */
  readonly trigger?: KillTrigger;
}

export class TradingDesk implements TradingControl {
  private readonly dependencies: TradingDependencies;
  private readonly books: PositionBooks;
  private readonly kills: KillSwitches;
  private readonly automatic: AutomaticKill;
  private readonly changes: DeskChanges;

  constructor(dependencies: TradingDependencies) {
    this.dependencies = dependencies;
    const { configuration, exposures, strategies } = dependencies;
    this.changes = new DeskChanges(dependencies);
    this.books = { exposures, strategies, instruments: () => configuration.instruments };
    this.kills = new KillSwitches({
      ...dependencies,
      books: this.books,
      limits: (terms) => dependencies.limits.inForce(terms).limits.flatMap(({ all }) => all),
      sender: new FlattenSender(dependencies),
      record: (events, actor) => this.changes.record(events, actor),
    });
    this.automatic = new AutomaticKill({
      ...dependencies,
      needsLoss: () => dependencies.limits.has('dailyLossMax'),
      isKilled: (scope) => this.kills.on(scope) !== undefined,
      kill: async (scope, reason, trigger) =>
        (await this.engage(scope, { flatten: false, trigger }, { actor: killActor, reason })).ok,
      record: (event) => this.changes.record([event], killActor),
    });
  }

  /** Called first at a start: reads the states and ledgers of the last run. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream)) {
      this.applyDesk(event);
      this.dependencies.flats.apply(event);
      this.dependencies.limitHistory.apply(event);
    }
  }

  /**
   * Called at a start, once venues are connected and interrupted orders are finished: goes on with kill switches that
   * are not done.
   */
  async resume(): Promise<void> {
    await this.abandonFlattened();
    await this.kills.resume();
    await this.automatic.start();
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.streamId === deskStream) this.observeDesk(event);
      this.dependencies.strategies.apply(event);
      this.dependencies.trades.apply(event);
      this.dependencies.limitHistory.apply(event);
    }
    this.kills.observe(events);
    this.dependencies.dayLosses.observe(events);
  }

  close(): void {
    this.changes.close();
    this.kills.close();
    this.automatic.close();
  }

  states(): readonly ScopeState[] {
    return this.dependencies.scopes.all();
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
    return this.changes.inTurn(() => this.setStateInTurn(name, state, context)).finally(loosen);
  }

  private async setStateInTurn(
    scope: string,
    to: TradingState,
    { reason, actor }: OperatorContext,
  ): Promise<Result<TradingChange, Refusal>> {
    const from = this.dependencies.scopes.of(scope);
    if (from === to) return err(unchanged(scope, to));
    if (compareStrictness(to, from) < 0) {
      const admitted = this.dependencies.operators.admitLooser(actor);
      if (!admitted.ok) return admitted;
    }
    const openKill = this.kills.openKill(scope);
    if (openKill !== undefined) {
      return err({ code: 'kill_open', message: openKill.message, field: 'scope' });
    }
    const killId = this.kills.on(scope)?.killSwitch.state.killId;
    const data = { scope, from, to, reason, ...(killId !== undefined && { killId }) };
    const change = (off?: OffRecord): DeskChange => ({
      actor,
      events: () => [{ type: 'TradingStateChanged', data: { ...data, ...(off && { offRecord: off }) } }],
    });
    const recorded = await this.changes.recordInTurn(change());
    if (recorded.ok) return ok({ scope, from, to });
    if (compareStrictness(to, from) < 0 || !this.changes.mayKeep) return recorded;
    const offRecord = this.offRecord(recorded.error);
    this.dependencies.scopes.hold({
      scope,
      state: to,
      reason,
      actor,
      since: offRecord.since,
      offRecord: offRecord.fault,
    });
    this.changes.keep(change(offRecord));
    return ok({ scope, from, to, offRecord: offRecord.fault });
  }

  previewKill(scope: TradingScope): KillPreview {
    const orders = this.workingIn(scope);
    return {
      orders: orders.length,
      exits: orders.filter(({ role }) => role !== undefined).length,
      external: orders.filter(({ orderId }) => !isOwnClientOrderId(orderId)).length,
      venues: [...new Set(orders.map((order) => order.venue))],
      positions: heldIn(scope, this.books).map(asScopePosition),
    };
  }

  async kill(
    scope: TradingScope,
    options: KillOptions,
    context: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>> {
    const unknown = unknownScope(scope, this.dependencies.configuration);
    return unknown === undefined ? this.engage(scope, options, context) : err(unknown);
  }

  previewEnable(scope: TradingScope): EnablePreview {
    const name = formatTradingScope(scope);
    const from = this.dependencies.scopes.of(name);
    const others = this.dependencies.scopes
      .all()
      .filter((one) => one.scope !== name && one.state !== 'active');
    const openKill = this.kills.openKill(name);
    return {
      changes: from === 'active' ? [] : [{ scope: name, from, to: 'active' }],
      stillRestricted: others.map(({ scope: restricted, state }) => ({ scope: restricted, state })),
      openKills: openKill === undefined ? [] : [openKill.killId],
    };
  }

  enable(scope: TradingScope, context: OperatorContext): Promise<Result<TradingChange, Refusal>> {
    return this.setState(scope, 'active', context);
  }

  async positions(method: CostMethod = this.dependencies.configuration.costMethod): Promise<Positions> {
    const { trades, reference, instrumentOf, store, exposures, dayLosses } = this.dependencies;
    await trades.recount(store);
    const profit = await dayLosses.known();
    const venuesOf = venuesHolding(exposures.positions());
    const sources = { instrumentOf, reference, venuesOf, profit, method };
    return { method, lines: positionLines(trades.all(), sources) };
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
    return this.changes.inTurn(() => this.engageInTurn(scope, how, context)).finally(loosen);
  }

  private async engageInTurn(
    scope: TradingScope,
    { flatten: isAsked, leaveExternal = false, trigger }: EngageOptions,
    { reason, actor }: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>> {
    const name = formatTradingScope(scope);
    const standing = this.kills.on(name);
    const before = standing?.killSwitch.state;
    // The new request takes in the foreign orders that the standing kill switch leaves to work, and does all that the
    // standing one has to do.
    const takesMore = before?.leavesExternal === true && !leaveExternal;
    const flatten = isAsked || (takesMore && closesPositions(before));
    const goesOn = standing !== undefined && !takesMore && (isUnderWay(standing.killSwitch.state) || flatten);
    // A position that is open again after the proof needs a ledger and a proof of its own.
    if (goesOn && !standing.lookAfterFlat()) {
      return this.engageAgain(standing, flatten, { reason, actor });
    }
    const killId = this.dependencies.ids.next().replaceAll('-', '');
    const left = { ...(leaveExternal && { leavesExternal: true }) };
    const orders = this.workingIn(scope)
      .filter(({ orderId }) => !leavesOut(left, orderId))
      .map(listed);
    const engaged = {
      killId,
      scope: name,
      flatten,
      ...left,
      reason,
      ...(trigger !== undefined && { trigger }),
    };
    const events = () => engagedEvents(engaged, orders, this.dependencies.scopes.onRecord(name));
    const recorded = await this.changes.recordInTurn({ actor, events });
    if (recorded.ok) return ok({ killId, orders: orders.length });
    if (!this.changes.mayKeep) return recorded;
    const offRecord = this.offRecord(recorded.error);
    const { since, fault } = offRecord;
    if (this.dependencies.scopes.of(name) !== 'halted') {
      this.dependencies.scopes.hold({ scope: name, state: 'halted', reason, actor, since, offRecord: fault });
    }
    const origin = { killId, scope: name, flatten, ...left, reason, actor, startedAt: since };
    const killSwitch = this.kills.engage(origin, fault);
    this.changes.keep({
      actor,
      events: () => {
        const rows = Array.from(killSwitch.state.rows, ({ shown }) => asListed(shown));
        return engagedEvents({ ...engaged, offRecord }, rows, this.dependencies.scopes.onRecord(name));
      },
    });
    return ok({ killId, orders: openRows(killSwitch.state), offRecord: fault });
  }

  /** Engages again on a scope whose kill switch is not done, or is to close the positions too. */
  private async engageAgain(
    standing: KillSwitchDriver,
    flatten: boolean,
    { reason, actor }: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>> {
    const { killSwitch } = standing;
    const { killId } = killSwitch.state;
    let fault: string | undefined;
    if (flatten && !closesPositions(killSwitch.state)) {
      const change = (off?: OffRecord): DeskChange => ({
        actor,
        events: () => [
          { type: 'KillSwitchFlattenRequested', data: { killId, reason, ...(off && { offRecord: off }) } },
        ],
      });
      const recorded = await this.changes.recordInTurn(change());
      if (!recorded.ok) {
        if (!this.changes.mayKeep) return recorded;
        fault = recorded.error.message;
        this.changes.keep(change(this.offRecord(recorded.error)));
      }
    }
    standing.hurry();
    const { state } = killSwitch;
    const offRecord = fault ?? (state.status === 'off_record' ? state.fault : undefined);
    return ok({ killId, orders: openRows(state), ...(offRecord !== undefined && { offRecord }) });
  }

  private offRecord({ message }: Refusal): OffRecord {
    return { since: formatMicros(this.dependencies.clock.now()), fault: message };
  }

  private applyDesk(event: StoredEvent): void {
    this.dependencies.scopes.apply(event);
    this.dependencies.limits.apply(event);
    this.dependencies.overrides.apply(event);
    this.dependencies.proposals.apply(event);
    this.kills.apply(event);
    this.automatic.applyDesk(event);
  }

  private observeDesk(event: StoredEvent): void {
    this.applyDesk(event);
    this.dependencies.risk.observe(event);
    if (this.dependencies.flats.apply(event) === undefined) return;
    // The scope stays halted until an operator enables it, so no order of a bracket leaves meanwhile.
    void this.abandonFlattened().catch((error: unknown) => {
      this.dependencies.logger.log('error', 'brackets not looked at', { error: String(error) });
    });
  }

  /** Ends the brackets of entries from before their position was proven closed: they have nothing to protect. */
  private async abandonFlattened(): Promise<void> {
    const { brackets, live, flats } = this.dependencies;
    const over = new Set<OrderId>();
    for (const orderId of brackets.unfinished()) {
      const row = await live.find(orderId);
      if (row !== undefined && flats.isFlattened(row)) over.add(orderId);
    }
    brackets.abandon((entryId) => over.has(entryId));
  }

  private workingIn(scope: TradingScope): readonly OrderView[] {
    return [...this.dependencies.live.all()].filter(
      (order) => scopeCovers(scope, order) && !this.kills.closesPosition(order.orderId),
    );
  }

  /** Holds orders back at once for a stricter state; does nothing for a looser one. */
  private tighten(scope: string, state: TradingState, reason: string): () => void {
    if (compareStrictness(state, this.dependencies.scopes.of(scope)) <= 0) return () => undefined;
    return this.dependencies.scopes.tighten(scope, state, reason);
  }
}

function listed({ orderId, symbol, venue, leavesQuantity }: OrderView) {
  return { orderId, symbol, venue, quantity: leavesQuantity };
}

function unchanged(scope: string, state: TradingState): Refusal {
  return {
    code: 'trading_state_unchanged',
    message: `${scope} is ${state} already`,
    field: 'scope',
    actual: state,
  };
}
