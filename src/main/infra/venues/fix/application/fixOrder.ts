/** An order, made from the messages of the session. */
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
  /** The ClOrdID under which the venue knows the order now. */
  readonly clOrdId: string;
  /**
   * The ClOrdID in messages to the venue, where another order has the same; `clOrdId` then tells the two apart here.
   */
  readonly sharedId?: string;
  /** The order's earlier ClOrdIDs. */
  readonly formerIds?: readonly string[];
  /** The venue's OrderID, unchanged. */
  readonly venueOrderId: string | undefined;
  /** Fields of the order's first message, which later messages repeat. */
  readonly marks: readonly Field[];
  /** Names of the desk, or of the venue where the desk uses its name for something else. */
  readonly symbol: string;
  readonly account: string | undefined;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly goodTill?: EpochMicros;
  readonly quantity: Decimal;
  /** `sent`: the venue has not reported on the order yet. `skipped`: a gap fill proves that the venue never took it. */
  readonly status: VenueOrderRecord['status'] | 'sent' | 'skipped';
  /** The sum of the executions. */
  readonly filledQuantity: Decimal;
  /** The venue's own count; undefined before its first report. */
  readonly count?: VenueCount;
  /**
   * The status that the venue named when it refused a request about the order, where no report has given that status.
   */
  readonly said?: Exclude<VenueOrderStatus, 'accepted' | 'partially_filled'>;
  /**
   * An end that was not reported to the engine yet, because the executions do not add up to the venue's count at the
   * end.
   */
  readonly heldEnd?: { readonly report: VenueReport; readonly filled: Decimal };
  readonly reason?: string;
  /** How the order ended without being filled; kept while the venue says that it works again. */
  readonly ended?: {
    readonly status: VenueOrderStatus;
    /** The filled quantity by the venue's count at the end. */
    readonly filled: Decimal;
    /** Time of the end, by the venue's clock. */
    readonly at: EpochMicros | undefined;
  };
  /**
   * Present where the order worked when the session's numbers began anew, and the venue has not counted its fills
   * since.
   */
  readonly untold?: UntoldTime;
  /** Somebody else sent the order. */
  readonly isForeign?: true;
  /**
   * The order worked, is missing in a complete list of the venue's open orders, and no report has come about it since.
   */
  readonly isMissing?: true;
  readonly executions: readonly VenueExecutionRecord[];
}

/** Texts that venues write in OrderID when they have not given one. */
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
    // A report without a side makes no order. A code of ours that is not configured any more cannot be a plain buy, so
    // it is a sell.
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

/** Undefined while the venue has not reported on the order. */
export function recordOf(order: FixOrder): VenueOrderRecord | undefined {
  const { orderType, timeInForce, limitPrice, stopPrice, goodTill, reason } = order;
  const { clOrdId, venueOrderId, symbol, account, side, status, untold } = order;
  if (status === 'sent' || status === 'skipped') return undefined;
  const filledQuantity = filledByCount(order);
  const isOpen = isOpenAtVenue(status);
  const called = order.said ?? (order.count?.isCalledFilled === true ? 'filled' : status);
  // Where the two numbers differ, the executions are corrected first.
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
 * A venue's id in the form of our ids: characters that ours may not have are written as codes, and a text that is too
 * long is cut and marked with a checksum of the whole. The same text always has the same id.
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
