/**
 * Keeps the exits of bracket orders in step with what is filled. It looks at
 * states, not at single events: after any change of an entry or an exit it asks
 * what the bracket needs now, so a lost event or a restart changes nothing.
 */
import { formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor, CorrelationId, OrderId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { BracketRole, OrderTerms } from '../../domain/order/orderTerms.ts';
import {
  levelOf,
  openQuantity,
  planBracket,
  unprotectedQuantity,
  type BracketAction,
} from '../../domain/order/planBracket.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { OrderOperations } from '../commands/orderOperations.ts';
import type { EventContext, StoredEvent } from '../events/storedEvent.ts';
import type { Clock, Logger, Scheduler } from '../ports.ts';
import type { OrderView } from '../readmodel/orderView.ts';
import type { LeaveGate } from '../trading/leaveGate.ts';
import { isTerminal } from '../../domain/order/orderState.ts';

/** Sends an order that exists to its venue; the outcome shows in the order. */
export type SubmitOrder = (terms: OrderTerms, context: EventContext) => Promise<void>;

export interface BracketDependencies {
  readonly handler: OrderCommandHandler;
  readonly orders: OrderOperations;
  readonly submit: SubmitOrder;
  readonly gate: LeaveGate;
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

const actor = 'engine:bracket' as Actor;
/** A refused exit is tried again after this; the venue or its breaker may need a moment. */
const tryAgainMs = 1_000;
const unprotectedAlertMs = 2_000;

interface Bracket {
  readonly entryId: OrderId;
  readonly exitIds: OrderId[];
  evaluating: boolean;
  /** Something changed while it was being evaluated. */
  dirty: boolean;
  bare: { quantity: Decimal; symbol: string; sinceMs: number; alerted: boolean } | undefined;
}

export class BracketManager {
  private readonly dependencies: BracketDependencies;
  private readonly brackets = new Map<OrderId, Bracket>();
  /** From an exit to its entry. */
  private readonly entryOf = new Map<OrderId, OrderId>();

  constructor(dependencies: BracketDependencies) {
    this.dependencies = dependencies;
  }

  /** Brackets that are being worked on. */
  get busy(): number {
    let busy = 0;
    for (const bracket of this.brackets.values()) if (bracket.evaluating) busy++;
    return busy;
  }

  /** At start: takes up the brackets that still have something to do, from all rows of the read model. */
  restore(rows: Iterable<OrderView>): void {
    for (const row of rows) {
      if (row.parentOrderId !== undefined) this.addExit(row.parentOrderId as OrderId, row.orderId as OrderId);
      else if (row.takeProfit !== undefined || row.stopLoss !== undefined) this.open(row.orderId as OrderId);
    }
  }

  /** The orders of all brackets that still have something to do, entries and exits: what `restore` needs the rows of. */
  unfinished(): readonly OrderId[] {
    return [...this.brackets.values()].flatMap(({ entryId, exitIds }) => [entryId, ...exitIds]);
  }

  /** After the venues are connected, and after a change of trading state: looks at all of them once. */
  resume(): void {
    for (const entryId of this.brackets.keys()) this.evaluateSoon(entryId);
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type === 'OrderCreated') {
        const { orderId, bracket, parent } = event.data.terms;
        if (bracket !== undefined) this.open(orderId);
        if (parent !== undefined) this.addExit(parent.orderId, orderId);
      }
      const orderId = event.streamId.slice('order-'.length) as OrderId;
      const entryId = this.brackets.has(orderId) ? orderId : this.entryOf.get(orderId);
      if (entryId !== undefined) this.evaluateSoon(entryId);
    }
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
    const bracket: Bracket = { entryId, exitIds: [], evaluating: false, dirty: false, bare: undefined };
    this.brackets.set(entryId, bracket);
    return bracket;
  }

  private addExit(entryId: OrderId, exitId: OrderId): void {
    const bracket = this.open(entryId);
    if (!bracket.exitIds.includes(exitId)) bracket.exitIds.push(exitId);
    this.entryOf.set(exitId, entryId);
  }

  private evaluateSoon(entryId: OrderId): void {
    const bracket = this.brackets.get(entryId);
    if (bracket === undefined) return;
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
      this.dependencies.logger.log('error', 'bracket not maintained', {
        orderId: bracket.entryId,
        error: String(error),
      });
      this.dependencies.scheduler.after(tryAgainMs, () => this.evaluateSoon(bracket.entryId));
    } finally {
      bracket.evaluating = false;
    }
  }

  private async step(bracket: Bracket): Promise<void> {
    const entry = await this.dependencies.handler.order(bracket.entryId);
    if (entry === undefined) return;
    const exits: Order[] = [];
    for (const exitId of bracket.exitIds) {
      const exit = await this.dependencies.handler.order(exitId);
      if (exit !== undefined) exits.push(exit);
    }
    this.measure(bracket, entry, exits);
    for (const action of planBracket(entry, exits)) await this.act(bracket, entry, action);
    if (
      isTerminal(entry.status) &&
      openQuantity(entry, exits) === zero &&
      exits.every((exit) => isTerminal(exit.status))
    ) {
      this.forget(bracket);
    }
  }

  private async act(bracket: Bracket, entry: Order, action: BracketAction): Promise<void> {
    const { orders, logger } = this.dependencies;
    if (action.type === 'create') return this.createExit(bracket, entry, action);
    const context = { actor, reason: `bracket of ${entry.terms.orderId}` };
    const result =
      action.type === 'cancel'
        ? await orders.cancel(action.orderId, context)
        : await orders.amend(action.orderId, { quantity: action.quantity }, context);
    if (!result.ok) {
      logger.log('warn', 'exit not adjusted', { orderId: action.orderId, why: result.error.message });
    }
  }

  private async createExit(
    bracket: Bracket,
    entry: Order,
    { role, quantity, attempt }: Extract<BracketAction, { type: 'create' }>,
  ): Promise<void> {
    const { handler, scheduler, submit, gate } = this.dependencies;
    const terms = exitTerms(entry, role, quantity, attempt);
    // Nothing leaves while halted; it is looked at again when the trading state changes.
    if (gate.refusal(terms) !== undefined) return;
    const context = { correlationId: entry.terms.orderId as string as CorrelationId, actor };
    this.addExit(bracket.entryId, terms.orderId);
    const command = { type: 'CreateOrder', terms, risk: { level: 'low', rules: [] } } as const;
    const created = await handler.handle({ orderId: terms.orderId, command, context });
    if (!created.ok) {
      scheduler.after(tryAgainMs, () => this.evaluateSoon(bracket.entryId));
      return;
    }
    await submit(terms, context);
    const sent = await handler.order(terms.orderId);
    // Refused at once: give the venue or its breaker a moment before the next attempt.
    if (sent === undefined || !isTerminal(sent.status) || sent.filledQuantity > zero) return;
    await new Promise<void>((resolve) => void scheduler.after(tryAgainMs, resolve));
    bracket.dirty = true;
  }

  private measure(bracket: Bracket, entry: Order, exits: readonly Order[]): void {
    const quantity = unprotectedQuantity(entry, exits);
    const { clock, scheduler } = this.dependencies;
    if (quantity === zero) {
      bracket.bare = undefined;
      return;
    }
    if (bracket.bare !== undefined) {
      bracket.bare.quantity = quantity;
      return;
    }
    const bare = { quantity, symbol: entry.terms.symbol, sinceMs: clock.monotonicMs(), alerted: false };
    bracket.bare = bare;
    scheduler.after(unprotectedAlertMs, () => {
      if (bracket.bare !== bare || bare.alerted) return;
      bare.alerted = true;
      this.dependencies.logger.log('error', 'filled quantity without a working stop-loss', {
        orderId: bracket.entryId,
        quantity: formatDecimal(bare.quantity),
        ageMs: unprotectedAlertMs,
      });
    });
  }

  private forget(bracket: Bracket): void {
    this.brackets.delete(bracket.entryId);
    for (const exitId of bracket.exitIds) this.entryOf.delete(exitId);
  }
}

/** Read anew: others change it while a step waits. */
function isDirty(bracket: Bracket): boolean {
  return bracket.dirty;
}

const roleMarks: Readonly<Record<BracketRole, string>> = { stop_loss: 'sl', take_profit: 'tp' };

function exitTerms(entry: Order, role: BracketRole, quantity: Decimal, attempt: number): OrderTerms {
  const level = levelOf(entry, role);
  invariant(level !== undefined, `${entry.terms.orderId} asks for a ${role}`);
  const { orderId, signalId, account, strategy, venue, symbol, side } = entry.terms;
  const mark = attempt === 1 ? roleMarks[role] : `${roleMarks[role]}${attempt}`;
  return {
    orderId: `${orderId}-${mark}` as OrderId,
    signalId,
    account,
    strategy,
    venue,
    symbol,
    side: side === 'buy' ? 'sell' : 'buy',
    quantity,
    ...(role === 'stop_loss'
      ? { orderType: 'stop' as const, stopPrice: level }
      : { orderType: 'limit' as const, limitPrice: level }),
    timeInForce: 'GTC',
    reduceOnly: true,
    parent: { orderId, role },
  };
}
