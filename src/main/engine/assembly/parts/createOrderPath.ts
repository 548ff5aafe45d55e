/**
 * Puts together everything that works on orders once they exist: sending, cancel and amend, brackets, and resting
 * reduce-only orders.
 */
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { exitTerms, exitTimeInForce } from '../../../domain/order/bracket/exitOrders.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { AlertBook } from '../../alerts/alertBook.ts';
import { BracketManager, type SubmitOrder } from '../../brackets/bracketManager.ts';
import { ReduceOnlyKeeper } from '../../brackets/reduceOnlyKeeper.ts';
import { orderOperations, type OrderOperations } from '../../commands/orderOperations.ts';
import { submitOrder, type SubmitDependencies } from '../../commands/submitOrder.ts';
import type { ClosingBook } from '../../gates/closingBook.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { Clock, Scheduler, VenueCapabilities } from '../../ports.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import type { Recovery } from './createRecovery.ts';
import type { Judges } from './createRisk.ts';

export interface OrderPathDependencies {
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly recovery: Recovery;
  readonly judges: Pick<Judges, 'amends'>;
  readonly live: LiveOrders;
  readonly closing: ClosingBook;
  readonly alerts: Pick<AlertBook, 'raise' | 'end' | 'wasRolledBack'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

export interface OrderPath {
  readonly submitting: SubmitDependencies;
  readonly orders: OrderOperations;
  readonly brackets: BracketManager;
  readonly reduceOnly: ReduceOnlyKeeper;
  readonly submit: SubmitOrder;
}

export function createOrderPath(dependencies: OrderPathDependencies): OrderPath {
  const { guards, recovery, judges, live, closing, alerts, clock, scheduler } = dependencies;
  const { resolver, reconciliation, commands } = recovery;
  const submitting = { ...commands, guards, resolver, wasRolledBack: () => alerts.wasRolledBack };
  const orders = orderOperations({ ...commands, ...judges, resolver, reconciliation, live });
  const submit: SubmitOrder = async (terms, context) => {
    await submitOrder(submitting, terms, context, neverAborted);
  };
  const watching = {
    ...commands,
    orders,
    closing,
    alerts,
    clock,
    scheduler,
    isReconciled: (venue: VenueId) => reconciliation.gate(venue) === 'open',
    canReplace: (venue: VenueId) => guards.get(venue)?.venue.capabilities.replace === true,
  };
  const { gate, venueGateOf } = commands;
  const takenBy = (venue: VenueId) => guards.get(venue)?.venue.capabilities;
  const exitRefusal = (terms: OrderTerms): Refusal | undefined =>
    notTakenAs(terms, takenBy(terms.venue)) ??
    gate.refusal(terms) ??
    (watching.isReconciled(terms.venue) ? undefined : venueGateOf(terms.venue).refusal());
  const brackets = new BracketManager({
    ...watching,
    submit,
    exitRefusal,
    termsOf: (entry, ...exit) =>
      exitTerms(entry, ...exit, exitTimeInForce(takenBy(entry.terms.venue)?.timesInForce ?? []) ?? 'GTC'),
  });
  const reduceOnly = new ReduceOnlyKeeper(watching);
  return { submitting, submit, orders, brackets, reduceOnly };
}

/**
 * An exit of an old entry may have terms that its venue does not take any more, because the configuration was narrowed.
 */
function notTakenAs(
  { venue, orderType, timeInForce }: OrderTerms,
  taken: VenueCapabilities | undefined,
): Refusal | undefined {
  if (taken === undefined) return undefined;
  if (taken.orderTypes.includes(orderType) && taken.timesInForce.includes(timeInForce)) return undefined;
  const message = `venue ${venue} does not support the ${orderType} order, ${timeInForce}, that the exit needs`;
  return { code: 'exit_unsupported', message };
}
