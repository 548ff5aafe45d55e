/** Everything that works on orders once they exist: sending, cancel and amend, recovery, brackets. */
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { BracketManager, type SubmitOrder } from '../brackets/bracketManager.ts';
import type { AlarmBook } from '../alarms/alarmBook.ts';
import type { ClosingBook } from '../gates/closingBook.ts';
import { ReduceOnlyKeeper } from '../brackets/reduceOnlyKeeper.ts';
import { createRecovery, type Recovery, type RecoveryDependencies } from './createRecovery.ts';
import type { AmendJudge } from '../commands/amendJudge.ts';
import { orderOperations, type OrderOperations } from '../commands/orderOperations.ts';
import { submitOrder, type SubmitDependencies } from '../commands/submitOrder.ts';

export interface OrderSideDependencies extends RecoveryDependencies {
  readonly amends: AmendJudge;
  readonly closing: ClosingBook;
  readonly alarms: Pick<AlarmBook, 'raise' | 'wasRolledBack'>;
}

export interface OrderSide {
  readonly recovery: Recovery;
  readonly submitting: SubmitDependencies;
  readonly orders: OrderOperations;
  readonly brackets: BracketManager;
  readonly reduceOnly: ReduceOnlyKeeper;
  readonly submit: SubmitOrder;
}

export function createOrderSide(dependencies: OrderSideDependencies): OrderSide {
  const { handler, guards, guardOf, gate, amends, live, closing, alarms, clock, scheduler, logger } =
    dependencies;
  const recovery = createRecovery(dependencies);
  const { resolver, reconciliation, ackTimeoutMsOf } = recovery;
  const venueGateOf = (venue: VenueId) => reconciliation.gateOf(venue);
  const wasRolledBack = (): boolean => alarms.wasRolledBack;
  const submitting = { handler, guards, resolver, gate, venueGateOf, wasRolledBack };
  const orders = orderOperations({
    handler,
    guardOf,
    ackTimeoutMsOf,
    resolver,
    reconciliation,
    gate,
    venueGateOf,
    amends,
    live,
    logger,
  });
  const submit: SubmitOrder = async (terms, context) => {
    await submitOrder(submitting, terms, context, neverAborted);
  };
  const watching = {
    handler,
    orders,
    closing,
    alarms,
    clock,
    scheduler,
    logger,
    isReconciled: (venue: VenueId) => reconciliation.gate(venue) === 'open',
    canReplace: (venue: VenueId) => guards.get(venue)?.venue.capabilities.replace === true,
  };
  const brackets = new BracketManager({ ...watching, gate, submit });
  const reduceOnly = new ReduceOnlyKeeper(watching);
  closing.onShares = (claimIds) => {
    for (const id of claimIds) {
      brackets.evaluateSoon(id as OrderId);
      reduceOnly.evaluateSoon(id as OrderId);
    }
  };
  for (const venue of guards.keys()) {
    reconciliation.gateOf(venue).onOpened = () => {
      brackets.lookAgain();
      reduceOnly.lookAgain();
    };
  }
  return { recovery, submitting, submit, orders, brackets, reduceOnly };
}
