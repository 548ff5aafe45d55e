/**
 * Carries one kill switch through: asks for every cancel until the venue has
 * confirmed it, then asks the venue itself what is open, closes positions if
 * that was asked for, and says that it is done only when that is proven.
 * Nothing here has to survive a crash: all of it follows from the desk's stream
 * and the orders as they are.
 */
import type { Decimal } from '../../../../shared/kernel/decimal.ts';
import type { Actor, OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import type { RiskLimits } from '../../../domain/risk/riskInput.ts';
import type { ScopePosition } from '../../../domain/trading/tradingEvents.ts';
import type { OrderOperations } from '../../commands/orderOperations.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import type { FlattenSender } from './flattenSender.ts';
import { flattenIdOf } from './flattenIds.ts';
import { backoffMs, killActor, type Kill } from './kill.ts';
import { rowEvents } from './killEvents.ts';
import { planFlatten } from './planFlatten.ts';
import { asScopePosition, heldIn, type Held, type PositionBooks } from '../scopePositions.ts';
import { DirectCancels, type DirectCancelsDependencies } from './directCancels.ts';
import type { VenueProver } from './venueProver.ts';

export interface RunnerDependencies extends DirectCancelsDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly store: EventStore;
  readonly live: LiveOrders;
  readonly orders: OrderOperations;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly books: PositionBooks;
  readonly limits: () => RiskLimits;
  /** Whether a kill switch sent the order. */
  readonly closesPosition: (orderId: string) => boolean;
  /** Whether new orders leave for a venue. */
  readonly isReconciled: (venue: VenueId) => boolean;
  /** What risk counts a unit of it for when it is closed at the market. */
  readonly worthOf: (held: Held) => Decimal | undefined;
  readonly prover: VenueProver;
  readonly sender: FlattenSender;
  readonly record: (events: readonly DeskEvent[], actor: Actor) => Promise<Result<void, Refusal>>;
}

const tickMs = 250;
const recordMs = 1_000;
const askAgainMs = 2_000;
/** Cancels that go to the disk in one commit. */
const cancelsAtOnceMax = 1_000;
/** A market order that has not ended by then is canceled, and what is left is tried anew. */
const flattenWaitMs = 10_000;
const idsToldMax = 5;

export class KillRunner {
  readonly kill: Kill;
  private readonly dependencies: RunnerDependencies;
  private readonly direct: DirectCancels;
  private readonly connected = new Map<string, boolean>();
  /** When each venue may be asked for its open orders again. */
  private readonly askMs = new Map<string, number>();
  private readonly busy = new Set<string>();
  private timer: Timer | undefined;
  private recordedMs = 0;

  constructor(kill: Kill, dependencies: RunnerDependencies) {
    this.kill = kill;
    this.dependencies = dependencies;
    this.direct = new DirectCancels(kill, dependencies);
  }

  get isRunning(): boolean {
    return this.timer !== undefined;
  }

  /** Starts, or goes on after something came to life; takes in every order that works in the scope now. */
  run(): void {
    const { kill, dependencies } = this;
    for (const view of dependencies.live.all()) if (this.follows(view)) kill.follow(view);
    if (this.timer === undefined) {
      this.timer = dependencies.scheduler.every(tickMs, () => this.tick());
      this.recordedMs = this.nowMs();
    }
    this.tick();
  }

  /** Whether an order is in its ledger or joins it; what another one closes positions with is not held against it. */
  follows(view: OrderView): boolean {
    const { kill, dependencies } = this;
    return kill.has(view.orderId) || (kill.covers(view) && !dependencies.closesPosition(view.orderId));
  }

  /** After a restart: orders of the ledger that ended meanwhile, or never came to be. */
  async catchUp(): Promise<void> {
    const { kill, dependencies } = this;
    for (const orderId of kill.orderIds()) {
      const view = await dependencies.live.find(orderId);
      if (view === undefined) kill.neverCreated(orderId, 'the engine stopped before it was created');
      else kill.follow(view);
    }
  }

  /** Asks for everything that is open at once, whenever it was asked last. */
  hurry(): void {
    for (const venue of this.dependencies.guards.keys()) this.kill.setDue(venue, 0);
    this.askMs.clear();
    this.run();
  }

  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Venues where orders of the scope may work. */
  venues(): readonly VenueId[] {
    const { guards, books } = this.dependencies;
    const { scope } = this.kill;
    if (scope.kind === 'venue') return [scope.id];
    const traded = books.instruments().filter((one) => scope.kind === 'symbol' && one.symbol === scope.id);
    return traded.length > 0 ? traded.map((one) => one.venue) : [...guards.keys()];
  }

