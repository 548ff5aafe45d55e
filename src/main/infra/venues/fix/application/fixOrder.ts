/** An order as the messages of the session tell it. */
import { parseDecimal, zero, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import {
  idLengthMax,
  isIdText,
  parseClientOrderId,
  parseExecutionId,
  parseTicker,
  parseVenueOrderId,
  parseAccountId,
  trusted,
} from '../../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';
import { isOpenAtVenue, type VenueOrderStatus } from '../../../../domain/venue/venueOrderStatus.ts';
import type {
  UntoldTime,
  VenueExecutionRecord,
  VenueOrderRecord,
  VenueReport,
} from '../../../../engine/ports.ts';
import { tags, valueOf, type Field, type FixMessage } from '../codec/fixMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { decimalText } from '../session/messageFaults.ts';
import type { Dialect } from './dialect.ts';
import { filledByCount, type VenueCount } from './venueCount.ts';

export interface FixOrder {
  /** The ClOrdID that the venue knows the order by now. */
  readonly clOrdId: string;
  /** The ClOrdID in messages to the venue, where another order has it too; `clOrdId` tells them apart here. */
  readonly sharedId?: string;
  /** The ClOrdIDs that it had before. */
  readonly formerIds?: readonly string[];
  /** The venue's OrderID, as it came. */
  readonly venueOrderId: string | undefined;
  /** Fields of the first message about the order, which later messages repeat. */
  readonly marks: readonly Field[];
  /** The desk's names, or the venue's where it means something else. */
  readonly symbol: string;
  readonly account: string | undefined;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly goodTill?: EpochMicros;
  readonly quantity: Decimal;
  /** `sent`: the venue has not said anything about it. `skipped`: it is proven that the venue never took it. */
  readonly status: VenueOrderRecord['status'] | 'sent' | 'skipped';
  /** The sum of the executions. */
  readonly filledQuantity: Decimal;
  /** What the venue counts itself; undefined before its first report. */
  readonly count?: VenueCount;
  /** What the venue called the order when it refused a request about it, without a report of that. */
  readonly said?: Exclude<VenueOrderStatus, 'accepted' | 'partially_filled'>;
  /** An end that the engine has not heard of: the executions do not yet add up to what the venue counted at the end. */
  readonly heldEnd?: { readonly report: VenueReport; readonly filled: Decimal };
  readonly reason?: string;
  /** How it ended without being filled; kept while the venue says that it works all the same. */
  readonly ended?: {
    readonly status: VenueOrderStatus;
    /** What the venue counted as filled then. */
    readonly filled: Decimal;
    /** By the venue's clock. */
    readonly at: EpochMicros | undefined;
  };
  /** It worked when the numbers of the session began anew, and the venue has not counted its fills since. */
  readonly untold?: UntoldTime;
  /** Somebody else sent it. */
  readonly isForeign?: true;
  /** It worked, a whole list of the venue's open orders does not have it, and nothing has come about it since. */
  readonly isMissing?: true;
  readonly executions: readonly VenueExecutionRecord[];
}

/** Words that stand for an OrderID which the venue has not given. */
const noIds: ReadonlySet<string> = new Set(['', '0', 'NONE', 'UNKNOWN', 'N/A', '[N/A]', 'NA']);

export function orderIdIn(message: FixMessage): string | undefined {
  const id = valueOf(message, tags.orderId);
  return id === undefined || noIds.has(id.toUpperCase()) ? undefined : id;
}

/** The terms of an order from the message that sent it, or from a report about an order of somebody else. */
export function orderOf(dialect: Dialect, message: FixMessage, status: FixOrder['status']): FixOrder {
  const decimalAt = (tag: number): Decimal | undefined => decimalOf(valueOf(message, tag));
  const limitPrice = decimalAt(tags.price);
  const stopPrice = decimalAt(tags.stopPx);
  const goodTill = parseUtcTimestamp(valueOf(message, tags.expireTime) ?? '');
  return {
    clOrdId: valueOf(message, tags.clOrdId) ?? valueOf(message, tags.orderId) ?? '',
    venueOrderId: orderIdIn(message),
    marks: dialect.marksOf(message),
    symbol: dialect.symbolOf(message),
    account: dialect.accountOf(message),
    // A report without a side makes no order; a code of ours that is not configured any more was no plain buy.
    side: dialect.sideOf(message) ?? 'sell',
    orderType: dialect.orderTypeOf(message),
    timeInForce: dialect.timeInForceOf(message),
    ...(limitPrice !== undefined && limitPrice !== zero && { limitPrice }),
    ...(stopPrice !== undefined && stopPrice !== zero && { stopPrice }),
    ...(goodTill !== undefined && { goodTill }),
    quantity: decimalAt(tags.orderQty) ?? zero,
    status,
    filledQuantity: zero,
    executions: [],
  };
}

/** Undefined while the venue has not said anything about the order. */
export function recordOf(order: FixOrder): VenueOrderRecord | undefined {
  const { orderType, timeInForce, limitPrice, stopPrice, goodTill, reason } = order;
  const { clOrdId, venueOrderId, symbol, account, side, status, untold } = order;
  if (status === 'sent' || status === 'skipped') return undefined;
  const filledQuantity = filledByCount(order);
  const isOpen = isOpenAtVenue(status);
  const called = order.said ?? (order.count?.isCalledFilled === true ? 'filled' : status);
  // Of two numbers that differ, the executions are the ones to mend first.
  const isCounted = filledQuantity === order.filledQuantity;
  const quantity = (isOpen && isCounted ? order.count?.ordered : undefined) ?? order.quantity;
  return {
    clientOrderId: trusted(parseClientOrderId, idOf(clOrdId)),
    venueOrderId: trusted(parseVenueOrderId, idOf(venueOrderId ?? 'NONE')),
    symbol: trusted(parseTicker, idOf(symbol)),
    ...(account !== undefined && { account: trusted(parseAccountId, idOf(account)) }),
    side,
    orderType,
    timeInForce,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    ...(goodTill !== undefined && { goodTill }),
    status: isOpen ? called : status,
    quantity,
    filledQuantity,
    ...(reason !== undefined && { reason }),
    ...(untold !== undefined && { untold }),
  };
}

export function decimalOf(text: string | undefined): Decimal | undefined {
  if (text === undefined) return undefined;
  const parsed = parseDecimal(decimalText(text));
  return parsed.ok ? parsed.value : undefined;
}

/**
 * A venue's id in the form of ours: characters that ours may not have are written as their codes, and what is too long
 * is cut and told apart by a sum over the whole. The same text has the same id always.
 */
export function idOf(text: string): string {
  const isOurs: boolean = isIdText(text);
  if (isOurs) return text;
  const plain = text.replaceAll(/[^A-Za-z0-9._:@/+-]/g, (one) => `:${one.charCodeAt(0).toString(16)}:`);
  const begun = /^[A-Za-z0-9]/.test(plain) ? plain : `x${plain}`;
  return begun.length <= idLengthMax ? begun : `${begun.slice(0, idLengthMax - 17)}:${sumOf(text)}`;
}

/** FNV-1a, 64 bits, as 16 hex digits. */
function sumOf(text: string): string {
  let sum = 0xcbf29ce484222325n;
  for (const one of text) sum = BigInt.asUintN(64, (sum ^ BigInt(one.charCodeAt(0))) * 0x100000001b3n);
  return sum.toString(16).padStart(16, '0');
}

export const executionIdOf = (text: string) => trusted(parseExecutionId, idOf(text));
export const clientOrderIdOf = (text: string) => trusted(parseClientOrderId, idOf(text));
export const venueOrderIdOf = (text: string) => trusted(parseVenueOrderId, idOf(text));
