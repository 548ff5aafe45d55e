/**
 * Keeps resting reduce-only orders that are no exits of brackets within what is left to close. An order becomes smaller
 * by a replace. It is canceled where nothing is left, and where the venue can't replace it or has refused to. It does
 * not grow again. An alert tells when a fill of any reduce-only order has gone beyond what was left.
 */
import { engineActor, type OrderId, type VenueId } from '../../../shared/kernel/ids.ts';
import { add, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { reversedAlert } from '../../domain/alert/closingAlerts.ts';
import { nothingExecuted } from '../../domain/order/executions.ts';
import { leavesQuantity } from '../../domain/order/evolveOrder.ts';
import { isTerminal, isResting, type Order, type OrderState } from '../../domain/order/orderState.ts';
import { hasStopPrice, type OrderTerms } from '../../domain/order/orderTerms.ts';
import type { Alerts } from '../alerts/alertBook.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { OrderOperations } from '../commands/orderOperations.ts';
import type { Logger, Scheduler, Clock } from '../ports.ts';
import type { Claim, ClosingBook } from '../gates/closingBook.ts';
import { RefusalBackoff } from './refusalBackoff.ts';

export interface KeeperDependencies {
  readonly handler: OrderCommandHandler;
  readonly orders: OrderOperations;
  readonly closing: ClosingBook;
  readonly alerts: Pick<Alerts, 'raise'>;
  readonly isReconciled: (venue: VenueId) => boolean;
  readonly canReplace: (venue: VenueId) => boolean;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

const actor = engineActor('reduce-only');
const tryAgainMs = 1_000;

export class ReduceOnlyKeeper {
  private readonly dependencies: KeeperDependencies;
  private readonly backoff: RefusalBackoff;
  /** Reduce-only orders that rest, or may rest. `due`: a look at the order is under way. */
  private readonly kept = new Map<OrderId, 'held' | 'due'>();
  /** Fills that went beyond the position while the venue's record was not compared: other fills may be missing here. */
  private readonly suspects: { order: Order; before: Order['executions'] }[] = [];
  private closed = false;

  constructor(dependencies: KeeperDependencies) {
    this.dependencies = dependencies;
    this.backoff = new RefusalBackoff(dependencies.clock);
  }

  get busy(): number {
    return [...this.kept.values()].filter((work) => work === 'due').length + (this.backoff.triesSoon ? 1 : 0);
  }

  /** Called at a start: restores orders that were working. */
  async restore(orderIds: readonly OrderId[]): Promise<void> {
    for (const orderId of orderIds) {
      const order = await this.dependencies.handler.order(orderId);
      if (order !== undefined) this.note(order);
    }
  }

  /** Called when an order's state has changed, and the position with it. */
  changed(before: OrderState, after: OrderState): void {
    if (after.status === 'none') return;
    this.note(after);
    const had = before.status === 'none' ? nothingExecuted.executions : before.executions;
    if (after.terms.reduceOnly && after.executions !== had) this.judge(after, had);
    if (!this.kept.has(after.terms.orderId)) return;
    if (before.status === 'pending_replace' && isResting(after.status)) {
      if (before.terms.quantity === after.terms.quantity) this.refused(after.terms.orderId);
      else this.backoff.forget(after.terms.orderId);
    }
    if (before.status === 'pending_cancel' && isResting(after.status)) this.refused(after.terms.orderId);
    this.evaluateSoon(after.terms.orderId);
  }

  /** Called once a venue's record has been compared with ours: the position may be known better now. */
  lookAgain(): void {
    this.backoff.clear();
    for (const orderId of this.kept.keys()) this.evaluateSoon(orderId);
    for (const { order, before } of this.suspects.splice(0)) this.judge(order, before);
  }

  /** Looks at the order again soon, because its share may have changed. */
  evaluateSoon(orderId: OrderId): void {
    if (this.kept.get(orderId) !== 'held' || this.closed) return;
    this.kept.set(orderId, 'due');
    this.dependencies.scheduler.soon(() => void this.evaluate(orderId));
  }

  close(): void {
    this.closed = true;
  }

  private note(order: Order): void {
    const { terms, status } = order;
    if (!isKept(terms) || status === 'created' || status === 'submitting') return;
    const isOver = isTerminal(status);
    if (isOver) this.forget(terms.orderId);
    else if (!this.kept.has(terms.orderId)) this.kept.set(terms.orderId, 'held');
    this.dependencies.closing.put(claimOf(terms, isOver ? zero : leavesQuantity(order)));
  }

  private forget(orderId: OrderId): void {
    this.kept.delete(orderId);
    this.backoff.forget(orderId);
  }

  private async evaluate(orderId: OrderId): Promise<void> {
    try {
      const order = await this.dependencies.handler.order(orderId);
      // From here on a change leads to another look.
      this.lookedAt(orderId);
      if (order !== undefined && !this.closed) await this.hold(order);
    } catch (error) {
      this.lookedAt(orderId);
      if (this.closed) return;
      this.dependencies.logger.log('error', 'reduce-only order not held', { orderId, error: String(error) });
      this.dependencies.scheduler.after(tryAgainMs, () => this.evaluateSoon(orderId));
    }
  }

  /** The order may have ended by now. */
  private lookedAt(orderId: OrderId): void {
    if (this.kept.has(orderId)) this.kept.set(orderId, 'held');
  }

  private async hold(order: Order): Promise<void> {
    const { closing, isReconciled, logger } = this.dependencies;
    const { orderId, venue } = order.terms;
    if (!isResting(order.status) || !isReconciled(venue)) return;
    const leaves = leavesQuantity(order);
    const share = closing.shareOf(claimOf(order.terms, leaves));
    const refusals = this.backoff.refusals(orderId);
    // A cancel in place of a refused replace does not wait for the hold of the replace.
    if (share >= leaves || (refusals > 1 && this.backoff.isHeld(orderId))) return;
    const result = await this.reduce(order, share, refusals > 0);
    if (result.ok) return;
    logger.log('warn', 'reduce-only order not held', { orderId, why: result.error.message });
    this.refused(orderId);
  }

  private reduce(
    { terms, filledQuantity }: Order,
    share: Decimal,
    wasRefused: boolean,
  ): Promise<Result<void, Refusal>> {
    const { orders, canReplace } = this.dependencies;
    const { orderId, venue } = terms;
    const context = { actor, reason: 'held to what is left to close' };
    if (share === zero || wasRefused || !canReplace(venue)) return orders.cancel(orderId, context);
    return orders.amend(orderId, { quantity: add(filledQuantity, share) }, context);
  }

  private refused(orderId: OrderId): void {
    // The order may have ended before the answer came.
    if (!this.kept.has(orderId)) return;
    this.dependencies.scheduler.after(this.backoff.refused(orderId), () => this.evaluateSoon(orderId));
  }

  /** Raises an alert for each fill after which the position is on the order's own side. */
  private judge(order: Order, before: Order['executions']): void {
    const { closing, alerts, isReconciled } = this.dependencies;
    const { side, venue } = order.terms;
    const position = closing.position(order.terms);
    const isReversed = side === 'sell' ? position < zero : position > zero;
    if (!isReversed) return;
    if (!isReconciled(venue)) {
      this.suspects.push({ order, before });
      return;
    }
    for (const execution of order.executions) {
      const { ids, quantity } = execution;
      const executionId = ids.at(-1);
      if (executionId === undefined || quantity === zero || before.get(executionId) === execution) continue;
      void alerts.raise(reversedAlert(order, executionId, position));
    }
  }
}

/** Whether the order may rest and is no exit. An order of a kill switch closes the position before all others. */
function isKept({ reduceOnly, parent, killId, orderType, timeInForce }: OrderTerms): boolean {
  if (!reduceOnly || parent !== undefined || killId !== undefined || orderType === 'market') return false;
  return timeInForce !== 'IOC' && timeInForce !== 'FOK';
}

function claimOf(terms: OrderTerms, quantity: Decimal): Claim {
  const { orderId, venue, account, symbol, side, orderType } = terms;
  const ladder = hasStopPrice(orderType) ? 'stop' : 'limit';
  return { id: orderId, venue, account, symbol, side, ladder, quantity, isBracket: false };
}
