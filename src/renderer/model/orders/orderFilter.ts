/** The blotter's filter of orders. */
import type { OrderFilter, OrderView } from '../../../shared/contract/orders.ts';
import type { AccountId, OrderId, StrategyId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { statusGroups, type StatusGroup } from './orderStatus.ts';
import type { Since } from './period.ts';

/** Orders that a filter names one by one. */
export interface NamedOrders {
  /** How many ids the operator has given. */
  readonly asked: number;
  /** The ids among them that no order has. */
  readonly unknown: readonly string[];
  readonly orderIds: readonly OrderId[];
}

export interface BlotterFilter {
  readonly ids?: NamedOrders | undefined;
  readonly group?: StatusGroup | undefined;
  readonly side?: 'buy' | 'sell' | undefined;
  readonly symbol?: Ticker | undefined;
  readonly account?: AccountId | undefined;
  readonly strategy?: StrategyId | undefined;
  readonly venue?: VenueId | undefined;
  readonly since?: Since | undefined;
  readonly text: string;
}

export const noFilter: BlotterFilter = { text: '' };

export function isFiltering(filter: BlotterFilter): boolean {
  return Object.keys(toOrderFilter(filter)).length > 0;
}

export function toOrderFilter(filter: BlotterFilter): OrderFilter {
  const text = filter.text.trim();
  return {
    ...(filter.ids !== undefined && { orderIds: [...filter.ids.orderIds] }),
    ...(filter.group !== undefined && { statuses: [...statusGroups[filter.group].statuses] }),
    ...(filter.side !== undefined && { side: filter.side }),
    ...(filter.symbol !== undefined && { symbol: filter.symbol }),
    ...(filter.account !== undefined && { account: filter.account }),
    ...(filter.strategy !== undefined && { strategy: filter.strategy }),
    ...(filter.venue !== undefined && { venue: filter.venue }),
    ...(filter.since !== undefined && { createdFrom: filter.since.from }),
    ...(text !== '' && { text }),
  };
}

/** Applies the engine's filter to rows that are here already. They stay in view until the engine answers. */
export function matchesFilter(order: OrderView, filter: BlotterFilter): boolean {
  const text = filter.text.trim().toLowerCase();
  const ids = [order.orderId, order.clientOrderId, order.venueOrderId, order.signalId];
  return (
    filter.ids?.orderIds.includes(order.orderId) !== false &&
    (filter.group === undefined || statusGroups[filter.group].statuses.includes(order.status)) &&
    (filter.side === undefined || order.side === filter.side) &&
    (filter.symbol === undefined || order.symbol === filter.symbol) &&
    (filter.account === undefined || order.account === filter.account) &&
    (filter.strategy === undefined || order.strategy === filter.strategy) &&
    (filter.venue === undefined || order.venue === filter.venue) &&
    (filter.since === undefined || order.createdAt >= filter.since.from) &&
    (text === '' || ids.some((id) => id?.toLowerCase().includes(text) === true))
  );
}