  held(): readonly Held[] {
    return heldIn(this.kill.scope, this.dependencies.books);
  }

  /** Venues without a proof, or with positions that are to be closed. */
  unproven(): readonly VenueId[] {
    const { kill } = this;
    const held = kill.flatten ? this.held() : [];
    return this.venues().filter(
      (venue) => !kill.proofs.has(venue) || held.some(({ instrument }) => instrument?.venue === venue),
    );
  }

  /** What is left at a venue, in a few words. */
  describe(venue: VenueId): string {
    const { kill } = this;
    const count = kill.openAt(venue);
    if (count > 0) {
      const ids = kill.openIds(venue, idsToldMax);
      return `${count} ${count === 1 ? 'order' : 'orders'} open at ${venue}: ${ids.join(', ')}${count > ids.length ? ' …' : ''}`;
    }
    const note = kill.noteOn(venue);
    if (note !== undefined) return note;
    return kill.proofs.has(venue)
      ? `positions at ${venue} are not closed`
      : `${venue} has not confirmed it yet`;
  }

  /** Why nothing about it can be recorded: the store can't write, or could not when it was engaged. */
  private get fault(): string | undefined {
    return this.dependencies.store.writeFault()?.message ?? this.kill.unrecorded;
  }

  private tick(): void {
    const { kill } = this;
    if (!kill.governs) return this.close();
    kill.tellFault(this.fault);
    for (const venue of this.venues()) this.lookAt(venue);
    // What is told of it goes behind its own beginning.
    if (kill.unrecorded !== undefined) return;
    this.recordWhatChanged();
    if (kill.result === undefined && this.isProven()) this.alone('complete', () => this.complete());
    if (kill.result !== undefined && kill.openRows === 0) this.close();
  }

  private lookAt(venueId: VenueId): void {
    const { kill } = this;
    const guard = this.dependencies.guards.get(venueId);
    if (guard === undefined) return kill.note(venueId, `venue ${venueId} is not configured any more`);
    const { connected } = guard.venue;
    // What was asked before the connection was lost may never have arrived.
    if (connected && this.connected.get(venueId) === false) kill.setDue(venueId, 0);
    this.connected.set(venueId, connected);
    if (!connected) {
      const waiting = kill.openAt(venueId) > 0 || !kill.proofs.has(venueId);
      kill.note(venueId, waiting ? `venue ${venueId} is not connected` : undefined);
      return;
    }
    if (kill.openAt(venueId) > 0) {
      kill.note(venueId, undefined);
      this.alone(`cancel ${venueId}`, () => this.askCancels(guard));
      if (this.fault !== undefined) this.askInTime(guard, 'look', () => this.direct.look(guard));
    } else if (this.fault !== undefined) {
      // What the venue would prove, its fills above all, can't be recorded.
    } else if (!kill.proofs.has(venueId)) {
      this.askInTime(guard, 'prove', () => this.prove(guard));
    } else if (kill.flatten) {
      this.alone(`flatten ${venueId}`, () => this.flatten(venueId));
    }
  }

  /** The venue is asked no more often than that. */
  private askInTime({ venue }: VenueGuard, name: string, ask: () => Promise<void>): void {
    if (this.nowMs() < (this.askMs.get(venue.id) ?? 0)) return;
    this.alone(`${name} ${venue.id}`, () => {
      this.askMs.set(venue.id, this.nowMs() + askAgainMs);
      return ask();
    });
  }

  private async askCancels(guard: VenueGuard): Promise<void> {
    const { kill } = this;
    const { clock } = this.dependencies;
    for (;;) {
      const { limiter, bulkhead } = guard.snapshot();
      // Asked for the first time each joins the queue; a repetition would only stand behind itself.
      const firstOnly = limiter.cancelsQueued + bulkhead.cancelsQueued > 0;
      const direct = this.fault !== undefined;
      const due = kill.due(guard.venue.id, this.nowMs(), { firstOnly, direct, count: cancelsAtOnceMax });
      if (due.length === 0) return;
      kill.asking(due, formatMicros(clock.now()));
      this.direct.send(guard, direct ? due : await this.askOnRecord(due));
    }
  }

  /** Gives those that the store could not take. */
  private async askOnRecord(due: readonly OrderId[]): Promise<readonly OrderId[]> {
    const { kill } = this;
    const { orders, logger } = this.dependencies;
    const context = { actor: kill.actor, reason: `kill switch on ${kill.name}: ${kill.reason}` };
    let results: Awaited<ReturnType<OrderOperations['cancelMany']>>;
    try {
      results = await orders.cancelMany(due, context);
    } catch (error) {
      logger.log('warn', 'orders of a kill switch could not be read', { error: String(error) });
      return due;
    }
    return due.filter((orderId, index) => {
      const result = results[index];
      const refusal = result?.ok === false ? result.error : undefined;
      if (refusal?.code === 'store_unavailable') return true;
      kill.asked(orderId, this.nowMs(), refusal?.message);
      return false;
    });
  }

