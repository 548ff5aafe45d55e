/**
 * Compares a venue's executions with the orders that are known here: a position is flat when every execution is
 * counted.
 */
import { correlationOf, type OrderId, type VenueId } from '../../../../shared/kernel/ids.ts';
import { isOwnClientOrderId, orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import { scopeCovers, type TradingScope } from '../../../domain/trading/tradingScope.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { factOf } from '../../commands/executionFacts.ts';
import type { VenueExecutionRecord } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import { killActor } from './liveKillSwitch.ts';

export interface VenueExecutionsDependencies {
  readonly handler: Pick<OrderCommandHandler, 'handle'>;
  readonly live: Pick<LiveOrders, 'find'>;
}

export type Counted = { readonly executions: number } | { readonly unproven: string };

export interface Counting {
  /** Whether the asking kill switch has sent the order, or has it in its ledger. */
  readonly isIts: (orderId: OrderId) => boolean;
  /** Whether executions are the only evidence of what the venue holds. */
  readonly alone: boolean;
}

/**
 * Records and counts the executions of orders in the scope. Where executions are the only evidence, an execution of an
 * unknown order keeps the scope from being flat. Foreign orders belong to no strategy.
 */
export async function countExecutions(
  { handler, live }: VenueExecutionsDependencies,
  scope: TradingScope,
  { venue, told }: { readonly venue: VenueId; readonly told: readonly VenueExecutionRecord[] },
  { isIts, alone }: Counting,
): Promise<Counted> {
  let executions = 0;
  for (const execution of told) {
    const { clientOrderId } = execution;
    const orderId = orderIdOfClient(clientOrderId);
    const view = await live.find(orderId);
    // Another venue has named one of our orders: the execution counts at the order's own venue.
    if (view !== undefined && view.venue !== venue) continue;
    const isUnknown = view === undefined && (scope.kind !== 'strategy' || isOwnClientOrderId(clientOrderId));
    if (alone && isUnknown) {
      const unproven = `the venue has executed ${clientOrderId}, which is not known here: what it holds is not counted`;
      return { unproven };
    }
    if (view === undefined || !(scopeCovers(scope, view) || isIts(orderId))) continue;
    const counted = await handler.handle({
      orderId,
      command: factOf(execution),
      context: { correlationId: correlationOf(orderId), actor: killActor },
    });
    if (!counted.ok && counted.error.type === 'store_unavailable') {
      return { unproven: 'the event store could not take a fill' };
    }
    executions++;
  }
  return { executions };
}
