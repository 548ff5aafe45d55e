/** The orders that protect what an entry has filled, and their ids. */
import type { Decimal } from '../../../../shared/kernel/decimal.ts';
import { markedOrderId, unmarkedOrderId, type OrderId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Order } from '../orderState.ts';
import type { BracketRole, OrderTerms, OrderType, TimeInForce } from '../orderTerms.ts';
import { levelOf } from './planBracket.ts';

const roleMarks: Readonly<Record<BracketRole, string>> = { stop_loss: 'sl', take_profit: 'tp' };

export const exitTypes = {
  stop_loss: 'stop',
  take_profit: 'limit',
} as const satisfies Readonly<Record<BracketRole, OrderType>>;

/** The times in force that an exit may have, the better one first: an exit that ends with the day is sent again. */
export const exitTimesInForce = ['GTC', 'DAY'] as const;

export function exitTimeInForce(taken: readonly TimeInForce[]): TimeInForce | undefined {
  return exitTimesInForce.find((one) => taken.includes(one));
}

/** Exits of a kind are numbered from 1, without gaps. */
export function exitIdOf(entryId: OrderId, role: BracketRole, attempt: number): OrderId {
  return markedOrderId(entryId, `-${roleMarks[role]}${attempt === 1 ? '' : attempt}`);
}

/** The kind and number in an exit's id; undefined for any other id. */
export function exitPlaceOf(
  orderId: OrderId,
): { readonly entryId: OrderId; readonly role: BracketRole } | undefined {
  const entryId = unmarkedOrderId(orderId, /(?<=.)-(?:sl|tp)\d*$/);
  return entryId === orderId ? undefined : { entryId, role: roleOf(orderId) };
}

export function roleOf(exitId: OrderId): BracketRole {
  return /-tp\d*$/.test(exitId) ? 'take_profit' : 'stop_loss';
}

export function exitTerms(
  entry: Order,
  role: BracketRole,
  quantity: Decimal,
  attempt: number,
  timeInForce: TimeInForce,
): OrderTerms {
  const level = levelOf(entry, role);
  invariant(level !== undefined, `${entry.terms.orderId} asks for a ${role}`);
  const { orderId, signalId, account, strategy, venue, symbol, side } = entry.terms;
  return {
    orderId: exitIdOf(orderId, role, attempt),
    signalId,
    account,
    strategy,
    venue,
    symbol,
    side: side === 'buy' ? 'sell' : 'buy',
    quantity,
    orderType: exitTypes[role],
    ...(role === 'stop_loss' ? { stopPrice: level } : { limitPrice: level }),
    timeInForce,
    reduceOnly: true,
    parent: { orderId, role },
  };
}
