/**
 * Keeps the exits of bracket orders in step with what is filled and with what is left to close. The manager looks at
 * states, not at single events: after any change of an entry, an exit or the bracket's share of the position it works
 * out what the bracket needs now. So a lost event or a restart changes nothing.
 */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import {
  correlationOf,
  engineActor,
  type OrderId,
  orderIdOfStream,
  type VenueId,
  type Ticker,
} from '../../../shared/kernel/ids.ts';
import { formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Order } from '../../domain/order/orderState.ts';
import { bracketRoles, type BracketRole, type OrderTerms } from '../../domain/order/orderTerms.ts';
import {
  evolveBracket,
  newBracket,
  type Bracket,
  type BracketEvent,
} from '../../domain/order/bracket/bracketState.ts';
import {
  decideBracket,
  holdOf,
  isEvent,
  type BracketDecision,
} from '../../domain/order/bracket/decideBracket.ts';
import { exitIdOf, roleOf } from '../../domain/order/bracket/exitOrders.ts';
import { triesSoon } from '../../domain/order/bracket/holds.ts';
import {
  openQuantity,
  type BracketAction,
  type BracketShares,
} from '../../domain/order/bracket/planBracket.ts';
import { refusalOf, type OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { OrderOperations } from '../commands/orderOperations.ts';
import type { EventContext, StoredEvent } from '../events/storedEvent.ts';
import type { Clock, Logger, Scheduler } from '../ports.ts';
import type { OrderView } from '../orders/orderView.ts';
import { unprotectedAlert } from '../../domain/alert/closingAlerts.ts';
import type { Alerts } from '../alerts/alertBook.ts';
import { exitChanges } from './exitChanges.ts';
import { isDirty, type LiveBracket } from './liveBracket.ts';
import { endUnprotected, raiseBracketAlerts, whyUnprotected } from './bracketAlerts.ts';
import { claimsOf, exitSideOf } from './bracketClaims.ts';
import type { Claim, ClosingBook } from '../gates/closingBook.ts';

/** Sends an order that exists to its venue; the outcome shows in the order. */
export type SubmitOrder = (terms: OrderTerms, context: EventContext) => Promise<void>;

export interface BracketDependencies {
  readonly handler: OrderCommandHandler;
  readonly orders: OrderOperations;
  readonly submit: SubmitOrder;
  /** Why an exit may not be made now: the trading state, an alert, or a venue whose record was not compared. */
  readonly exitRefusal: (terms: OrderTerms) => Refusal | undefined;
  readonly closing: ClosingBook;
  readonly alerts: Pick<Alerts, 'raise' | 'end'>;
  /** Whether what the venue has done is known: its record was compared with ours on this connection. */
  readonly isReconciled: (venue: VenueId) => boolean;
  readonly canReplace: (venue: VenueId) => boolean;
  /** The order of an exit, in a form that its venue takes. */
  readonly termsOf: (entry: Order, role: BracketRole, quantity: Decimal, attempt: number) => OrderTerms;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface UnprotectedEntry {
  readonly orderId: OrderId;
  readonly symbol: Ticker;
  readonly quantity: string;
  /** How long the entry has had filled quantity without a working stop-loss. */
  readonly ageMs: number;
}

const actor = engineActor('bracket');
/** Milliseconds until the next try after an unexpected error. */
const tryAgainMs = 1_000;
const unprotectedAlertMs = 2_000;
/**
 * How many exit numbers in a row may have no order before the search for exits ends. After a rollback of the store,
 * exits that the venue never had leave gaps between the exits that it has.
 */
const missingExitsMax = 20;

interface BracketOrders {
  readonly entry: Order;
  readonly exits: readonly Order[];
  readonly shares: BracketShares;
  /** How often the position had changed at the time of this look. */
  readonly moves: number;
}

export class BracketManager {
  private readonly dependencies: BracketDependencies;
  private readonly brackets = new Map<OrderId, LiveBracket>();
  /** The entry of each exit. */
  private readonly entryOf = new Map<OrderId, OrderId>();
  private closed = false;

  constructor(dependencies: BracketDependencies) {
    this.dependencies = dependencies;
  }

  /** How many brackets are being worked on, or will be soon. */
  get busy(): number {
    const now = this.dependencies.clock.monotonicMs();
    let busy = 0;
    for (const { work, state } of this.brackets.values()) {
      if (work !== 'idle' || state.submitting > 0 || triesSoon(state.holds, now)) busy++;
    }
    return busy;
  }

  /** Called at a start: restores the brackets that still have something to do, from all rows of the read model. */
  restore(rows: Iterable<OrderView>): void {
    for (const row of rows) {
      if (row.parentOrderId !== undefined) this.addExit(row.parentOrderId, row.orderId);
      else if (row.takeProfit !== undefined || row.stopLoss !== undefined) this.open(row.orderId);
    }
  }

  /** The orders of all brackets that still have something to do, entries and exits: what `restore` needs the rows of. */
  unfinished(): readonly OrderId[] {
    return [...this.brackets.values()].flatMap(({ state }) => [state.entryId, ...state.exitIds]);
  }

  /**
   * Looks at all brackets again, because what kept exits from being sent may be gone: a trading state, held orders, a
   * breaker, or a venue whose record was not compared.
   */
  resume(): void {
    for (const bracket of this.brackets.values()) {
      this.tell(bracket, { type: 'HoldsCleared' });
      this.evaluateSoon(bracket.state.entryId);
    }
  }

  /** Stops all work; the next start finishes what is left. */
  close(): void {
    this.closed = true;
  }

  /** Releases brackets whose position was closed by other means. */
  abandon(isClosed: (entryId: OrderId) => boolean): void {
    for (const bracket of this.brackets.values()) {
      if (!isClosed(bracket.state.entryId)) continue;
      this.tell(bracket, { type: 'PositionClosed' });
      this.evaluateSoon(bracket.state.entryId);
    }
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      const mayLetThrough = event.type === 'BreakerStateChanged' && event.data.to === 'closed';
      if (mayLetThrough || event.type === 'TradingStateChanged') this.resume();
      if (event.type === 'OrderCreated' || event.type === 'OrderAdopted') {
        const { orderId, bracket, parent } = event.data.terms;
        if (bracket !== undefined) this.open(orderId);
        if (parent !== undefined) this.addExit(parent.orderId, orderId);
      }
      const orderId = orderIdOfStream(event.streamId);
      const entryId = this.brackets.has(orderId) ? orderId : this.entryOf.get(orderId);
      if (entryId === undefined) continue;
      if (orderId !== entryId) this.observeExit(entryId, orderId, event);
      this.evaluateSoon(entryId);
    }
  }

  private observeExit(entryId: OrderId, exitId: OrderId, event: StoredEvent): void {
    const bracket = this.brackets.get(entryId);
    const change = exitChanges[event.type];
    if (bracket === undefined || change === undefined) return;
    const nowMs = this.dependencies.clock.monotonicMs();
    this.tell(bracket, { type: 'ExitChanged', exitId, role: roleOf(exitId), change, nowMs });
  }

  /** An order that had ended was filled or works again, so its bracket may be needed again. */
  onAliveAfterEnd({ terms }: Order): void {
    const entryId = terms.bracket === undefined ? terms.parent?.orderId : terms.orderId;
    if (entryId === undefined) return;
    if (terms.orderId === entryId) this.open(entryId);
    else this.addExit(entryId, terms.orderId);
    this.evaluateSoon(entryId);
  }

  unprotected(): readonly UnprotectedEntry[] {
    const now = this.dependencies.clock.monotonicMs();
    const found: UnprotectedEntry[] = [];
    for (const { state } of this.brackets.values()) {
      if (state.status !== 'unprotected') continue;
      const { entryId: orderId, quantity, symbol, sinceMs } = state;
      found.push({ orderId, symbol, quantity: formatDecimal(quantity), ageMs: now - sinceMs });
    }
    return found.toSorted((a, b) => b.ageMs - a.ageMs);
  }

  private open(entryId: OrderId): LiveBracket {
    const known = this.brackets.get(entryId);
    if (known !== undefined) return known;
    const bracket: LiveBracket = { state: newBracket(entryId), claims: [], work: 'idle' };
    this.brackets.set(entryId, bracket);
    return bracket;
  }

  private addExit(entryId: OrderId, exitId: OrderId): void {
    this.tell(this.open(entryId), { type: 'ExitJoined', exitId });
    this.entryOf.set(exitId, entryId);
  }

  /** Looks again at a refused action once its hold is over, and forgets a bracket that is done. */
  private tell(bracket: LiveBracket, event: BracketEvent): void {
    const before = bracket.state;
    const after = evolveBracket(before, event);
    bracket.state = after;
    const { clock, scheduler } = this.dependencies;
    for (const [key, hold] of after.holds) {
      if (hold === before.holds.get(key)) continue;
      scheduler.after(hold.untilMs - clock.monotonicMs(), () => this.evaluateSoon(after.entryId));
    }
    if (after.status !== before.status) endUnprotected(this.dependencies.alerts, after);
    if (after.status === 'done') this.forget(bracket);
    if (after.status !== 'unprotected' || before.status === 'unprotected') return;
    scheduler.after(unprotectedAlertMs, () => void this.tellUnprotected(bracket, after.sinceMs));
  }

  /** Looks at the bracket again soon, because something that it depends on may have changed. */
  evaluateSoon(entryId: OrderId): void {
    const bracket = this.brackets.get(entryId);
    if (bracket === undefined || this.closed) return;
    if (bracket.work !== 'idle') {
      bracket.work = 'dirty';
      return;
    }
    bracket.work = 'evaluating';
    this.dependencies.scheduler.soon(() => void this.evaluate(bracket));
  }

  private async evaluate(bracket: LiveBracket): Promise<void> {
    try {
      do {
        bracket.work = 'evaluating';
        await this.step(bracket);
      } while (isDirty(bracket));
    } catch (error) {
      // A store that was closed meanwhile is no error here.
      if (this.closed) return;
      this.dependencies.logger.log('error', 'bracket not maintained', {
        orderId: bracket.state.entryId,
        error: String(error),
      });
      this.dependencies.scheduler.after(tryAgainMs, () => this.evaluateSoon(bracket.state.entryId));
    } finally {
      bracket.work = 'idle';
    }
  }

  /** Does one thing at a time, each decided on the state of that moment. */
  private async step(bracket: LiveBracket): Promise<void> {
    const { alerts, closing, canReplace, isReconciled, clock } = this.dependencies;
    const { status } = bracket.state;
    if (status === 'unread' || status === 'closed_unread') await this.findExits(bracket);
    for (;;) {
      const orders = await this.read(bracket);
      if (orders === undefined) return;
      const { entry, exits, moves } = orders;
      // A correction of an execution that came after the proof may have made an exit work.
      const isKnown = isReconciled(entry.terms.venue);
      const decisions = decideBracket(
        {
          type: 'Look',
          ...orders,
          isKnown,
          left: closing.left(entry.terms, exitSideOf(entry)),
          canReplace: canReplace(entry.terms.venue),
          nowMs: clock.monotonicMs(),
          now: clock.now(),
        },
        bracket.state,
      );
      // Fills of exits that have ended do not change the bracket's state.
      if (isKnown || decisions.length > 0) await raiseBracketAlerts(alerts, entry, exits);
      // Recording the alerts took time: a decision holds only for the position on which it was made.
      if (closing.moves(entry.terms) !== moves) continue;
      let isAtRest = true;
      for (const decision of decisions) {
        if (isEvent(decision)) this.tell(bracket, decision);
        else {
          isAtRest = false;
          await this.carryOut(bracket, entry, exits, decision);
        }
      }
      if (isAtRest) return;
    }
  }

  private carryOut(
    bracket: LiveBracket,
    entry: Order,
    exits: readonly Order[],
    decision: Exclude<BracketDecision, BracketEvent>,
  ): Promise<void> {
    switch (decision.type) {
      case 'release':
        return this.releaseExits(entry, decision.quantity);
      case 'create':
        return this.createExit(bracket, entry, decision);
      case 'amend':
      case 'cancel':
        return this.adjustExit(bracket, decision);
      default:
        return assertNever(decision);
    }
  }

  /** Reads the entry, its exits, and the bracket's shares of the position at the same moment. */
  private async read(bracket: LiveBracket): Promise<BracketOrders | undefined> {
    const { handler, closing } = this.dependencies;
    for (;;) {
      const entry = await handler.order(bracket.state.entryId);
      if (entry === undefined) return undefined;
      const moves = closing.moves(entry.terms);
      const latest = await handler.order(bracket.state.entryId);
      const exits = await Promise.all(bracket.state.exitIds.map((exitId) => handler.order(exitId)));
      if (closing.moves(entry.terms) !== moves || latest === undefined) continue;
      const known = exits.filter((exit) => exit !== undefined);
      return { entry: latest, exits: known, shares: this.claim(bracket, latest, known), moves };
    }
  }

  /**
   * Claims the open quantity, and returns how much of it the bracket may close; all of it while the position is not
   * known.
   */
  private claim(bracket: LiveBracket, entry: Order, exits: readonly Order[]): BracketShares {
    const { closing, isReconciled } = this.dependencies;
    const quantity = openQuantity(entry, exits);
    const claims = claimsOf(entry, quantity);
    for (const claim of claims) closing.put(claim);
    bracket.claims = claims;
    if (!isReconciled(entry.terms.venue)) return { stop_loss: quantity, take_profit: quantity };
    const shareOf = (ladder: Claim['ladder']): Decimal => {
      const claim = claims.find((one) => one.ladder === ladder);
      return claim === undefined ? zero : closing.shareOf(claim);
    };
    return { stop_loss: shareOf('stop'), take_profit: shareOf('limit') };
  }

  private async releaseExits(entry: Order, quantity: Decimal): Promise<void> {
    const { orderId } = entry.terms;
    const reason = 'the position is closed: nothing is left to protect';
    const command = { type: 'RecordClosedElsewhere', quantity, reason } as const;
    const context = { correlationId: correlationOf(orderId), actor };
    const released = await this.dependencies.handler.handle({ orderId, command, context });
    if (!released.ok) throw new Error(refusalOf(released.error).message);
  }

  /** Exits are numbered without gaps, so the store can be asked for them one by one. */
  private async findExits(bracket: LiveBracket): Promise<void> {
    for (const role of bracketRoles) {
      for (let attempt = 1, missing = 0; missing <= missingExitsMax; attempt++) {
        const exitId = exitIdOf(bracket.state.entryId, role, attempt);
        if ((await this.dependencies.handler.order(exitId)) === undefined) {
          missing++;
          continue;
        }
        missing = 0;
        this.addExit(bracket.state.entryId, exitId);
      }
    }
    this.tell(bracket, { type: 'ExitsFound' });
  }

  private async adjustExit(
    bracket: LiveBracket,
    action: Exclude<BracketAction, { type: 'create' }>,
  ): Promise<void> {
    const { orders, logger } = this.dependencies;
    const { orderId } = action;
    const context = { actor, reason: `bracket of ${bracket.state.entryId}` };
    const result =
      action.type === 'cancel'
        ? await orders.cancel(orderId, context)
        : await orders.resizeExit(orderId, action.quantity, context);
    if (result.ok) return;
    logger.log('warn', 'exit not adjusted', { orderId, why: result.error.message });
    this.hold(bracket, holdOf(action));
  }

  private async createExit(
    bracket: LiveBracket,
    entry: Order,
    { role, quantity, attempt }: Extract<BracketAction, { type: 'create' }>,
  ): Promise<void> {
    const { handler, exitRefusal, termsOf } = this.dependencies;
    const free = await this.freeAttempt(bracket.state, role, attempt);
    if (free === undefined) return;
    const terms = termsOf(entry, role, quantity, free);
    // Nothing leaves while the scope is halted, and the exits that the venue has are not known before its record was
    // compared. The bracket is looked at again when the trading state changes, and when the venue's gate opens.
    if (exitRefusal(terms) !== undefined) return this.hold(bracket, role);
    const context = { correlationId: correlationOf(entry.terms.orderId), actor };
    this.addExit(bracket.state.entryId, terms.orderId);
    const command = { type: 'CreateOrder', terms, risk: { level: 'low', rules: [] } } as const;
    const created = await handler.handle({ orderId: terms.orderId, command, context });
    if (created.ok) void this.sendExit(bracket, terms, role, context);
    else this.hold(bracket, role);
  }

  /**
   * Finds a free number for an exit. After a rollback of the store, exits of this entry are adopted from the venue with
   * gaps in their numbers. Undefined where the search found an exit that the bracket did not know: then the bracket is
   * looked at again.
   */
  private async freeAttempt(
    { entryId, exitIds }: Bracket,
    role: BracketRole,
    first: number,
  ): Promise<number | undefined> {
    for (let attempt = first; ; attempt++) {
      const exitId = exitIdOf(entryId, role, attempt);
      const taken = await this.dependencies.handler.order(exitId);
      if (taken === undefined) return attempt;
      if (taken.terms.parent?.orderId !== entryId || exitIds.includes(exitId)) continue;
      this.addExit(entryId, exitId);
      return undefined;
    }
  }

  private async sendExit(
    bracket: LiveBracket,
    terms: OrderTerms,
    role: BracketRole,
    context: EventContext,
  ): Promise<void> {
    this.tell(bracket, { type: 'ExitSending' });
    try {
      await this.dependencies.submit(terms, context);
      const sent = await this.dependencies.handler.order(terms.orderId);
      if (sent?.status === 'denied' || sent?.status === 'rejected') this.hold(bracket, role);
    } catch (error) {
      if (this.closed) return;
      const fields = { orderId: terms.orderId, error: String(error) };
      this.dependencies.logger.log('error', 'exit not sent', fields);
      this.hold(bracket, role);
    }
    this.tell(bracket, { type: 'ExitSent' });
    this.evaluateSoon(bracket.state.entryId);
  }

  private hold(bracket: LiveBracket, key: string): void {
    this.tell(bracket, { type: 'ActionRefused', key, nowMs: this.dependencies.clock.monotonicMs() });
  }

  private async tellUnprotected(bracket: LiveBracket, sinceMs: number): Promise<void> {
    const unprotected = bracket.state;
    if (unprotected.status !== 'unprotected' || unprotected.sinceMs !== sinceMs || this.closed) return;
    const { alerts, exitRefusal, termsOf } = this.dependencies;
    const state = await this.read(bracket);
    if (state === undefined) return;
    const { entry, exits } = state;
    const held = exitRefusal(termsOf(entry, 'stop_loss', unprotected.quantity, 1));
    await alerts.raise(
      unprotectedAlert(entry, unprotected.quantity, unprotected.since, whyUnprotected(exits, held)),
    );
    // A stop-loss may work by now.
    endUnprotected(alerts, bracket.state);
  }

  private forget({ state, claims }: LiveBracket): void {
    this.brackets.delete(state.entryId);
    for (const claim of claims) this.dependencies.closing.put({ ...claim, quantity: zero });
    for (const exitId of state.exitIds) this.entryOf.delete(exitId);
  }
}
