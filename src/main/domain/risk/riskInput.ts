/** The values that the rules of risk have at the moment of a decision, and the limits that they compare them with. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { PriceOrigin } from '../instrument/referencePrice.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import type { EffectiveState } from '../trading/tradingState.ts';
import type { RuleResult } from '../order/riskDecision.ts';
import type { Limit, LimitGroup, LimitName } from './limits.ts';

/** What an account or the desk has at stake in one currency, with all open orders at their worst. */
export interface ExposureSum {
  /** Long and short positions added. */
  readonly gross: Decimal;
  /** Long less short positions when all open buys are filled, and when all open sells are. */
  readonly high: Decimal;
  readonly low: Decimal;
}

/**
 * Values that some limits compare. A value is present where a limit in force needs it. A limit denies where its value
 * is not known.
 */
export interface Measured {
  /** Executed since midnight UTC by the account in the symbol. */
  readonly dayVolume?: Decimal;
  /** Loss of the account since midnight UTC in the instrument's currency; negative for a profit. */
  readonly dayLoss?: Decimal | undefined;
  /** Orders and amends at this venue in the last second, with the one that is judged. */
  readonly venueOrdersLastSecond?: number;
  /** Identical orders in the window, with the one that is judged. */
  readonly identicalOrders?: number;
  /** A person sends the order by hand: only a limit that names its strategy counts it. */
  readonly isByHand?: boolean;
  /** Orders of the strategy in the window, with the one that is judged. */
  readonly strategyOrders?: number;
  /** The quantity of own working orders that the order would meet at its price. */
  readonly crossable?: Decimal;
  /**
   * By scope, the exposure in the instrument's currency without that of the account in the symbol; undefined while a
   * price is missing.
   */
  readonly exposures?: ReadonlyMap<string, ExposureSum | undefined>;
}

/** The values that are known at the moment of the decision. */
export interface RiskInput {
  readonly terms: OrderTerms;
  /** The filled quantity of an order that is to be amended; the position holds it already. Absent for a new order. */
  readonly filledQuantity?: Decimal;
  /** Currency of the instrument, for the record. */
  readonly currency: string;
  /** What one unit is worth at a price of 1; absent for 1. */
  readonly multiplier?: Decimal | undefined;
  /** The limits in force for the order, in the order of `limitNames`. */
  readonly limits: readonly LimitGroup[];
  /** Limits that nobody has set, neither to a value nor to `none`. */
  readonly notSaid: readonly LimitName[];
  /** The price by which the order is judged; undefined when none is known. */
  readonly referencePrice: Decimal | undefined;
  /** Where that price comes from, and how old it is. */
  readonly priceOrigin?: PriceOrigin | undefined;
  /**
   * The price at which the order would trade now: the best offer for a buy, the best bid for a sell. Absent while none
   * is known.
   */
  readonly touchPrice?: Decimal | undefined;
  /** Tick size of the instrument: no unit is worth less than a tick, also at a price of zero. */
  readonly tickSize?: Decimal | undefined;
  /** What the account holds at all venues; long is positive, short is negative. */
  readonly position: Decimal;
  /** Quantity of open orders on each side. The order that is judged is not counted, also where it is to be amended. */
  readonly openBuyQuantity: Decimal;
  readonly openSellQuantity: Decimal;
  /** Orders of the account in the symbol that work. The order that is judged is not counted. */
  readonly openOrders: number;
  /** The same at the order's own venue: only what is held there can be closed there. */
  readonly atVenue: Pick<RiskInput, 'position' | 'openBuyQuantity' | 'openSellQuantity' | 'openOrders'>;
  /** For an order of a kill switch: the quantity that kill switches are closing on its side by now. */
  readonly closingQuantity?: Decimal;
  /** The strictest state of the scopes that the order is in. */
  readonly trading: EffectiveState;
  /** Orders and amends of this account in the last second, with the one that is judged. */
  readonly ordersLastSecond: number;
  readonly measured: Measured;
}

/** What the account is worth in the symbol: without the order, with it, and with its position at the worst. */
export interface OwnExposure {
  readonly before: ExposureSum;
  readonly after: ExposureSum;
  readonly worst: Decimal;
}

/** The input together with the values that several limits of one decision share. */
export interface JudgedInput extends RiskInput {
  /** The price at which the order counts at worst; undefined while no reference price is known. */
  readonly worstPrice: Decimal | undefined;
  /** Undefined while no reference price is known, or where no limit asks for it. */
  readonly own: OwnExposure | undefined;
}

/** The part of the input that is needed right before an order leaves. */
export type LeaveInput = Pick<
  RiskInput,
  'terms' | 'filledQuantity' | 'trading' | 'atVenue' | 'closingQuantity'
>;

/** Compares an order with one limit; it returns undefined where the limit does not apply to the order. */
export type LimitRule = (input: JudgedInput, limit: Limit) => RuleResult | undefined;
