/** Whether a row belongs to a filter; the same meaning as the stores' own queries. */
import type { OrderView } from '../readmodel/orderView.ts';
import type { OrderFilter } from '../readmodel/orderViewStore.ts';

export function matchesFilter(row: OrderView, filter: OrderFilter): boolean {
  return (
    same(filter.symbol, row.symbol) &&
    same(filter.account, row.account) &&
    same(filter.strategy, row.strategy) &&
    same(filter.venue, row.venue) &&
    same(filter.side, row.side) &&
    (filter.statuses === undefined || filter.statuses.includes(row.status)) &&
    (filter.createdFrom === undefined || row.createdAt >= filter.createdFrom) &&
    (filter.createdTo === undefined || row.createdAt < filter.createdTo) &&
    (filter.createdFromPosition === undefined || row.createdPosition >= filter.createdFromPosition) &&
    (filter.createdToPosition === undefined || row.createdPosition <= filter.createdToPosition) &&
    (filter.text === undefined || containsText(row, filter.text))
  );
}

function same(wanted: string | undefined, actual: string): boolean {
  return wanted === undefined || wanted === actual;
}

function containsText(row: OrderView, text: string): boolean {
  const needle = text.toLowerCase();
  return [row.orderId, row.signalId, row.clientOrderId, row.venueOrderId].some(
    (id) => id !== undefined && id.toLowerCase().includes(needle),
  );
}
