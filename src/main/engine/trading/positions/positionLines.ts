/** What each account holds in each symbol, and its profit since the first event and today. */
import type { AccountId, Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import { formatDecimal, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import {
  addNotional,
  averagePrice,
  notionalOf,
  roundNotional,
  withMultiplier,
  type Notional,
} from '../../../../shared/kernel/notional.ts';
import {
  originOf,
  type PriceOrigin,
  type ReferencePrice,
} from '../../../domain/instrument/referencePrice.ts';
import { byMethod, unrealized, type CostMethod } from '../../../domain/trading/dayPosition.ts';
import type { Position } from '../../orders/exposureBook.ts';
import { multiplierOf, type Instrument } from '../../../domain/instrument/instrument.ts';
import type { DailyProfit } from '../../risk/day/dailyProfit.ts';
import type { TradedPosition } from './tradeBook.ts';

/** The price at which a position is valued. */
export interface PositionMark extends PriceOrigin {
  readonly price: string;
  /** The price is older than the limits of risk allow. */
  readonly stale?: true;
}

/** Decimals are text; sums of money are in the symbol's currency, rounded half to even at the ninth place. */
export interface PositionLine {
  readonly account: AccountId;
  readonly symbol: Ticker;
  /** Absent for a symbol that the configuration does not have any more. */
  readonly currency?: string;
  /** What one unit is worth at a price of 1; absent for 1. */
  readonly multiplier?: string;
  /** Long is positive, short is negative. */
  readonly quantity: string;
  /** The quantity at each venue; a venue without any is left out. */
  readonly venues: readonly { readonly venue: VenueId; readonly quantity: string }[];
  /** The quantity at the valuation price; absent while no price is known. */
  readonly worth?: string;
  /** Cost of one unit of the open quantity; absent for a flat position. */
  readonly averageCost?: string;
  /** Profit realized since the first event. */
  readonly realized: string;
  /** Profit of the open quantity; absent while no price is known. */
  readonly open?: string;
  readonly mark?: PositionMark;
  /**
   * Since midnight UTC. A position from before counts from its first price of the day. `realized` and `profit` are absent
   * while the position has no price.
   */
  readonly day: { readonly volume: string; readonly realized?: string; readonly profit?: string };
}

export interface LinesSources {
  readonly instrumentOf: (symbol: Ticker) => Pick<Instrument, 'currency' | 'multiplier'> | undefined;
  readonly reference: (symbol: Ticker) => ReferencePrice | undefined;
  readonly venuesOf: (account: AccountId, symbol: Ticker) => PositionLine['venues'];
  readonly profit: Pick<DailyProfit, 'inSymbol'>;
  readonly method: CostMethod;
}

export function positionLines(
  trades: readonly TradedPosition[],
  { instrumentOf, reference, venuesOf, profit, method }: LinesSources,
): readonly PositionLine[] {
  return trades.map(({ account, symbol, position, dayVolume }) => {
    const mark = reference(symbol);
    const instrument = instrumentOf(symbol);
    const { currency, multiplier } = instrument ?? {};
    const money = (value: Notional): string => roundedOf(withMultiplier(value, multiplierOf(instrument)));
    const day = profit.inSymbol(account, symbol, method);
    const { quantity } = position;
    const { cost, realized } = byMethod(position, method);
    return {
      account,
      symbol,
      ...(currency !== undefined && { currency }),
      ...(multiplier !== undefined && { multiplier: formatDecimal(multiplier) }),
      quantity: formatDecimal(quantity),
      venues: venuesOf(account, symbol),
      ...(quantity !== zero &&
        cost !== undefined && { averageCost: formatDecimal(averagePrice(cost, quantity)) }),
      realized: money(realized),
      ...(mark !== undefined && {
        worth: money(notionalOf(quantity, mark.price)),
        open: money(unrealized({ quantity, cost }, mark.price)),
        mark: markOf(mark),
      }),
      day: {
        volume: formatDecimal(dayVolume),
        ...(day !== undefined && {
          realized: roundedOf(day.realized),
          profit: roundedOf(addNotional(day.realized, day.unrealized)),
        }),
      },
    };
  });
}

function markOf(mark: ReferencePrice): PositionMark {
  return { price: formatDecimal(mark.price), ...originOf(mark), ...(mark.stale && { stale: true }) };
}

function roundedOf(value: Notional): string {
  const rounded: Decimal = roundNotional(value);
  return formatDecimal(rounded);
}

/** Returns how much of a position each venue holds. */
export function venuesHolding(positions: readonly Position[]): LinesSources['venuesOf'] {
  const held = new Map<string, { venue: VenueId; quantity: string }[]>();
  for (const { venue, account, symbol, quantity } of positions) {
    if (quantity === '0') continue;
    const key = `${account} ${symbol}`;
    held.set(key, [...(held.get(key) ?? []), { venue, quantity }]);
  }
  return (account, symbol) => held.get(`${account} ${symbol}`) ?? [];
}
