/** Takes in an order that the venue knows and the store does not, with its executions (SPEC section 4). */
import { formatDecimal } from '../../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  Actor,
  CorrelationId,
  SignalId,
  StrategyId,
  VenueId,
} from '../../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../../domain/order/orderCommands.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { compareOrder, type VenueAccount } from './compareOrder.ts';
import { evolveOrder } from '../../../domain/order/evolveOrder.ts';
import { decideOrder } from '../../../domain/order/decideOrder.ts';
import { initialOrderState } from '../../../domain/order/orderState.ts';

/** The strategy of orders that somebody else sent. */
export const externalStrategy = 'external' as StrategyId;

/** All of it in one append, so that no half of an order is ever seen. */
export async function adoptOrder(
  handler: OrderCommandHandler,
  venue: VenueId,
  account: VenueAccount,
  defaultAccount: AccountId,
  actor: Actor,
): Promise<ReconciliationDifference> {
  const { record } = account;
  const orderId = orderIdOfClient(record.clientOrderId);
  const commands = commandsOf(venue, account, defaultAccount);
  const context = { correlationId: orderId as string as CorrelationId, actor };
  const results = await handler.handleBatch(commands.map((command) => ({ orderId, command, context })));
  return {
    kind: 'unknown_order',
    orderId,
    clientOrderId: record.clientOrderId,
    detail: describe(record),
    resolved: results.every((result) => result.ok),
  };
}

function commandsOf(
  venue: VenueId,
  account: VenueAccount,
  defaultAccount: AccountId,
): readonly OrderCommand[] {
  const { record } = account;
  const { clientOrderId, venueOrderId } = record;
  const adopt: OrderCommand = {
    type: 'AdoptOrder',
    evidence: 'reconciliation',
    terms: termsOf(venue, record, defaultAccount),
    clientOrderId,
    venueOrderId,
    reason: `the venue has it ${record.status}, and it is none of ours`,
  };
  const opened = decideOrder(adopt, initialOrderState);
  const [adopted] = opened.ok ? opened.value : [];
  if (adopted === undefined) return [adopt];
  const order = evolveOrder(initialOrderState, adopted);
  return [adopt, ...compareOrder(order, account, true).map(({ command }) => command)];
}

function termsOf(venue: VenueId, record: VenueAccount['record'], defaultAccount: AccountId): OrderTerms {
  const orderId = orderIdOfClient(record.clientOrderId);
  const { symbol, side, quantity, orderType, timeInForce, limitPrice, stopPrice, goodTill } = record;
  return {
    orderId,
    // It has no signal; the field is what ties an order to one.
    signalId: orderId as string as SignalId,
    account: record.account ?? defaultAccount,
    strategy: externalStrategy,
    venue,
    symbol,
    side,
    quantity,
    orderType,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    timeInForce,
    ...(goodTill !== undefined && { goodTill }),
    reduceOnly: false,
  };
}

function describe(record: VenueAccount['record']): string {
  const { side, quantity, symbol, status, clientOrderId } = record;
  const order = `${side} ${formatDecimal(quantity)} ${symbol}`;
  return `${clientOrderId} (${order}, ${status}) is none of ours; adopted as external`;
}

export function isAdoptable({ record, executions }: VenueAccount): boolean {
  return record.status === 'accepted' || record.status === 'partially_filled' || executions.length > 0;
}
