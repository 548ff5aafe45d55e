/** What an operator does to an order that exists: cancel and amend. */
import { neverCanceled } from '../../../shared/kernel/cancelSignal.ts';
import type { CorrelationId, OrderId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { EventContext } from '../events/storedEvent.ts';
import { VenueCallError, type Logger } from '../ports.ts';
import type { Reconciler } from '../recovery/reconciler.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import { refusalOf, type OrderCommandHandler } from './orderCommandHandler.ts';
import { clientOrderIdOf } from './venueReports.ts';

/** Cancel and amend, as an operator or the engine itself asks for them. */
export interface OrderOperations {
  /** Asks the venue to cancel. Resolves when the request is durable; the outcome shows in the order. */
  cancel(orderId: OrderId, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Cancel/replace. Resolves when the request is durable. */
  amend(orderId: OrderId, change: ReplaceTerms, context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface OrderOperationsDependencies {
  readonly handler: OrderCommandHandler;
  readonly guardOf: (order: Order) => VenueGuard;
  readonly reconciler: Reconciler;
  readonly logger: Logger;
}

export function orderOperations(dependencies: OrderOperationsDependencies): OrderOperations {
  const { handler, guardOf, reconciler, logger } = dependencies;

  async function request(
    orderId: OrderId,
    command: OrderCommand,
    context: EventContext,
  ): Promise<Result<Order, Refusal>> {
    const requested = await handler.handle({ orderId, command, context });
    if (!requested.ok) return err(refusalOf(requested.error));
    return ok(requested.value.order);
  }

  /** Sends the request that is now durable; what goes wrong on the way shows in the order. */
  async function send(
    order: Order,
    context: EventContext,
    call: (guard: VenueGuard) => Promise<void>,
  ): Promise<void> {
    const { orderId } = order.terms;
    try {
      await call(guardOf(order));
    } catch (error) {
      const sent = !(error instanceof VenueCallError) || error.sent;
      logger.log('warn', 'request to the venue failed', { orderId, sent, error: String(error) });
      if (sent) {
        reconciler.check(orderId);
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      const type = order.status === 'pending_replace' ? 'RecordReplaceRejection' : 'RecordCancelRejection';
      await handler.handle({
        orderId,
        command: { type, evidence: 'engine', code: 'not_sent', reason: `not sent: ${reason}` },
        context,
      });
    }
  }

  return {
    async cancel(orderId, operator) {
      const context = contextOf(orderId, operator);
      const before = await handler.order(orderId);
      if (before?.status === 'pending_cancel') return ok();
      const requested = await request(orderId, { type: 'RequestCancel', reason: operator.reason }, context);
      if (!requested.ok) return requested;
      const order = requested.value;
      if (order.status !== 'pending_cancel') return ok();
      const { clientOrderId, venueOrderId, terms } = order;
      invariant(clientOrderId !== undefined, 'an order pending cancel was submitted');
      void send(order, context, async (guard) => {
        const admitted = await guard.admit('cancel', neverCanceled);
        if (!admitted.ok) throw new VenueCallError('not_connected', false, admitted.error.message);
        const cancel = {
          clientOrderId,
          symbol: terms.symbol,
          ...(venueOrderId !== undefined && { venueOrderId }),
        };
        await admitted.value.call((signal) => guard.venue.cancel(cancel, signal));
      });
      return ok();
    },

    async amend(orderId, change: ReplaceTerms, operator) {
      const context = contextOf(orderId, operator);
      const before = await handler.order(orderId);
      const newClientOrderId = clientOrderIdOf(orderId, (before?.replaceCount ?? 0) + 1);
      const command: OrderCommand = {
        type: 'RequestReplace',
        clientOrderId: newClientOrderId,
        reason: operator.reason,
        ...change,
      };
      const requested = await request(orderId, command, context);
      if (!requested.ok) return requested;
      const { clientOrderId, terms } = requested.value;
      invariant(clientOrderId !== undefined, 'an order pending replace was submitted');
      void send(requested.value, context, async (guard) => {
        const admitted = await guard.admit('cancel', neverCanceled);
        if (!admitted.ok) throw new VenueCallError('not_connected', false, admitted.error.message);
        const replace = { clientOrderId, newClientOrderId, symbol: terms.symbol, ...change };
        await admitted.value.call((signal) => guard.venue.replace(replace, signal));
      });
      return ok();
    },
  };
}

function contextOf(orderId: OrderId, operator: OperatorContext): EventContext {
  return { correlationId: orderId as string as CorrelationId, actor: operator.actor };
}
