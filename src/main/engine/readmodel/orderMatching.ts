/** The rules of matching on which all implementations of OrderViewStore must agree exactly. */
import { fromUnits, type Decimal } from '../../../shared/kernel/decimal.ts';
import { decimalPlaces } from '../../../shared/kernel/decimal.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderFilter } from './orderViewStore.ts';

/** Stands between two ids, so that a search text can't match across both. */
const separator = '\n';

/** The ids of an order that a search looks through. */
export function searchedIds(row: OrderView): string {
  const { orderId, clientOrderId, venueOrderId, signalId } = row;
  return asciiLower([orderId, clientOrderId, venueOrderId, signalId].filter(Boolean).join(separator));
}

/** Makes A to Z lower case and nothing else, as SQLite does: the same on every machine and in every locale. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Reads a decimal of any size: a sum of notionals can be larger than a single price or quantity may be. */
export function wideDecimal(text: string): Decimal {
  const [integer = '', fraction = ''] = text.split('.');
  return fromUnits(BigInt(integer + fraction.padEnd(decimalPlaces, '0')));
}

/** Fields that a filter compares for equality. */
export const equalFields = ['symbol', 'account', 'strategy', 'venue', 'side', 'parentOrderId'] as const;

/** Makes a test whether a row passes a filter. It has the same meaning as a store's own query. */
export function orderMatcher(filter: OrderFilter): (row: OrderView) => boolean {
  const { statuses, createdFrom, createdTo, createdFromPosition, createdToPosition } = filter;
  const text = asciiLower(filter.text ?? '');
  const named = filter.orderIds === undefined ? undefined : new Set(filter.orderIds);
  const placed = filter.createdPositions === undefined ? undefined : new Set(filter.createdPositions);
  const equal = equalFields.filter((field) => filter[field] !== undefined);
  return (row) =>
    named?.has(row.orderId) !== false &&
    placed?.has(row.createdPosition) !== false &&
    equal.every((field) => row[field] === filter[field]) &&
    (statuses === undefined || statuses.includes(row.status)) &&
    (text === '' || searchedIds(row).includes(text)) &&
    (createdFrom === undefined || row.createdAt >= createdFrom) &&
    (createdTo === undefined || row.createdAt < createdTo) &&
    (createdFromPosition === undefined || row.createdPosition >= createdFromPosition) &&
    (createdToPosition === undefined || row.createdPosition < createdToPosition);
}
