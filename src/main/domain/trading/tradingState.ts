/** Whether orders of a scope may leave: all of them, only those that reduce a position, or none. */
export const tradingStates = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof tradingStates)[number];

/** The strictest state among the scopes an order is in, and the scope it comes from, in its text form. */
export interface EffectiveState {
  readonly state: TradingState;
  readonly scope: string;
  readonly reason: string;
  /** The open alarm that holds orders, where it is none of the scopes' own state. */
  readonly heldBy?: string;
}

/** Above zero when `a` holds back more than `b`, below when less. */
export function compareStrictness(a: TradingState, b: TradingState): number {
  return tradingStates.indexOf(a) - tradingStates.indexOf(b);
}
