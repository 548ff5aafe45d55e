/** What an operator does to orders: cancel, amend, settle, adopt. */
import { type ClientOrderId, correlationOf, type OrderId, type VenueId } from '../../../shared/kernel/ids.ts';
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderCommand, Settlement } from '../../domain/order/orderCommands.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { EventContext } from '../events/storedEvent.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import {
  amendStep,
  dryRunAmend,
  exitStep,
  type AmendDryRun,
  type AmendStepDependencies,
  type Step,
  unknownOrder,
} from './amendStep.ts';
import { refusalOf } from './orderCommandHandler.ts';
import { inDoubtOrders, type InDoubtOrder } from './inDoubtOrders.ts';
import { sendRequest, type SendDependencies } from './sendRequest.ts';

/** As an operator or the engine itself asks for it. Never rejects. */
export interface OrderOperations {
  /** Asks the venue to cancel, again if it was asked before. Resolves when the request is durable; the outcome shows in the order. */
  cancel(orderId: OrderId, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Cancel/replace. Resolves when the request is durable. The amended order is judged like a new one, what works of it
   * taken out first; one that only gets smaller or less aggressive needs nothing but its form. A refusal is recorded.
   */
  amend(orderId: OrderId, change: ReplaceTerms, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** What judging an amend would come to now, without a trace. No risk decision where the order only reduces. */
  dryRunAmend(orderId: OrderId, change: ReplaceTerms): Promise<AmendDryRun>;
  /** For a bracket's own exit: it closes what its entry filled, whatever size the fills had, and no new risk comes of it. */
  resizeExit(orderId: OrderId, quantity: Decimal, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Asks for many at once: one durable commit for all. One outcome for each order, in the order given. */
  cancelMany(
    orderIds: readonly OrderId[],
    context: OperatorContext,
  ): Promise<readonly Result<void, Refusal>[]>;
  /**
   * What an operator found out about an order that the venue leaves open: recorded as facts with the operator as
   * evidence. Resolves when they are durable. A message that comes from the venue later is recorded all the same.
   */
  settle(orderId: OrderId, settlement: Settlement, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Takes in an order that the venue knows and the store does not, with its executions. Resolves when it is durable. */
  adopt(
    venue: VenueId,
    clientOrderId: ClientOrderId,
    context: OperatorContext,
  ): Promise<Result<OrderId, Refusal>>;
  /** Orders whose submission, cancel or replace has no outcome, oldest first. */
  inDoubt(): readonly InDoubtOrder[];
}

export interface OrderOperationsDependencies extends SendDependencies, AmendStepDependencies {
  readonly live: LiveOrders;
  /** Who takes in orders that the venue knows and the store does not. */
  readonly reconciliation: Pick<OrderOperations, 'adopt'>;
}

export function orderOperations(dependencies: OrderOperationsDependencies): OrderOperations {
  const { handler, live, reconciliation, resolver, logger } = dependencies;

  async function request(
    orderIds: readonly OrderId[],
    operator: OperatorContext,
    stepFor: (order: Order) => Step,
    send: (order: Order, context: EventContext) => Promise<void>,
  ): Promise<readonly Result<void, Refusal>[]> {
    const orders = await Promise.all(orderIds.map((orderId) => handler.order(orderId)));
    const steps = orders.map((order, index): Step =>
      order === undefined ? { refusal: whyNoOrder(orderIds[index]) } : stepFor(order),
    );
    const instructions = orders.flatMap((order, index) => {
      const command = steps[index]?.command;
      if (order === undefined || command === undefined) return [];
      const { orderId } = order.terms;
      return [{ orderId, command, context: contextOf(orderId, operator) }];
    });
    const results = await handler.handleBatch(instructions);
    let next = 0;
    return steps.map(({ command, refusal, undo }): Result<void, Refusal> => {
      const result = command === undefined ? undefined : results[next++];
      if (refusal !== undefined) return err(refusal);
      invariant(result !== undefined, 'each command has its result');
      if (!result.ok) {
        undo?.();
        return err(refusalOf(result.error));
      }
      const { order: requested, events } = result.value;
      // Nothing new: it was asked for already, or it ended without having been sent.
      if (events.length > 0) {
        void send(requested, contextOf(requested.terms.orderId, operator)).catch((error: unknown) => {
          const fields = { orderId: requested.terms.orderId, error: String(error) };
          logger.log('error', 'request not sent', fields);
          resolver.check(requested.terms.orderId);
        });
      }
      return ok();
    });
  }

  const sendReplace = async (order: Order, context: EventContext): Promise<void> => {
    if (order.status === 'pending_replace') await sendRequest(dependencies, order, context);
  };

  function whyNoOrder(orderId: OrderId | undefined): Refusal {
    return (orderId && handler.refusalOn(orderId)) ?? unknownOrder(orderId);
  }

  const cancelMany: OrderOperations['cancelMany'] = (orderIds, operator) =>
    request(
      orderIds,
      operator,
      // Asked for already: asked for again, and counted.
      ({ status }) => ({
        command: {
          type: status === 'pending_cancel' ? 'RepeatRequest' : 'RequestCancel',
          reason: operator.reason,
        },
      }),
      async (order, context) => {
        if (order.status === 'pending_cancel') await sendRequest(dependencies, order, context);
      },
    );

  return {
    cancelMany,
    cancel: async (orderId, operator) => onlyOne(await cancelMany([orderId], operator)),
    amend: async (orderId, change, operator) =>
      onlyOne(
        await request(
          [orderId],
          operator,
          (order) => amendStep(dependencies, order, change, operator.reason),
          sendReplace,
        ),
      ),
    dryRunAmend: (orderId, change) => dryRunAmend(dependencies, orderId, change),
    resizeExit: async (orderId, quantity, operator) =>
      onlyOne(
        await request(
          [orderId],
          operator,
          (order) => exitStep(dependencies, order, quantity, operator.reason),
          sendReplace,
        ),
      ),
    async settle(orderId, settlement, operator) {
      const command: OrderCommand = { type: 'SettleOrder', settlement, reason: operator.reason };
      const settled = await handler.handle({ orderId, command, context: contextOf(orderId, operator) });
      return settled.ok ? ok() : err(refusalOf(settled.error));
    },
    adopt: (venue, clientOrderId, operator) => reconciliation.adopt(venue, clientOrderId, operator),
    inDoubt: () => inDoubtOrders(live),
  };
}

function onlyOne(results: readonly Result<void, Refusal>[]): Result<void, Refusal> {
  const [result] = results;
  invariant(result !== undefined, 'each order has its outcome');
  return result;
}

function contextOf(orderId: OrderId, operator: OperatorContext): EventContext {
  return { correlationId: correlationOf(orderId), actor: operator.actor };
}
