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
  dryRunAmends,
  exitStep,
  type AmendDryRun,
  type AmendStepDependencies,
  type AskedAmend,
  type Step,
  unknownOrder,
} from './amendStep.ts';
import { refusalOf } from './orderCommandHandler.ts';
import { inDoubtOrders, type InDoubtOrder } from './inDoubtOrders.ts';
import { sendRequest, type SendDependencies } from './sendRequest.ts';

/** What an operator, or the engine itself, may ask for on orders. No method rejects: a refusal is a result. */
export interface OrderOperations {
  /**
   * Asks the venue to cancel the order, and asks again if the cancel was asked for before. Resolves when the request is
   * durable. The order shows the outcome.
   */
  cancel(orderId: OrderId, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Asks for a cancel/replace. Resolves when the request is durable. The amended order is judged like a new one, after
   * its own working quantity has been taken out. An amend that only makes the order smaller or less aggressive needs
   * nothing but a correct form. A refusal is recorded.
   */
  amend(orderId: OrderId, change: ReplaceTerms, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * What the judgement of an amend would say now. Nothing is recorded and no room is taken. There is no risk decision
   * where the amend only reduces the order.
   */
  dryRunAmend(orderId: OrderId, change: ReplaceTerms): Promise<AmendDryRun>;
  /** The same for several amends, one after another: each that would pass takes its room from those behind it. */
  dryRunAmends(asked: readonly AskedAmend[]): Promise<readonly AmendDryRun[]>;
  /**
   * Amends a bracket's own exit. The exit closes what its entry filled, whatever size the fills had, and adds no risk.
   */
  resizeExit(orderId: OrderId, quantity: Decimal, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Asks for the cancel of many orders in one durable commit. Returns one outcome for each order, in the order given.
   */
  cancelMany(
    orderIds: readonly OrderId[],
    context: OperatorContext,
  ): Promise<readonly Result<void, Refusal>[]>;
  /**
   * Records what an operator found out about an order that the venue leaves open, as facts with the operator as
   * evidence. Resolves when the facts are durable. A later message of the venue is recorded all the same.
   */
  settle(orderId: OrderId, settlement: Settlement, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Takes in an order that the venue knows and the store does not, with its executions. Resolves when the order is
   * durable.
   */
  adopt(
    venue: VenueId,
    clientOrderId: ClientOrderId,
    context: OperatorContext,
  ): Promise<Result<OrderId, Refusal>>;
  /** Lists the orders whose submission, cancel or replace has no outcome, oldest first. */
  inDoubt(): readonly InDoubtOrder[];
}

export interface OrderOperationsDependencies extends SendDependencies, AmendStepDependencies {
  readonly live: LiveOrders;
  /** Takes in orders that the venue knows and the store does not. */
  readonly reconciliation: Pick<OrderOperations, 'adopt'>;
}

export function orderOperations(dependencies: OrderOperationsDependencies): OrderOperations {
  const { handler, live, reconciliation } = dependencies;

  const sendReplace = async (order: Order, context: EventContext): Promise<void> => {
    if (order.status === 'pending_replace') await sendRequest(dependencies, order, context);
  };

  const cancelMany: OrderOperations['cancelMany'] = (orderIds, operator) =>
    requestAll(
      dependencies,
      orderIds,
      operator,
      // A cancel that was asked for already goes out again, and the order counts it.
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
        await requestAll(
          dependencies,
          [orderId],
          operator,
          (order) => amendStep(dependencies, order, change, operator.reason),
          sendReplace,
        ),
      ),
    dryRunAmend: async (orderId, change) => onlyOne(await dryRunAmends(dependencies, [{ orderId, change }])),
    dryRunAmends: (asked) => dryRunAmends(dependencies, asked),
    resizeExit: async (orderId, quantity, operator) =>
      onlyOne(
        await requestAll(
          dependencies,
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

/** Requests one change of each order, in one batch. Gives the outcomes in the order of the ids. */
async function requestAll(
  dependencies: OrderOperationsDependencies,
  orderIds: readonly OrderId[],
  operator: OperatorContext,
  stepFor: (order: Order) => Step,
  send: (order: Order, context: EventContext) => Promise<void>,
): Promise<readonly Result<void, Refusal>[]> {
  const { handler, resolver, logger } = dependencies;
  const orders = await Promise.all(orderIds.map((orderId) => handler.order(orderId)));
  const steps = orders.map((order, index): Step =>
    order === undefined ? { refusal: whyNoOrder(handler, orderIds[index]) } : stepFor(order),
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
    // Without new events the request had been asked for already, or the order ended without having been sent.
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

function whyNoOrder(handler: OrderOperationsDependencies['handler'], orderId: OrderId | undefined): Refusal {
  return (orderId && handler.refusalOn(orderId)) ?? unknownOrder(orderId);
}

function onlyOne<T>(results: readonly T[]): T {
  const [result] = results;
  invariant(result !== undefined, 'each order has its outcome');
  return result;
}

function contextOf(orderId: OrderId, operator: OperatorContext): EventContext {
  return { correlationId: correlationOf(orderId), actor: operator.actor };
}
