/**
 * Carries one kill switch through, as its state says what comes next. The driver asks for every cancel until the venue
 * has confirmed it, then asks the venue itself what is open, closes positions if that was asked for, and records what
 * becomes of each order. Nothing here has to survive a crash: all of it follows from the desk's stream and the orders.
 */
import type { Actor, OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import { flattenRefusedAlert, openAfterFlatAlert } from '../../../domain/alert/closingAlerts.ts';
import type { Limit } from '../../../domain/risk/limits.ts';
import type { RiskPrices } from '../../../domain/risk/priceRules.ts';
import type { FlattenOrder } from '../../../domain/trading/tradingEvents.ts';
import type { ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import {
  decideKillSwitch,
  isKillSwitchRecord,
  stepAt,
  type KillSwitchCommand,
  type KillSwitchDecision,
} from '../../../domain/trading/killSwitch/decideKillSwitch.ts';
import { isOpenRow } from '../../../domain/trading/killRow.ts';
import { flattenIdOf } from '../../../domain/trading/killSwitch/flattenIds.ts';
import type { KillSwitchRecord } from '../../../domain/trading/killSwitch/killSwitchEvents.ts';
import {
  closesPositions,
  isProvenAt,
  isUnderWay,
  leavesOut,
  openAt,
  openIds,
  openRows,
} from '../../../domain/trading/killSwitch/killSwitchState.ts';
import { backoffMs } from '../../../domain/trading/killSwitch/ledgerRow.ts';
import { venuesOf } from '../../../domain/instrument/instrument.ts';
import { scopeCovers } from '../../../domain/trading/tradingScope.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { OrderOperations } from '../../commands/orderOperations.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { Clock, Logger, Random, Scheduler, Timer } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { asScopePosition, heldIn, type Held, type PositionBooks } from '../positions/scopePositions.ts';
import { DirectCancels, type DirectCancelsDependencies } from './directCancels.ts';
import type { FlattenSender } from './flattenSender.ts';
import { flattenTrouble } from './flattenTrouble.ts';
import { killActor, type LiveKillSwitch } from './liveKillSwitch.ts';
import { planFlatten } from './planFlatten.ts';
import type { VenueProver } from './venueProver.ts';

export interface DriverDependencies extends DirectCancelsDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly store: EventStore;
  readonly live: LiveOrders;
  readonly orders: OrderOperations;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly books: PositionBooks;
  readonly limits: (terms: ScopedTerms) => readonly Limit[];
  /** Whether a kill switch sent the order. */
  readonly closesPosition: (orderId: OrderId) => boolean;
  /** Whether the venue gate lets new orders leave. */
  readonly isReconciled: (venue: VenueId) => boolean;
  /** The prices by which risk judges the closing orders. */
  readonly pricesOf: (held: Held) => RiskPrices;
  readonly alerts: Pick<Alerts, 'raise' | 'open'>;
  readonly prover: VenueProver;
  readonly sender: FlattenSender;
  readonly record: (events: readonly DeskEvent[], actor: Actor) => Promise<Result<void, Refusal>>;
  readonly random: Random;
  /** Whether an older copy of the store ever took its place. */
  readonly wasRolledBack: () => boolean;
}

const tickMs = 250;
const recordMs = 1_000;
const askAgainMs = 2_000;
/** The longest wait between two attempts to close positions at a venue that refuses them. */
const refusedWaitMsMax = 60_000;
/** Milliseconds after which an open closing order is canceled, and the rest is tried again. */
const flattenWaitMs = 10_000;
const idsToldMax = 5;

export class KillSwitchDriver {
  readonly killSwitch: LiveKillSwitch;
  private readonly dependencies: DriverDependencies;
  private readonly direct: DirectCancels;
  private readonly connected = new Map<VenueId, boolean>();
  /** When each venue may be asked for its open orders again. */
  private readonly askMs = new Map<string, number>();
  /** When positions at each venue may be closed again. */
  private readonly closeMs = new Map<string, number>();
  private readonly busy = new Set<string>();
  private timer: Timer | undefined;
  private recordedMs = 0;
  /** Whether the order numbers to come are surely unused, also in the lost part of a store that was rolled back. */
  private areNumbersFree = false;

  constructor(killSwitch: LiveKillSwitch, dependencies: DriverDependencies) {
    this.killSwitch = killSwitch;
    this.dependencies = dependencies;
    this.direct = new DirectCancels(killSwitch, dependencies);
  }

  get isRunning(): boolean {
    return this.timer !== undefined;
  }

  /**
   * Starts the driver, or goes on after orders in the scope began to work again. Takes every working order of the scope
   * into the ledger.
   */
  run(): void {
    const { scheduler, live } = this.dependencies;
    this.follow(live.all());
    // An open order of the ledger may have ended in the commit before the one that recorded the kill switch.
    const open = [...this.killSwitch.state.rows].filter(({ shown }) => isOpenRow(shown.state));
    this.follow(open.flatMap(({ shown }) => live.get(shown.orderId) ?? []));
    if (this.timer === undefined) {
      this.timer = scheduler.every(tickMs, () => this.tick());
      this.recordedMs = this.nowMs();
    }
    this.tick();
  }

  /**
   * Takes in the orders that are in its ledger or join it; the closing orders of another kill switch are not canceled.
   */
  follow(views: Iterable<OrderView>): void {
    const { closesPosition } = this.dependencies;
    const { state } = this.killSwitch;
    const joins = (view: OrderView): boolean =>
      scopeCovers(state.scope, view) && !closesPosition(view.orderId) && !leavesOut(state, view.orderId);
    const orders = [...views].filter((view) => state.rows.get(view.orderId) !== undefined || joins(view));
    if (orders.length > 0) this.killSwitch.tell({ type: 'OrdersSeen', orders });
  }

  /** Called after a restart: catches up with orders of the ledger that ended meanwhile, or were never made. */
  async catchUp(): Promise<void> {
    for (const { shown } of this.killSwitch.state.rows) {
      const { orderId } = shown;
      const view = await this.dependencies.live.find(orderId);
      if (view === undefined) this.neverCreated(orderId, 'the engine stopped before it was created');
      else this.follow([view]);
    }
  }

  /** Asks for every open cancel at once, however recently it was asked for. */
  hurry(): void {
    for (const venue of this.dependencies.guards.keys()) {
      this.killSwitch.tell({ type: 'CancelsDue', venue, dueMs: 0 });
    }
    this.askMs.clear();
    this.run();
  }

  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Venues without a proof, or with positions that still have to be closed. */
  unproven(): readonly VenueId[] {
    const { state } = this.killSwitch;
    const held = closesPositions(state) ? this.held() : [];
    return this.venues().filter(
      (venue) => !isProvenAt(state, venue) || held.some((one) => one.venue === venue),
    );
  }

  /** Whether all of it is done and proven, and only the event that says so is not on disk. */
  get lacksOnlyRecord(): boolean {
    const { state } = this.killSwitch;
    const isFlat = !closesPositions(state) || this.held().length === 0;
    return isFlat && openRows(state) === 0 && this.unproven().length === 0;
  }

  /** What is left at a venue, in a few words. */
  describe(venue: VenueId): string {
    const { state } = this.killSwitch;
    const count = openAt(state, venue);
    if (count > 0) {
      const ids = openIds(state, venue).slice(0, idsToldMax);
      return `${count} ${count === 1 ? 'order' : 'orders'} open at ${venue}: ${ids.join(', ')}${count > ids.length ? ' …' : ''}`;
    }
    const note = this.noteOn(venue);
    if (note !== undefined) return note;
    return isProvenAt(state, venue)
      ? `positions at ${venue} are not closed`
      : `${venue} has not confirmed it yet`;
  }

  /** Venues where orders of the scope may work. */
  private venues(): readonly VenueId[] {
    const { guards, books } = this.dependencies;
    const { scope, open } = this.killSwitch.state;
    if (scope.kind === 'venue') return [scope.id];
    if (scope.kind !== 'symbol') return [...guards.keys()];
    const traded = books.instruments().find((one) => one.symbol === scope.id);
    if (traded === undefined) return [...guards.keys()];
    // Venues where the symbol is traded now, and where earlier orders and positions are.
    const held = new Set(this.held().map((one) => one.venue));
    return [...guards.keys()].filter(
      (venue) => venuesOf(traded).includes(venue) || open.has(venue) || held.has(venue),
    );
  }

  private held(): readonly Held[] {
    return heldIn(this.killSwitch.state.scope, this.dependencies.books);
  }

  /** Undefined where the desk can't close the position. */
  private closedAt({ venue, instrument }: Held): VenueId | undefined {
    const isReachable = [...this.dependencies.guards.keys()].some((one) => one === venue);
    return instrument !== undefined && isReachable ? venue : undefined;
  }

  private tick(): void {
    this.lookAtStore();
    if (!isUnderWay(this.killSwitch.state)) return this.close();
    const venues = this.venues();
    for (const venue of venues) this.lookAt(venue);
    const held = this.held().map((one) => ({ ...asScopePosition(one), venue: this.closedAt(one) }));
    const completion = this.decide({ type: 'Complete', venues, held }).filter(isKillSwitchRecord);
    if (completion.length > 0) this.alone('complete', () => this.record(completion));
    else this.recordInTime();
  }

  private lookAtStore(): void {
    const fault = this.dependencies.store.writeFault()?.message;
    this.killSwitch.tell({ type: 'StoreLookedAt', fault });
  }

  private lookAt(venue: VenueId): void {
    const guard = this.dependencies.guards.get(venue);
    if (guard === undefined) {
      this.decide({ type: 'LookAtVenue', venue, sight: 'unknown' });
      return;
    }
    const { connected } = guard.venue;
    const wasAway = this.connected.get(venue) === false;
    this.connected.set(venue, connected);
    const sight = connected ? (wasAway ? 'returned' : 'connected') : 'away';
    this.decide({ type: 'LookAtVenue', venue, sight });
    if (!connected) return;
    const step = stepAt(this.killSwitch.state, venue);
    if (step === 'cancel') {
      this.alone(`cancel ${venue}`, () => this.askCancels(guard));
      if (this.hasFault) this.askInTime(guard, 'look', () => this.direct.look(guard));
    } else if (step === 'prove') {
      this.askInTime(guard, 'prove', () => this.prove(guard));
    } else if (step === 'flatten' && this.nowMs() >= (this.closeMs.get(venue) ?? 0)) {
      this.alone(`flatten ${venue}`, () => this.flatten(venue));
    }
  }

  private get hasFault(): boolean {
    return 'fault' in this.killSwitch.state;
  }

  /** Asks the venue no more often than this. */
  private askInTime({ venue }: VenueGuard, name: string, ask: () => Promise<void>): void {
    if (this.nowMs() < (this.askMs.get(venue.id) ?? 0)) return;
    this.alone(`${name} ${venue.id}`, () => {
      this.askMs.set(venue.id, this.nowMs() + askAgainMs);
      return ask();
    });
  }

  private async askCancels(guard: VenueGuard): Promise<void> {
    for (;;) {
      const { limiter, bulkhead } = guard.snapshot();
      this.lookAtStore();
      const asked = this.decide({
        type: 'AskCancels',
        venue: guard.venue.id,
        queued: limiter.cancelsQueued + bulkhead.cancelsQueued > 0,
        nowMs: this.nowMs(),
        at: formatMicros(this.dependencies.clock.now()),
      });
      const due = asked.flatMap((one) => (one.type === 'CancelsAsked' ? one.orderIds : []));
      if (due.length === 0) return;
      this.direct.send(guard, this.hasFault ? due : await this.askOnRecord(due));
    }
  }

  /** Returns the orders whose cancel the store could not take. */
  private async askOnRecord(due: readonly OrderId[]): Promise<readonly OrderId[]> {
    const { orders, logger } = this.dependencies;
    const { actor, name, reason } = this.killSwitch.state;
    let results: Awaited<ReturnType<OrderOperations['cancelMany']>>;
    try {
      results = await orders.cancelMany(due, { actor, reason: `kill switch on ${name}: ${reason}` });
    } catch (error) {
      logger.log('warn', 'orders of a kill switch could not be read', { error: String(error) });
      return due;
    }
    return due.filter((orderId, index) => {
      const result = results[index];
      const refusal = result?.ok === false ? result.error : undefined;
      if (refusal?.code === 'store_unavailable') return true;
      const answer = refusal === undefined ? 'done' : { refusal: refusal.message };
      this.killSwitch.tell({ type: 'CancelAnswered', orderId, nowMs: this.nowMs(), answer });
      return false;
    });
  }

  private async prove(guard: VenueGuard): Promise<void> {
    const answer = await this.dependencies.prover.prove(this.killSwitch, guard);
    this.decide({ type: 'TakeAnswer', venue: guard.venue.id, answer });
    this.tick();
  }

  private async flatten(venue: VenueId): Promise<void> {
    const { isReconciled, sender, live } = this.dependencies;
    const held = this.held().filter((one) => one.venue === venue);
    if (held.length === 0) return this.note(venue, undefined);
    if (!isReconciled(venue)) return this.note(venue, `venue ${venue} is not reconciled`);
    const { stop, isRefused } = await flattenTrouble(this.dependencies, this.killSwitch.state, venue);
    if (stop !== undefined) return this.note(venue, stop);
    const orders = this.planned(venue, held);
    const { killId } = this.killSwitch.state;
    const closing = this.decide({ type: 'ClosePositions', venue, orders }).find(
      (one) => one.type === 'KillSwitchFlattening',
    );
    if (closing === undefined) return;
    const recorded = await this.dependencies.record([closing], killActor);
    const waitMs = backoffMs(closing.data.attempt, isRefused ? refusedWaitMsMax : undefined);
    this.closeMs.set(venue, this.nowMs() + waitMs);
    if (!recorded.ok) return;
    const orderIds = orders.map((order) => order.orderId);
    this.killSwitch.tell({ type: 'CancelsDue', venue, dueMs: this.nowMs() + flattenWaitMs, orderIds });
    await sender.send(killId, venue, orders);
    for (const orderId of orderIds) {
      const view = live.get(orderId);
      if (view === undefined) this.neverCreated(orderId, 'it could not be recorded');
      else this.follow([view]);
    }
  }

  /**
   * Plans the closing orders. Where a position has no form that the venue takes, the second look in a row raises an
   * alert.
   */
  private planned(venue: VenueId, held: readonly Held[]): readonly FlattenOrder[] {
    const { limits, pricesOf, guards, alerts } = this.dependencies;
    this.skipTakenIds();
    const { killId, name, flattenOrders } = this.killSwitch.state;
    const { orderTypes = [], timesInForce = [] } = guards.get(venue)?.venue.capabilities ?? {};
    let number = flattenOrders;
    const plans = held.map((one) =>
      planFlatten(
        one,
        {
          takes: { venue, orderTypes, timesInForce },
          prices: pricesOf(one),
          limits: limits({ ...one, venue }),
        },
        () => flattenIdOf(killId, ++number),
      ),
    );
    const why = plans.find((plan) => !plan.ok)?.error;
    if (why !== undefined) {
      if (this.noteOn(venue) === why) void alerts.raise(flattenRefusedAlert(killId, name, venue, why));
      this.closeMs.set(venue, this.nowMs() + askAgainMs);
    }
    this.note(venue, why);
    return plans.flatMap((plan) => (plan.ok ? plan.value : []));
  }

  private note(venue: VenueId, note: string | undefined): void {
    this.killSwitch.tell({ type: 'VenueNoted', venue, note });
  }

  private noteOn(venue: VenueId): string | undefined {
    const { state } = this.killSwitch;
    return isUnderWay(state) ? state.notes.get(venue) : undefined;
  }

  /** Whether the scope was proven flat and a position in it is open again: raises one alert for each such position. */
  lookAfterFlat(): boolean {
    const { state } = this.killSwitch;
    if (state.status !== 'flat') return false;
    const { killId, name: scope, provenAt } = state;
    const held = this.held();
    for (const one of held) {
      const place = { ...asScopePosition(one), account: one.account, venue: one.venue };
      void this.dependencies.alerts.raise(openAfterFlatAlert({ killId, scope, provenAt }, place));
    }
    return held.length > 0;
  }

  /**
   * After a rollback of the store, nobody knows which numbers the kill switch has used: an order from before may reach
   * its venue at any time. So the numbers go on at a random place far beyond.
   */
  private skipTakenIds(): void {
    const { wasRolledBack, random } = this.dependencies;
    if (this.areNumbersFree || !wasRolledBack()) return;
    this.areNumbersFree = true;
    const { flattenOrders } = this.killSwitch.state;
    const last = flattenOrders + 1_000 + Math.floor(random.next() * 1_000_000_000);
    this.killSwitch.tell({ type: 'FlattenNumbersTaken', last });
  }

  private neverCreated(orderId: OrderId, detail: string): void {
    this.killSwitch.tell({ type: 'OrderNeverCreated', orderId, detail });
  }

  private recordInTime(): void {
    if (this.nowMs() < this.recordedMs + recordMs) return;
    this.alone('record', async () => {
      const changed = this.decide({ type: 'Record' }).filter(isKillSwitchRecord);
      if (changed.length === 0) return;
      this.recordedMs = this.nowMs();
      await this.record(changed);
    });
  }

  /** What could not be recorded is decided again at the next tick. */
  private async record(records: readonly KillSwitchRecord[]): Promise<void> {
    await this.dependencies.record(records, killActor);
  }

  /** The events count at once. */
  private decide(command: KillSwitchCommand): readonly KillSwitchDecision[] {
    const decisions = decideKillSwitch(command, this.killSwitch.state);
    for (const one of decisions) if (!isKillSwitchRecord(one)) this.killSwitch.tell(one);
    return decisions;
  }

  /** Runs one piece of work of each kind at a time; what fails is tried again at the next tick. */
  private alone(name: string, work: () => Promise<void>): void {
    if (this.busy.has(name)) return;
    this.busy.add(name);
    void work()
      .catch((error: unknown) => {
        const { killId } = this.killSwitch.state;
        this.dependencies.logger.log('warn', 'kill switch held up', {
          killId,
          at: name,
          error: String(error),
        });
      })
      .finally(() => this.busy.delete(name));
  }

  private nowMs(): number {
    return this.dependencies.clock.monotonicMs();
  }
}
