/** What the rules know at the moment of a decision, and the limits they hold it against. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import type { EffectiveState } from '../trading/tradingState.ts';
import type { RuleResult } from './riskDecision.ts';

export interface RiskLimits {
  readonly orderQuantityMax: Decimal;
  readonly orderNotionalMax: Decimal;
  /** Share of the reference price: 0.05 is 5 %. */
  readonly priceCollar: Decimal;
  readonly positionMax: Decimal;
  readonly messageRatePerSecondMax: number;
}

/** What is known at the moment of the decision. */
export interface RiskInput {
  readonly terms: OrderTerms;
  /** What is filled of an order that is to be amended: it counts in the position already. Absent for a new one. */
  readonly filledQuantity?: Decimal;
  /** Of the instrument, for the record. */
  readonly currency: string;
  readonly limits: RiskLimits;
  /** Last trade at the venue; undefined when none is known. */
  readonly referencePrice: Decimal | undefined;
  /** What the order would trade at now: the best offer for a buy, the best bid for a sell; absent while none is known. */
  readonly touchPrice?: Decimal | undefined;
  /** Of the instrument: no unit is worth less than a tick, also at a price of zero. */
  readonly tickSize?: Decimal | undefined;
  /** Long positive, short negative. */
  readonly position: Decimal;
  /** Quantity of open orders on each side; this one is not counted, also where it is to be amended. */
  readonly openBuyQuantity: Decimal;
  readonly openSellQuantity: Decimal;
  /** For what a kill switch sends: what kill switches are closing on its side by now. */
  readonly closingQuantity?: Decimal;
  /** The strictest state of the scopes that the order is in. */
  readonly trading: EffectiveState;
  /** Orders of this account in the last second, this one counted. */
  readonly ordersLastSecond: number;
}

/** What is asked again right before the order leaves. */
export type LeaveInput = Pick<
  RiskInput,
  | 'terms'
  | 'filledQuantity'
  | 'trading'
  | 'position'
  | 'openBuyQuantity'
  | 'openSellQuantity'
  | 'closingQuantity'
>;

/** Undefined where the rule does not apply to the order. */
export type RiskRule = (input: RiskInput) => RuleResult | undefined;
