/**
 * Crossing of two simple moving averages over bar closes: the fast average above the slow one says buy, below it sell.
 * A crossing is reported once, when it happens. Source: Murphy, Technical Analysis of the Financial Markets, ch. 9.
 */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Side } from '../order/orderTerms.ts';

export interface CrossParameters {
  /** Bars in the fast average; fewer than in the slow one. */
  readonly fast: number;
  readonly slow: number;
}

export interface CrossState {
  /** The last closes, oldest first; at most as many as the slow average needs. */
  readonly closes: readonly Decimal[];
  /** The side on which the fast average last was off the slow one; absent while it never was. */
  readonly side?: Side;
}

export interface CrossStep {
  readonly state: CrossState;
  /** Present when the averages crossed at this close. */
  readonly crossed?: Side;
}

export const initialCrossState: CrossState = { closes: [] };

export function onBarClose(state: CrossState, close: Decimal, parameters: CrossParameters): CrossStep {
  const closes = [...state.closes, close].slice(-parameters.slow);
  const side = closes.length < parameters.slow ? undefined : sideOf(closes, parameters);
  // Equal averages are no crossing: the next close that makes them differ decides.
  if (side === undefined) return { state: { ...state, closes } };
  const next = { closes, side };
  return state.side === undefined || state.side === side ? { state: next } : { state: next, crossed: side };
}

/** Compares the averages without dividing, so that nothing is rounded. */
function sideOf(closes: readonly Decimal[], { fast, slow }: CrossParameters): Side | undefined {
  const fastTimesSlow = sum(closes.slice(-fast)) * BigInt(slow);
  const slowTimesFast = sum(closes) * BigInt(fast);
  if (fastTimesSlow === slowTimesFast) return undefined;
  return fastTimesSlow > slowTimesFast ? 'buy' : 'sell';
}

function sum(values: readonly Decimal[]): bigint {
  return values.reduce<bigint>((total, value) => total + value, 0n);
}
