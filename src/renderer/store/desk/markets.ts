/** The price by which orders of a symbol are judged now, as the status tells it. */
import { useShallow } from 'zustand/react/shallow';
import type { MarketView } from '../../../shared/contract/status.ts';
import { isPriceOld, type MarketPrices } from '../../model/desk/priceLook.ts';
import type { KnownMarket } from '../../model/orders/termsWarnings.ts';
import { useStatus } from './statusStore.ts';

export function useMarket(symbol: string | undefined): MarketView | undefined {
  return useStatus(({ status }) => status?.markets.find((market) => market.symbol === symbol));
}

/** For components that show no age: renders again only when a price changes. */
export function useMarketPrices(symbol: string | undefined): MarketPrices | undefined {
  return useStatus(
    useShallow(({ status }) => {
      const market = status?.markets.find((one) => one.symbol === symbol);
      if (market === undefined) return undefined;
      const { ageMs: _, ...prices } = market;
      return prices;
    }),
  );
}

/** Whether the symbol has a price, and that price may be old. */
export function useIsPriceOld(symbol: string | undefined): boolean {
  return useStatus(({ status }) => {
    const market = status?.markets.find((one) => one.symbol === symbol);
    return market !== undefined && isPriceOld(market, status?.venues ?? []);
  });
}

/** For components that judge many orders, and not again with each new price. */
export function marketNow(symbol: string): KnownMarket {
  const { status } = useStatus.getState();
  const market = status?.markets.find((one) => one.symbol === symbol);
  return { market, old: market !== undefined && isPriceOld(market, status?.venues ?? []) };
}
