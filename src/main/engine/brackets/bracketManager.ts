/**
 * Keeps the exits of bracket orders in step with what is filled and with what
 * is left to close. It looks at states, not at single events: after any change
 * of an entry, an exit or the bracket's share of the position it asks what the
 * bracket needs now, so a lost event or a restart changes nothing.
 */
import {
  correlationOf,
  engineActor,
  type OrderId,
  orderIdOfStream,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import { add, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { isTerminal, type Order } from '../../domain/order/orderState.ts';
import { bracketRoles, type BracketRole, type OrderTerms } from '../../domain/order/orderTerms.ts';
import {
  openQuantity,
  overClosedQuantity,
  planBracket,
  unprotectedQuantity,
  type BracketAction,
  type BracketShares,
} from '../../domain/order/planBracket.ts';
import { refusalOf, type OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { OrderOperations } from '../commands/orderOperations.ts';
import type { EventContext, StoredEvent } from '../events/storedEvent.ts';
import type { Clock, Logger, Scheduler } from '../ports.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { TradingGate } from '../gates/tradingGate.ts';
import { unprotectedAlarm } from '../../domain/alarm/closingAlarms.ts';
import type { Alarms } from '../alarms/alarmBook.ts';
import { raiseBracketAlarms, whyUnprotected } from './bracketAlarms.ts';
import { claimsOf, exitSideOf } from './bracketClaims.ts';
import type { Claim, ClosingBook } from '../gates/closingBook.ts';
import { isDirty, newBracket, type Bare, type Bracket } from './bracket.ts';
import { exitIdOf, exitTerms, roleOf } from './exitOrders.ts';

/** Sends an order that exists to its venue; the outcome shows in the order. */
export type SubmitOrder = (terms: OrderTerms, context: EventContext) => Promise<void>;

export interface BracketDependencies {
  readonly handler: OrderCommandHandler;
  readonly orders: OrderOperations;
  readonly submit: SubmitOrder;
  readonly gate: TradingGate;
  readonly closing: ClosingBook;
  readonly alarms: Pick<Alarms, 'raise'>;
  /** Whether what the venue has done is known: its record was compared with ours on this connection. */
  readonly isReconciled: (venue: VenueId) => boolean;
  readonly canReplace: (venue: VenueId) => boolean;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface UnprotectedEntry {
  readonly orderId: OrderId;
  readonly symbol: string;
  readonly quantity: string;
  /** How long it has been without a working stop-loss. */
  readonly ageMs: number;
}

const actor = engineActor('bracket');
/** After an error that nobody expected. */
const tryAgainMs = 1_000;
const unprotectedAlertMs = 2_000;

interface BracketState {
  readonly entry: Order;
  readonly exits: readonly Order[];
  readonly shares: BracketShares;
}

export class BracketManager {
  private readonly dependencies: BracketDependencies;
  private readonly brackets = new Map<OrderId, Bracket>();
  /** From an exit to its entry. */
  private readonly entryOf = new Map<OrderId, OrderId>();
  private closed = false;

  constructor(dependencies: BracketDependencies) {
    this.dependencies = dependencies;
  }

  /** Brackets that are being worked on, or soon again. */
  get busy(): number {
    let busy = 0;
    for (const bracket of this.brackets.values()) {
      if (bracket.evaluating || bracket.submitting > 0 || bracket.patience.triesSoon) busy++;
    }
    return busy;
  }

  /** At start: takes up the brackets that still have something to do, from all rows of the read model. */
  restore(rows: Iterable<OrderView>): void {
    for (const row of rows) {
      if (row.parentOrderId !== undefined) this.addExit(row.parentOrderId, row.orderId);
      else if (row.takeProfit !== undefined || row.stopLoss !== undefined) this.open(row.orderId);
    }
  }

  /** The orders of all brackets that still have something to do, entries and exits: what `restore` needs the rows of. */
  unfinished(): readonly OrderId[] {
    return [...this.brackets.values()].flatMap(({ entryId, exitIds }) => [entryId, ...exitIds]);
  }

  /**
   * What kept exits away may be gone: trading states, held orders, a breaker, a venue whose record was not compared.
   * Looks at all brackets at once, whatever they wait for.
   */
  resume(): void {
    for (const { entryId, patience } of this.brackets.values()) {
      patience.clear();
      this.evaluateSoon(entryId);
    }
  }

  /** Does nothing more; what is left to do is taken up at the next start. */
  close(): void {
    this.closed = true;
  }

  /** Lets go of brackets whose position was closed by other means. */
  abandon(isOver: (entryId: OrderId) => boolean): void {
    for (const bracket of this.brackets.values()) if (isOver(bracket.entryId)) this.forget(bracket);
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type === 'BreakerStateChanged' && event.data.to === 'closed') this.resume();
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

  /** What speaks for patience with an exit, or against it. */
  private observeExit(entryId: OrderId, exitId: OrderId, event: StoredEvent): void {
    const bracket = this.brackets.get(entryId);
    if (bracket === undefined) return;
    switch (event.type) {
      case 'OrderReplaceRejected':
        this.hold(bracket, exitId);
        break;
      case 'OrderCancelRejected':
        this.hold(bracket, cancelOf(exitId));
        break;
      case 'OrderReplaced':
        bracket.patience.forget(exitId);
        break;
      case 'OrderCanceled':
      case 'OrderExpired':
        // Taken away by somebody else: it is made anew, and not in a race with them.
        if (!bracket.dismissed.delete(exitId)) this.hold(bracket, roleOf(exitId));
        break;
      case 'OrderFilled':
        bracket.patience.forget(roleOf(exitId));
        break;
      default:
    }
  }

  /** An order that had ended was filled, or works after all: its bracket may have been done with. */
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
    for (const { entryId, bare } of this.brackets.values()) {
      if (bare === undefined) continue;
      const { quantity, symbol, sinceMs } = bare;
      found.push({ orderId: entryId, symbol, quantity: formatDecimal(quantity), ageMs: now - sinceMs });
    }
    return found.toSorted((a, b) => b.ageMs - a.ageMs);
  }

  private open(entryId: OrderId): Bracket {
    const known = this.brackets.get(entryId);
    if (known !== undefined) return known;
    const bracket = newBracket(entryId, this.dependencies.clock);
    this.brackets.set(entryId, bracket);
    return bracket;
  }

  private addExit(entryId: OrderId, exitId: OrderId): void {
    const bracket = this.open(entryId);
    if (!bracket.exitIds.includes(exitId)) bracket.exitIds.push(exitId);
    this.entryOf.set(exitId, entryId);
  }

  /** Something that the bracket rests on may have changed. */
  evaluateSoon(entryId: OrderId): void {
    const bracket = this.brackets.get(entryId);
    if (bracket === undefined || this.closed) return;
    if (bracket.evaluating) {
      bracket.dirty = true;
      return;
    }
    bracket.evaluating = true;
    this.dependencies.scheduler.soon(() => void this.evaluate(bracket));
  }

  private async evaluate(bracket: Bracket): Promise<void> {
    try {
      do {
        bracket.dirty = false;
        await this.step(bracket);
      } while (isDirty(bracket));
    } catch (error) {
      // A store that is closed under it is no trouble.
      if (this.closed) return;
      this.dependencies.logger.log('error', 'bracket not maintained', {
        orderId: bracket.entryId,
        error: String(error),
      });
      this.dependencies.scheduler.after(tryAgainMs, () => this.evaluateSoon(bracket.entryId));
    } finally {
      bracket.evaluating = false;
    }
  }

  /** One action at a time, each planned on what is true then. */
  private async step(bracket: Bracket): Promise<void> {
    const { alarms } = this.dependencies;
    if (!bracket.complete) await this.findExits(bracket);
    for (;;) {
      const state = await this.read(bracket);
      if (state === undefined) return;
      const { entry, exits, shares } = state;
      // What was closed beyond it may have been filled, too, as the venue's record will tell.
      const isKnown = this.dependencies.isReconciled(entry.terms.venue);
      if (overClosedQuantity(entry, exits) > zero && !isKnown) return;
      await raiseBracketAlarms(alarms, entry, exits);
      if (this.isClosedElsewhere(entry, exits)) {
        await this.releaseExits(entry, exits);
        continue;
      }
      this.measure(bracket, entry, exits, shares);
      const action = planBracket(entry, exits, shares)
        .map((one) => this.possible(bracket, entry, exits, one))
        .find((one) => !this.isHeld(bracket, one) && (isKnown || !takesAway(one, exits)));
      if (action !== undefined) {
        await this.act(bracket, entry, action);
        continue;
      }
      const isDone = openQuantity(entry, exits) === zero && exits.every(({ status }) => isTerminal(status));
      if (isTerminal(entry.status) && isDone) this.forget(bracket);
      return;
    }
  }

  /** Entry and exits as they are, and the shares of the position at that same moment. */
  private async read(bracket: Bracket): Promise<BracketState | undefined> {
    const { handler, closing } = this.dependencies;
    for (;;) {
      const entry = await handler.order(bracket.entryId);
      if (entry === undefined) return undefined;
      const moves = closing.moves(entry.terms);
      const latest = await handler.order(bracket.entryId);
      const exits = await Promise.all(bracket.exitIds.map((exitId) => handler.order(exitId)));
      if (closing.moves(entry.terms) !== moves || latest === undefined) continue;
      const known = exits.filter((exit) => exit !== undefined);
      return { entry: latest, exits: known, shares: this.claim(bracket, latest, known) };
    }
  }

  /** Claims what is open, and gives what of that the bracket may close; all of it while the position is not known. */
  private claim(bracket: Bracket, entry: Order, exits: readonly Order[]): BracketShares {
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

  /** The position is flat, or on the other side: the bracket has nothing to protect, also when the position grows again. */
  private isClosedElsewhere(entry: Order, exits: readonly Order[]): boolean {
    const { closing, isReconciled } = this.dependencies;
    if (openQuantity(entry, exits) === zero || !isReconciled(entry.terms.venue)) return false;
    return closing.left(entry.terms, exitSideOf(entry)) === zero;
  }

  private async releaseExits(entry: Order, exits: readonly Order[]): Promise<void> {
    const { orderId } = entry.terms;
    const quantity = add(entry.closedElsewhere ?? zero, openQuantity(entry, exits));
    const command = {
      type: 'RecordClosedElsewhere',
      quantity,
      reason: 'the position is closed: nothing is left to protect',
    } as const;
    const context = { correlationId: correlationOf(orderId), actor };
    const released = await this.dependencies.handler.handle({ orderId, command, context });
    if (!released.ok) throw new Error(refusalOf(released.error).message);
  }

  /** An exit that can't be made smaller is canceled, and made anew for what it may close. */
  private possible(
    bracket: Bracket,
    { terms }: Order,
    exits: readonly Order[],
    action: BracketAction,
  ): BracketAction {
    if (action.type !== 'amend') return action;
    const { orderId, quantity } = action;
    const exit = exits.find((one) => one.terms.orderId === orderId);
    const shrinks = exit !== undefined && quantity < exit.terms.quantity;
    const isRefused = shrinks && bracket.patience.refusals(orderId) > 0;
    return isRefused || !this.dependencies.canReplace(terms.venue) ? { type: 'cancel', orderId } : action;
  }

  /** Exits are numbered without gaps, so the store can be asked for them one by one. */
  private async findExits(bracket: Bracket): Promise<void> {
    for (const role of bracketRoles) {
      for (let attempt = 1; ; attempt++) {
        const exitId = exitIdOf(bracket.entryId, role, attempt);
        if ((await this.dependencies.handler.order(exitId)) === undefined) break;
        this.addExit(bracket.entryId, exitId);
      }
    }
    bracket.complete = true;
  }

  private async act(bracket: Bracket, entry: Order, action: BracketAction): Promise<void> {
    const { orders, logger } = this.dependencies;
    if (action.type === 'create') return this.createExit(bracket, entry, action);
    const { orderId } = action;
    if (action.type === 'cancel') bracket.dismissed.add(orderId);
    const context = { actor, reason: `bracket of ${entry.terms.orderId}` };
    const result =
      action.type === 'cancel'
        ? await orders.cancel(orderId, context)
        : await orders.resizeExit(orderId, action.quantity, context);
    if (result.ok) return;
    logger.log('warn', 'exit not adjusted', { orderId, why: result.error.message });
    this.hold(bracket, action.type === 'cancel' ? cancelOf(orderId) : orderId);
  }

  private async createExit(
    bracket: Bracket,
    entry: Order,
    { role, quantity, attempt }: Extract<BracketAction, { type: 'create' }>,
  ): Promise<void> {
    const { handler, gate } = this.dependencies;
    const free = await this.freeAttempt(bracket, role, attempt);
    if (free === undefined) return;
    const terms = exitTerms(entry, role, quantity, free);
    // Nothing leaves while halted; it is looked at again when the trading state changes.
    if (gate.refusal(terms) !== undefined) {
      this.hold(bracket, role);
      return;
    }
    const context = { correlationId: correlationOf(entry.terms.orderId), actor };
    this.addExit(bracket.entryId, terms.orderId);
    const command = { type: 'CreateOrder', terms, risk: { level: 'low', rules: [] } } as const;
    const created = await handler.handle({ orderId: terms.orderId, command, context });
    if (created.ok) void this.sendExit(bracket, terms, role, context);
    else this.hold(bracket, role);
  }

  /**
   * After a rollback of the store exits of this entry are taken in from the venue, with gaps in their numbers. Undefined
   * where one was found that the bracket did not know: then it is looked at anew.
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
    bracket: Bracket,
    terms: OrderTerms,
    role: BracketRole,
    context: EventContext,
  ): Promise<void> {
    bracket.submitting++;
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
    bracket.submitting--;
    this.evaluateSoon(bracket.entryId);
  }

  private hold(bracket: Bracket, key: string): void {
    const delayMs = bracket.patience.refused(key);
    this.dependencies.scheduler.after(delayMs, () => this.evaluateSoon(bracket.entryId));
  }

  private isHeld({ patience }: Bracket, action: BracketAction): boolean {
    if (action.type === 'create') return patience.isHeld(action.role);
    return patience.isHeld(action.type === 'cancel' ? cancelOf(action.orderId) : action.orderId);
  }

  private measure(bracket: Bracket, entry: Order, exits: readonly Order[], shares: BracketShares): void {
    const quantity = unprotectedQuantity(entry, exits, shares);
    const { clock, scheduler } = this.dependencies;
    if (quantity === zero) {
      bracket.bare = undefined;
      return;
    }
    if (bracket.bare !== undefined) {
      bracket.bare.quantity = quantity;
      return;
    }
    const { symbol } = entry.terms;
    const bare: Bare = { quantity, symbol, sinceMs: clock.monotonicMs(), since: clock.now() };
    bracket.bare = bare;
    scheduler.after(unprotectedAlertMs, () => void this.tellBare(bracket, bare));
  }

  private async tellBare(bracket: Bracket, bare: Bare): Promise<void> {
    if (bracket.bare !== bare || this.closed) return;
    const { alarms, gate, logger } = this.dependencies;
    const fields = { orderId: bracket.entryId, quantity: formatDecimal(bare.quantity) };
    logger.log('error', 'filled quantity without a working stop-loss', fields);
    const state = await this.read(bracket);
    if (state === undefined) return;
    const { entry, exits } = state;
    const held = gate.refusal(exitTerms(entry, 'stop_loss', bare.quantity, 1));
    await alarms.raise(unprotectedAlarm(entry, bare.quantity, bare.since, whyUnprotected(exits, held)));
  }

  private forget(bracket: Bracket): void {
    this.brackets.delete(bracket.entryId);
    for (const claim of bracket.claims) this.dependencies.closing.put({ ...claim, quantity: zero });
    for (const exitId of bracket.exitIds) this.entryOf.delete(exitId);
  }
}

/**
 * Protection that no fill of an exit calls for: the entry has filled less than its exits work for, so a fill of it is
 * not known here before the venue's record was compared.
 */
function takesAway(action: BracketAction, exits: readonly Order[]): boolean {
  if (action.type === 'create' || exits.some(({ filledQuantity }) => filledQuantity > zero)) return false;
  const exit = exits.find(({ terms }) => terms.orderId === action.orderId);
  return action.type === 'cancel' || (exit !== undefined && action.quantity < exit.terms.quantity);
}

function cancelOf(exitId: OrderId): string {
  return `cancel ${exitId}`;
}
