/** Warnings about the terms of an order, typed or amended, which do not refuse them. */
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { MarketView } from '../../../shared/contract/status.ts';
import { whyNoCancel } from './orderStatus.ts';
import type { OwnOrders } from './ownOrders.ts';
import { marketWarnings, type Instrument, type TicketWarning, type WarnedTerms } from './ticketForm.ts';
import { sizeWarning, usualSize, usualValue, valueWarning, type Usual } from './usualOrders.ts';

/** A symbol's price, and whether it may be old. */
export interface KnownMarket {
  readonly market: MarketView | undefined;
  readonly old: boolean;
}

/** The values that the terms of one symbol are compared with. */
export interface Measure extends KnownMarket {
  readonly instrument: Instrument | undefined;
  readonly size: Usual | undefined;
  readonly value: Usual | undefined;
}

/** The desk's last orders: of one symbol, and of all. */
export interface EarlierOrders {
  readonly ofSymbol: readonly OrderView[];
  readonly ofDesk: readonly OrderView[];
}

export function measureOf(
  symbol: string,
  known: KnownMarket,
  { ofSymbol, ofDesk }: EarlierOrders,
  instruments: readonly Instrument[],
): Measure {
  return {
    ...known,
    instrument: instruments.find((one) => one.symbol === symbol),
    size: usualSize(ofSymbol),
    value: usualValue(symbol, ofDesk, instruments),
  };
}

/** `before`: the terms before an amend. */
export function termsWarnings(
  terms: WarnedTerms,
  { market, old, instrument, size, value }: Measure,
  own: OwnOrders,
  before?: WarnedTerms,
): readonly TicketWarning[] {
  return [
    ...marketWarnings(terms, market, instrument, old),
    ...sizeWarning(terms, size),
    ...own.warnings(terms, before),
    ...valueWarning(terms, value, instrument, market?.last),
  ];
}

export function warnedTermsOf(order: OrderView): WarnedTerms {
  const { side, account, symbol, orderType, quantity, limitPrice = '', stopPrice = '' } = order;
  return { side, account, symbol, orderType, quantity, limitPrice, stopPrice };
}

export function isOwnWorking({ status }: OrderView): boolean {
  return whyNoCancel(status) === undefined;
}
