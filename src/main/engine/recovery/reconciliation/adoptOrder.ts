/** Takes in orders that the venue knows and the store does not, with their executions. */
import {
  correlationOf,
  signalIdInstead,
  type AccountId,
  type Actor,
  type ClientOrderId,
  type OrderId,
  type VenueId,
  trusted,
  parseStrategyId,
} from '../../../../shared/kernel/ids.ts';
import { formatDecimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { exitPlaceOf } from '../../../domain/order/bracket/exitOrders.ts';
import { isOwnClientOrderId, orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../../domain/order/orderCommands.ts';
import type { BracketLevels, OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { compareOrder, type VenueAccount } from '../compareOrder.ts';
import { evolveOrder } from '../../../domain/order/evolveOrder.ts';
import { decideOrder } from '../../../domain/order/decide/decideOrder.ts';
import { initialOrderState, isResting } from '../../../domain/order/orderState.ts';
import { levelIn } from '../../../domain/order/bracket/planBracket.ts';
import type { VenueOrderRecord } from '../../ports.ts';

/** The strategy that is recorded for orders which somebody else sent. */
export const externalStrategy = trusted(parseStrategyId, 'external');

export interface AdoptContext {
  readonly handler: OrderCommandHandler;
  readonly venue: VenueId;
  /** The account of an adopted order where the venue names none, because it has one account a session. */
  readonly defaultAccount: AccountId;
  readonly actor: Actor;
}

/**
 * Adopts all orders at once, so that nobody ever sees half of an order, or an entry without its exits. `exits` are the
 * exits of these orders that the venue knows, whatever became of them.
 */
export async function adoptOrders(
  context: AdoptContext,
  accounts: readonly VenueAccount[],
  exits: readonly VenueAccount[],
): Promise<readonly ReconciliationDifference[]> {
  const { handler, actor } = context;
  const entries = new Map<OrderId, OrderTerms>();
  const adoptions = [];
  for (const account of accounts) {
    const terms = await termsOf(context, account.record, entries, exits);
    entries.set(terms.orderId, terms);
    adoptions.push({ terms, account, commands: commandsOf(terms, account) });
  }
  const instructions = adoptions.flatMap(({ terms: { orderId }, commands }) =>
    commands.map((command) => ({
      orderId,
      command,
      context: { correlationId: correlationOf(orderId), actor },
    })),
  );
  const results = await handler.handleBatch(instructions);
  return adoptions.map(({ terms: { orderId }, account: { record } }) => ({
    kind: 'unknown_order',
    orderId,
    clientOrderId: record.clientOrderId,
    detail: describe(record),
    resolved: results.every((result, index) => result.ok || instructions[index]?.orderId !== orderId),
  }));
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
    reason: `the venue has it ${record.status}, and ${whose(clientOrderId)}`,
  };
  const opened = decideOrder(adopt, initialOrderState);
  const [adopted] = opened.ok ? opened.value : [];
  if (adopted === undefined) return [adopt];
  const order = evolveOrder(initialOrderState, adopted);
  return [adopt, ...compareOrder(order, account, true).map(({ command }) => command)];
}

async function termsOf(
  context: AdoptContext,
  record: VenueOrderRecord,
  entries: ReadonlyMap<OrderId, OrderTerms>,
  exits: readonly VenueAccount[],
): Promise<OrderTerms> {
  const orderId = orderIdOfClient(record.clientOrderId);
  const { symbol, side, quantity, orderType, timeInForce, limitPrice, stopPrice, goodTill } = record;
  const bracket = bracketOf(orderId, exits);
  return {
    orderId,
    signalId: signalIdInstead(orderId),
    account: record.account ?? context.defaultAccount,
    strategy: externalStrategy,
    venue: context.venue,
    symbol,
    side,
    quantity,
    orderType,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    timeInForce,
    ...(goodTill !== undefined && { goodTill }),
    reduceOnly: record.reduceOnly === true,
    ...(bracket !== undefined && { bracket }),
    ...(await exitTermsOf(context.handler, orderId, entries)),
  };
}

/** The levels of the entry's exits, read from the prices of the exits at the venue. */
function bracketOf(entryId: OrderId, exits: readonly VenueAccount[]): OrderTerms['bracket'] {
  const levels: { -readonly [level in keyof BracketLevels]: Decimal } = {};
  for (const { record } of exits) {
    const place = exitPlaceOf(orderIdOfClient(record.clientOrderId));
    if (place?.entryId !== entryId) continue;
    const { stopPrice, limitPrice } = record;
    if (place.role === 'stop_loss' && stopPrice !== undefined) levels.stopLoss = stopPrice;
    if (place.role === 'take_profit' && limitPrice !== undefined) levels.takeProfit = limitPrice;
  }
  return Object.keys(levels).length === 0 ? undefined : levels;
}

/**
 * An exit of a bracket may only reduce the position. Where its entry is known, or adopted with it, the exit goes on
 * protecting that entry. What the store knows comes first: the entry's signal may have come again while the venue was
 * asked, and the venue's record may not say the level, because a stop that was triggered waits for no price.
 */
async function exitTermsOf(
  handler: OrderCommandHandler,
  orderId: OrderId,
  entries: ReadonlyMap<OrderId, OrderTerms>,
): Promise<Partial<OrderTerms>> {
  const place = isOwnClientOrderId(orderId) ? exitPlaceOf(orderId) : undefined;
  if (place === undefined) return {};
  const { entryId, role } = place;
  const entry = (await handler.order(entryId))?.terms ?? entries.get(entryId);
  if (entry === undefined || levelIn(entry, role) === undefined) return { reduceOnly: true };
  const { signalId, account, strategy } = entry;
  return { signalId, account, strategy, reduceOnly: true, parent: { orderId: entryId, role } };
}

function describe(record: VenueOrderRecord): string {
  const { side, quantity, symbol, status, clientOrderId } = record;
  const order = `${side} ${formatDecimal(quantity)} ${symbol}`;
  return `${clientOrderId} (${order}, ${status}): ${whose(clientOrderId)}; adopted as external`;
}

/** Says whose order it is. After a rollback it may be an order of this desk that the store has lost. */
function whose(clientOrderId: ClientOrderId): string {
  return isOwnClientOrderId(clientOrderId)
    ? 'its id is one that this program makes, and the store does not have it'
    : 'it is none of ours';
}

export function isAdoptable({ record, executions }: VenueAccount): boolean {
  return isResting(record.status) || executions.length > 0;
}
