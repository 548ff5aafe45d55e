/** The rules a well-formed signal must meet before risk is asked (SPEC section 3). Every broken rule is reported. */
import { formatDecimal, isMultipleOf, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import { isPriceTaken, pricesTaken, type Instrument, type PriceFloor } from '../instrument/instrument.ts';
import { hasLimitPrice, hasStopPrice, type OrderType, type TimeInForce } from '../order/orderTerms.ts';
import type { Signal } from './signal.ts';

export interface ValidationSettings {
  /** Signals below it are refused; the design's default is 0.1. */
  readonly confidenceMin: Decimal;
}

export interface ValidationSubject {
  /** Undefined when the symbol is not traded here. */
  readonly instrument: Instrument | undefined;
  readonly accountKnown: boolean;
  readonly venueTimesInForce: readonly TimeInForce[];
  readonly venueOrderTypes: readonly OrderType[];
  /** The last price of the venue; undefined while none is known. */
  readonly marketPrice?: Decimal | undefined;
}

const one = 1_000_000_000n as Decimal;

export function validateSignal(
  signal: Signal,
  subject: ValidationSubject,
  settings: ValidationSettings,
  now: EpochMicros,
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (code: string, field: string, message: string, actual: string, expected: string): void => {
    refusals.push({ code, field, message, actual, expected });
  };
  if (!subject.accountKnown) {
    refuse(
      'unknown_account',
      'account',
      `account ${signal.account} is not configured`,
      signal.account,
      'a configured account',
    );
  }
  if (signal.expiresAt !== undefined && signal.expiresAt <= now) {
    const expiry = formatMicros(signal.expiresAt);
    refuse(
      'signal_expired',
      'expiresAt',
      `the signal expired at ${expiry}`,
      expiry,
      `after ${formatMicros(now)}`,
    );
  }
  checkConfidence(signal, settings, refuse);
  checkPresence(signal, refuse);
  checkGoodTill(signal, now, refuse);
  const { instrument } = subject;
  if (instrument === undefined) {
    refuse(
      'unknown_symbol',
      'symbol',
      `symbol ${signal.symbol} is not traded here`,
      signal.symbol,
      'a configured symbol',
    );
    checkQuantitySign(signal, refuse);
  } else {
    checkQuantity(signal, instrument, refuse);
    if (!subject.venueTimesInForce.includes(signal.timeInForce)) {
      const expected = subject.venueTimesInForce.join(', ');
      refuse(
        'time_in_force_unsupported',
        'timeInForce',
        `venue ${instrument.venue} does not support ${signal.timeInForce}`,
        signal.timeInForce,
        expected,
      );
    }
    if (!subject.venueOrderTypes.includes(signal.orderType)) {
      const expected = subject.venueOrderTypes.join(', ');
      refuse(
        'order_type_unsupported',
        'orderType',
        `venue ${instrument.venue} does not support ${signal.orderType} orders`,
        signal.orderType,
        expected,
      );
    }
  }
  if (instrument !== undefined) {
    checkExits(signal, subject, instrument, refuse);
    checkMarketPrice(signal, subject.marketPrice, instrument, refuse);
  }
  checkPrices(signal, instrument, refuse);
  checkBracket(signal, refuse);
  return refusals;
}

type Refuse = (code: string, field: string, message: string, actual: string, expected: string) => void;

function checkConfidence(signal: Signal, settings: ValidationSettings, refuse: Refuse): void {
  const actual = formatDecimal(signal.confidence);
  if (signal.confidence < zero || signal.confidence > one) {
    refuse(
      'confidence_out_of_range',
      'confidence',
      `confidence ${actual} is outside 0 to 1`,
      actual,
      '0 to 1',
    );
  } else if (signal.confidence < settings.confidenceMin) {
    const limit = formatDecimal(settings.confidenceMin);
    refuse(
      'confidence_too_low',
      'confidence',
      `confidence ${actual} is below ${limit}`,
      actual,
      `at least ${limit}`,
    );
  }
}

function checkPresence(signal: Signal, refuse: Refuse): void {
  if (hasLimitPrice(signal.orderType) && signal.limitPrice === undefined) {
    refuse(
      'price_missing',
      'limitPrice',
      `a ${signal.orderType} order needs a limit price`,
      'nothing',
      'a price',
    );
  }
  if (hasStopPrice(signal.orderType) && signal.stopPrice === undefined) {
    refuse(
      'price_missing',
      'stopPrice',
      `a ${signal.orderType} order needs a stop price`,
      'nothing',
      'a price',
    );
  }
  if (!hasLimitPrice(signal.orderType) && signal.limitPrice !== undefined) {
    refuse(
      'price_unexpected',
      'limitPrice',
      `a ${signal.orderType} order takes no limit price`,
      formatDecimal(signal.limitPrice),
      'nothing',
    );
  }
  if (!hasStopPrice(signal.orderType) && signal.stopPrice !== undefined) {
    refuse(
      'price_unexpected',
      'stopPrice',
      `a ${signal.orderType} order takes no stop price`,
      formatDecimal(signal.stopPrice),
      'nothing',
    );
  }
}

function checkGoodTill(signal: Signal, now: EpochMicros, refuse: Refuse): void {
  if (signal.timeInForce === 'GTD') {
    if (signal.goodTill === undefined) {
      refuse(
        'good_till_missing',
        'goodTill',
        'a GTD order needs goodTill',
        'nothing',
        'an instant in the future',
      );
    } else if (signal.goodTill <= now) {
      const actual = formatMicros(signal.goodTill);
      refuse(
        'good_till_past',
        'goodTill',
        `goodTill ${actual} has passed`,
        actual,
        `after ${formatMicros(now)}`,
      );
    }
  } else if (signal.goodTill !== undefined) {
    refuse(
      'good_till_unexpected',
      'goodTill',
      `goodTill goes with GTD, not with ${signal.timeInForce}`,
      formatMicros(signal.goodTill),
      'nothing',
    );
  }
}

function checkQuantitySign(signal: Signal, refuse: Refuse): boolean {
  const actual = formatDecimal(signal.quantity);
  if (signal.quantity === zero) {
    refuse('quantity_zero', 'quantity', 'quantity cannot be zero', actual, 'more than 0');
    return false;
  }
  if (signal.quantity < zero) {
    refuse(
      'quantity_negative',
      'quantity',
      `quantity ${actual} is negative; the side says the direction`,
      actual,
      'more than 0',
    );
    return false;
  }
  return true;
}

function checkQuantity(signal: Signal, instrument: Instrument, refuse: Refuse): void {
  if (!checkQuantitySign(signal, refuse)) return;
  const actual = formatDecimal(signal.quantity);
  if (!isMultipleOf(signal.quantity, instrument.lotSize)) {
    const lot = formatDecimal(instrument.lotSize);
    refuse(
      'quantity_off_lot',
      'quantity',
      `quantity ${actual} is not a multiple of the lot size ${lot}`,
      actual,
      `a multiple of ${lot}`,
    );
  }
  if (signal.quantity < instrument.quantityMin) {
    const limit = formatDecimal(instrument.quantityMin);
    refuse(
      'quantity_below_minimum',
      'quantity',
      `quantity ${actual} is below the minimum ${limit}`,
      actual,
      `at least ${limit}`,
    );
  }
  if (signal.quantity > instrument.quantityMax) {
    const limit = formatDecimal(instrument.quantityMax);
    refuse(
      'quantity_above_maximum',
      'quantity',
      `quantity ${actual} is above the maximum ${limit}`,
      actual,
      `at most ${limit}`,
    );
  }
}

function checkPrices(signal: Signal, instrument: Instrument | undefined, refuse: Refuse): void {
  const prices = [
    ['limitPrice', 'price_not_positive', signal.limitPrice],
    ['stopPrice', 'price_not_positive', signal.stopPrice],
    ['targetPrice', 'target_price_not_positive', signal.targetPrice],
    ['takeProfit', 'price_not_positive', signal.takeProfit],
    ['stopLoss', 'price_not_positive', signal.stopLoss],
  ] as const;
  const floor: PriceFloor = instrument ?? {};
  for (const [field, notPositive, price] of prices) {
    if (price === undefined) continue;
    const actual = formatDecimal(price);
    if (!isPriceTaken(price, floor)) {
      const [code, wrong] =
        floor.priceMin === undefined
          ? [notPositive, 'is not positive']
          : ['price_below_minimum', `is below the lowest price ${formatDecimal(floor.priceMin)}`];
      refuse(code, field, `${field} ${actual} ${wrong}`, actual, pricesTaken(floor));
    } else if (
      field !== 'targetPrice' &&
      instrument !== undefined &&
      !isMultipleOf(price, instrument.tickSize)
    ) {
      const tick = formatDecimal(instrument.tickSize);
      refuse(
        'price_off_tick',
        field,
        `${field} ${actual} is not a multiple of the tick size ${tick}`,
        actual,
        `a multiple of ${tick}`,
      );
    }
  }
}

/**
 * While the market stands at a price that is not taken here, an order may trade at it whatever its own prices say.
 * Only what closes a position goes out then: nobody is held in one.
 */
function checkMarketPrice(
  signal: Signal,
  marketPrice: Decimal | undefined,
  instrument: Instrument,
  refuse: Refuse,
): void {
  if (marketPrice === undefined || signal.reduceOnly || isPriceTaken(marketPrice, instrument)) return;
  const actual = formatDecimal(marketPrice);
  const message = `the market price ${actual} of ${instrument.symbol} is none that is taken here; the instrument's priceMin says which are`;
  refuse('market_price_not_taken', 'symbol', message, actual, pricesTaken(instrument));
}

/** A take-profit must lie beyond the entry in the order's favour, a stop-loss against it. */
function checkBracket(signal: Signal, refuse: Refuse): void {
  const entry = signal.limitPrice ?? signal.stopPrice ?? signal.targetPrice;
  const above = signal.side === 'buy';
  const { takeProfit, stopLoss } = signal;
  const wrongSide = (field: string, level: Decimal, reference: Decimal, mustBeAbove: boolean): void => {
    if (mustBeAbove ? level > reference : level < reference) return;
    const relation = mustBeAbove ? 'above' : 'below';
    const actual = formatDecimal(level);
    const limit = formatDecimal(reference);
    const code = field === 'takeProfit' ? 'take_profit_wrong_side' : 'stop_loss_wrong_side';
    refuse(
      code,
      field,
      `${field} ${actual} of a ${signal.side} must be ${relation} ${limit}`,
      actual,
      `${relation} ${limit}`,
    );
  };
  if (entry !== undefined) {
    if (takeProfit !== undefined) wrongSide('takeProfit', takeProfit, entry, above);
    if (stopLoss !== undefined) wrongSide('stopLoss', stopLoss, entry, !above);
  } else if (takeProfit !== undefined && stopLoss !== undefined) {
    wrongSide('takeProfit', takeProfit, stopLoss, above);
  }
}

/** The exits become orders of their own: the venue must be able to hold them. */
function checkExits(
  signal: Signal,
  subject: ValidationSubject,
  instrument: Instrument,
  refuse: Refuse,
): void {
  const exits = [
    ['stopLoss', 'stop', signal.stopLoss],
    ['takeProfit', 'limit', signal.takeProfit],
  ] as const;
  for (const [field, orderType, level] of exits) {
    if (level === undefined || subject.venueOrderTypes.includes(orderType)) continue;
    const message = `venue ${instrument.venue} does not support the ${orderType} order that ${field} needs`;
    refuse('order_type_unsupported', field, message, orderType, subject.venueOrderTypes.join(', '));
  }
}
