/** The positions in a scope, which a flatten has to close. */
import {
  parseStrategyId,
  trusted,
  type AccountId,
  type StrategyId,
  type Ticker,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import {
  absolute,
  decimal,
  formatDecimal,
  negate,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { ScopePosition } from '../../../domain/trading/tradingEvents.ts';
import { scopeCovers, type TradingScope } from '../../../domain/trading/tradingScope.ts';
import type { ExposureBook } from '../../orders/exposureBook.ts';
import type { StrategyPositions } from './strategyPositions.ts';

export interface Held {
  readonly venue: VenueId;
  readonly account: AccountId;
  /** The strategy that the scope names; `kill-switch` in every other scope. */
  readonly strategy: StrategyId;
  readonly symbol: Ticker;
  readonly position: Decimal;
  /** Absent when the desk no longer trades the symbol. */
  readonly instrument: Instrument | undefined;
}

export interface PositionBooks {
  readonly exposures: ExposureBook;
  readonly strategies: StrategyPositions;
  readonly instruments: () => readonly Instrument[];
}

const wholeDesk = trusted(parseStrategyId, 'kill-switch');

/**
 * The positions in a scope, each at its venue. A strategy's scope holds what the strategy's orders filled, but never
 * more than the account holds on that side.
 */
export function heldIn(
  scope: TradingScope,
  { exposures, strategies, instruments }: PositionBooks,
): readonly Held[] {
  const instrumentOf = (symbol: Ticker): Instrument | undefined =>
    instruments().find((one) => one.symbol === symbol);
  if (scope.kind === 'strategy') {
    return strategies.of(scope.id).flatMap((one) => {
      const position = within(one.position, exposures.heldAt(one));
      return position === zero ? [] : [{ ...one, position, instrument: instrumentOf(one.symbol) }];
    });
  }
  return exposures.positions().flatMap(({ quantity, ...place }) => {
    const held = { ...place, strategy: wholeDesk, position: decimal(quantity) };
    if (held.position === zero || !scopeCovers(scope, held)) return [];
    return [{ ...held, instrument: instrumentOf(place.symbol) }];
  });
}

export function asScopePosition({ account, symbol, position }: Held): ScopePosition {
  return { account, symbol, quantity: formatDecimal(position) };
}

/** As much of `part` as lies on the same side as `whole`. */
function within(part: Decimal, whole: Decimal): Decimal {
  if (part === zero || whole === zero || part > zero !== whole > zero) return zero;
  const size = absolute(part) < absolute(whole) ? absolute(part) : absolute(whole);
  return part > zero ? size : negate(size);
}
