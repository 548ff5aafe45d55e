/** What the rules of risk know at the moment of a decision, and the limits with which they compare it. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import type { EffectiveState } from '../trading/tradingState.ts';
import type { RuleResult } from '../order/riskDecision.ts';

export interface RiskLimits {
  readonly orderQuantityMax: Decimal;
  readonly orderNotionalMax: Decimal;
  /** How far a limit may reach through the market's price, as a share of it: 0.05 is 5 %. */
  readonly priceCollar: Decimal;
  readonly positionMax: Decimal;
  readonly messageRatePerSecondMax: number;
}

/** The values that are known at the moment of the decision. */
export interface RiskInput {
  readonly terms: OrderTerms;
  /** The filled quantity of an order that is to be amended; the position holds it already. Absent for a new order. */
  readonly filledQuantity?: Decimal;
  /** Currency of the instrument, for the record. */
  readonly currency: string;
  readonly limits: RiskLimits;
  /** Last trade at the venue; undefined when none is known. */
  readonly referencePrice: Decimal | undefined;
  /**
   * The price at which the order would trade now: the best offer for a buy, the best bid for a sell. Absent while none
   * is known.
   */
  readonly touchPrice?: Decimal | undefined;
  /** Tick size of the instrument: no unit is worth less than a tick, also at a price of zero. */
  readonly tickSize?: Decimal | undefined;
  /** Long is positive, short is negative. */
  readonly position: Decimal;
  /** Quantity of open orders on each side. The order that is judged is not counted, also where it is to be amended. */
  readonly openBuyQuantity: Decimal;
  readonly openSellQuantity: Decimal;
  /** For an order of a kill switch: the quantity that kill switches are closing on its side by now. */
  readonly closingQuantity?: Decimal;
  /** The strictest state of the scopes that the order is in. */
  readonly trading: EffectiveState;
  /** Orders and amends of this account in the last second, with the one that is judged. */
  readonly ordersLastSecond: number;
}

/** The part of the input that is needed right before an order leaves. */
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

/** A rule of risk; it returns undefined where it does not apply to the order. */
export type RiskRule = (input: RiskInput) => RuleResult | undefined;
