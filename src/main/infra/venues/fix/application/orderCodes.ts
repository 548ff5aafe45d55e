/** FIX's codes for the words of an order's terms: Side (54), OrdType (40) and TimeInForce (59). */
import type { OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';

export const sideCodes: Readonly<Record<Side, string>> = { buy: '1', sell: '2' };
export const orderTypeCodes: Readonly<Record<OrderType, string>> = {
  market: '1',
  limit: '2',
  stop: '3',
  stop_limit: '4',
};
export const timeInForceCodes: Readonly<Record<TimeInForce, string>> = {
  DAY: '0',
  GTC: '1',
  IOC: '3',
  FOK: '4',
  GTD: '6',
};