  private async prove(guard: VenueGuard): Promise<void> {
    const { id } = guard.venue;
    const outcome = await this.dependencies.prover.prove(this.kill, guard);
    // Something came to life while the venue was asked.
    if (this.kill.openAt(id) > 0) return;
    if ('proof' in outcome) this.kill.proofs.set(id, outcome.proof);
    this.kill.note(id, 'unproven' in outcome ? outcome.unproven : undefined);
    this.tick();
  }

  private async flatten(venueId: VenueId): Promise<void> {
    const { kill, dependencies } = this;
    const { limits, worthOf, isReconciled, sender, record, live } = dependencies;
    const before = kill.flattenings.get(venueId) ?? { attempts: 0, dueMs: 0 };
    if (this.nowMs() < before.dueMs) return;
    const held = this.held().filter(({ instrument }) => instrument?.venue === venueId);
    const isHeldUp = held.length > 0 && !isReconciled(venueId);
    kill.note(venueId, isHeldUp ? `venue ${venueId} is not reconciled` : undefined);
    if (held.length === 0 || isHeldUp) return;
    await this.skipTakenIds();
    let number = kill.flattenOrders;
    const nextId = (): OrderId => flattenIdOf(kill.killId, ++number);
    const orders = held.flatMap((one) => planFlatten(one, limits(), worthOf(one), nextId));
    // At once: another venue's positions may be closed while these orders go to the disk.
    kill.flattenOrders = number;
    const attempt = before.attempts + 1;
    const { killId } = kill;
    const recorded = await record(
      [{ type: 'KillSwitchFlattening', data: { killId, venue: venueId, attempt, orders } }],
      killActor,
    );
    kill.flattenings.set(venueId, { attempts: attempt, dueMs: this.nowMs() + backoffMs(attempt) });
    if (!recorded.ok) return;
    const ids = orders.map((order) => order.orderId);
    kill.setDue(venueId, this.nowMs() + flattenWaitMs, ids);
    await sender.send(killId, venueId, orders);
    for (const orderId of ids) {
      const view = live.get(orderId);
      if (view === undefined) kill.neverCreated(orderId, 'it could not be recorded');
      else kill.follow(view);
    }
  }

  /** After a rollback of the store, orders that it sent before are taken in again, and their ids are not free. */
  private async skipTakenIds(): Promise<void> {
    const { kill } = this;
    const nextId = (): OrderId => flattenIdOf(kill.killId, kill.flattenOrders + 1);
    while ((await this.dependencies.live.find(nextId())) !== undefined) kill.flattenOrders++;
  }

  private isProven(): boolean {
    const { kill } = this;
    if (kill.openRows > 0 || !this.venues().every((venue) => kill.proofs.has(venue))) return false;
    if (!kill.flatten) return true;
    const held = this.held();
    for (const { symbol, instrument } of held) {
      if (instrument === undefined) kill.note(symbol, `no venue is configured for the position in ${symbol}`);
    }
    return held.length === 0;
  }

  private async complete(): Promise<void> {
    const { kill } = this;
    const positions: readonly ScopePosition[] = this.held().map(asScopePosition);
    const unrecorded = kill.takeUnrecorded();
    const recorded = await this.dependencies.record(
      [
        ...rowEvents(kill.killId, unrecorded),
        {
          type: 'KillSwitchCompleted',
          data: {
            killId: kill.killId,
            scope: kill.name,
            result: kill.flatten ? 'flat' : 'cleared',
            rows: kill.tally(),
            venues: [...kill.proofs.values()],
            positions,
          },
        },
      ],
      killActor,
    );
    if (!recorded.ok) unrecorded.giveBack();
  }

  private recordWhatChanged(): void {
    if (this.nowMs() < this.recordedMs + recordMs) return;
    this.alone('record', async () => {
      const unrecorded = this.kill.takeUnrecorded();
      const events = rowEvents(this.kill.killId, unrecorded);
      if (events.length === 0) return;
      this.recordedMs = this.nowMs();
      const recorded = await this.dependencies.record(events, killActor);
      if (!recorded.ok) unrecorded.giveBack();
    });
  }

  /** One at a time of each kind; what fails is tried again with the next tick. */
  private alone(name: string, work: () => Promise<void>): void {
    if (this.busy.has(name)) return;
    this.busy.add(name);
    void work()
      .catch((error: unknown) => {
        const { killId } = this.kill;
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
