/** What the implementations of OrderViewStore must agree on to the letter. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import { decimalPlaces } from '../../../shared/kernel/decimal.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderFilter } from './orderViewStore.ts';

/** Between ids, so that a search text can't match across two of them. */
const separator = '\n';

/** The ids of an order that a search looks through. */
export function searchedIds(row: OrderView): string {
  const { orderId, clientOrderId, venueOrderId, signalId } = row;
  return asciiLower([orderId, clientOrderId, venueOrderId, signalId].filter(Boolean).join(separator));
}

/** Lower case of A to Z alone, as SQLite folds them: the same on every machine and in every locale. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A decimal of any size; sums of notionals outgrow what a single price or quantity may hold. */
export function wideDecimal(text: string): Decimal {
  const [integer = '', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.padEnd(decimalPlaces, '0')) as Decimal;
}

/** Fields that a filter compares as they are. */
export const equalFields = ['symbol', 'account', 'strategy', 'venue', 'side', 'parentOrderId'] as const;

/** Whether a row belongs to a filter: the same meaning as a store's own query. */
export function orderMatcher(filter: OrderFilter): (row: OrderView) => boolean {
  const { statuses, createdFrom, createdTo, createdFromPosition, createdToPosition } = filter;
  const text = asciiLower(filter.text ?? '');
  const named = filter.orderIds === undefined ? undefined : new Set(filter.orderIds);
  const equal = equalFields.filter((field) => filter[field] !== undefined);
  return (row) =>
    named?.has(row.orderId) !== false &&
    equal.every((field) => row[field] === filter[field]) &&
    (statuses === undefined || statuses.includes(row.status)) &&
    (text === '' || searchedIds(row).includes(text)) &&
    (createdFrom === undefined || row.createdAt >= createdFrom) &&
    (createdTo === undefined || row.createdAt < createdTo) &&
    (createdFromPosition === undefined || row.createdPosition >= createdFromPosition) &&
    (createdToPosition === undefined || row.createdPosition < createdToPosition);
}
