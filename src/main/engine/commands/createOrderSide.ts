/** Everything that works on orders once they exist: sending, cancel and amend, recovery, brackets. */
import { neverCanceled } from '../../../shared/kernel/cancelSignal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { BracketManager, type SubmitOrder } from '../brackets/bracketManager.ts';
import { createRecovery, type Recovery, type RecoveryDependencies } from '../recovery/createRecovery.ts';
import type { AmendJudge } from './amendJudge.ts';
import { orderOperations, type OrderOperations } from './orderOperations.ts';
import { submitOrder, type SubmitDependencies } from './submitOrder.ts';

export interface OrderSide {
  readonly recovery: Recovery;
  readonly submitting: SubmitDependencies;
  readonly orders: OrderOperations;
  readonly brackets: BracketManager;
  readonly submit: SubmitOrder;
}

export interface OrderSideDependencies extends RecoveryDependencies {
  readonly amends: AmendJudge;
}

export function createOrderSide(dependencies: OrderSideDependencies): OrderSide {
  const { handler, guards, guardOf, gate, amends, live, clock, scheduler, logger } = dependencies;
  const recovery = createRecovery(dependencies);
  const { reconciler, reconciliation, ackTimeoutMsOf } = recovery;
  const venueGateOf = (venue: VenueId) => reconciliation.gateOf(venue);
  const submitting = { handler, guards, reconciler, gate, venueGateOf };
  const orders = orderOperations({
    handler,
    guardOf,
    ackTimeoutMsOf,
    reconciler,
    reconciliation,
    gate,
    venueGateOf,
    amends,
    live,
    logger,
  });
  const submit: SubmitOrder = async (terms, context) => {
    await submitOrder(submitting, terms, context, neverCanceled);
  };
  const brackets = new BracketManager({ handler, gate, orders, clock, scheduler, logger, submit });
  return { recovery, submitting, submit, orders, brackets };
}
