/** Whether orders of a scope may leave: all of them, only those that reduce a position, or none. */
export const tradingStates = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof tradingStates)[number];

/** The strictest state among the scopes that an order is in, and the scope that has it, as text. */
export interface EffectiveState {
  readonly state: TradingState;
  readonly scope: string;
  readonly reason: string;
  /** Id of the open alert that holds orders; absent where the state of a scope holds them. */
  readonly heldBy?: string;
}

/** Above zero when `a` holds back more than `b`, below zero when less. */
export function compareStrictness(a: TradingState, b: TradingState): number {
  return tradingStates.indexOf(a) - tradingStates.indexOf(b);
}
