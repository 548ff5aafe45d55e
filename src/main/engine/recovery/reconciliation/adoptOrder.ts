/** Takes in an order that the venue knows and the store does not, with its executions. */
import {
  type AccountId,
  type Actor,
  correlationOf,
  type OrderId,
  type SignalId,
  type StrategyId,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import { formatDecimal } from '../../../../shared/kernel/decimal.ts';
import { exitPlaceOf } from '../../brackets/exitOrders.ts';
import { isOwnClientOrderId, orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../../domain/order/orderCommands.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { compareOrder, type VenueAccount } from './compareOrder.ts';
import { evolveOrder } from '../../../domain/order/evolveOrder.ts';
import { decideOrder } from '../../../domain/order/decideOrder.ts';
import { initialOrderState } from '../../../domain/order/orderState.ts';
import { levelOf } from '../../../domain/order/planBracket.ts';

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
  const terms = await termsOf(handler, venue, record, defaultAccount);
  const commands = commandsOf(terms, account);
  const context = { correlationId: correlationOf(orderId), actor };
  const results = await handler.handleBatch(commands.map((command) => ({ orderId, command, context })));
  return {
    kind: 'unknown_order',
    orderId,
    clientOrderId: record.clientOrderId,
    detail: describe(record),
    resolved: results.every((result) => result.ok),
  };
}

function commandsOf(terms: OrderTerms, account: VenueAccount): readonly OrderCommand[] {
  const { record } = account;
  const { clientOrderId, venueOrderId } = record;
  const adopt: OrderCommand = {
    type: 'AdoptOrder',
    evidence: 'reconciliation',
    terms,
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

async function termsOf(
  handler: OrderCommandHandler,
  venue: VenueId,
  record: VenueAccount['record'],
  defaultAccount: AccountId,
): Promise<OrderTerms> {
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
    ...(await exitTermsOf(handler, orderId)),
  };
}

/** An exit of a bracket can only close; of one that the store still has the entry of, it goes on protecting that. */
async function exitTermsOf(handler: OrderCommandHandler, orderId: OrderId): Promise<Partial<OrderTerms>> {
  const place = isOwnClientOrderId(orderId) ? exitPlaceOf(orderId) : undefined;
  if (place === undefined) return {};
  const { entryId, role } = place;
  const entry = await handler.order(entryId);
  if (entry === undefined || levelOf(entry, role) === undefined) return { reduceOnly: true };
  const { signalId, account, strategy } = entry.terms;
  return { signalId, account, strategy, reduceOnly: true, parent: { orderId: entryId, role } };
}

function describe(record: VenueAccount['record']): string {
  const { side, quantity, symbol, status, clientOrderId } = record;
  const order = `${side} ${formatDecimal(quantity)} ${symbol}`;
  return `${clientOrderId} (${order}, ${status}) is none of ours; adopted as external`;
}

export function isAdoptable({ record, executions }: VenueAccount): boolean {
  return record.status === 'accepted' || record.status === 'partially_filled' || executions.length > 0;
}
