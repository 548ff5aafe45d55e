/** The rules that a well-formed signal must meet before risk is asked. Every broken rule is reported. */
import { one, formatDecimal, isMultipleOf, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import {
  isOnTick,
  isPriceTaken,
  pricesTaken,
  tickAt,
  type Instrument,
  type PriceFloor,
} from '../instrument/instrument.ts';
import { exitTimeInForce, exitTimesInForce, exitTypes } from '../order/bracket/exitOrders.ts';
import { hasLimitPrice, hasStopPrice, type OrderType, type TimeInForce } from '../order/orderTerms.ts';
import { checkExitLevels, type Refuse } from './checkExitLevels.ts';
import type { Route } from './route.ts';
import type { Signal } from './signal.ts';

export interface ValidationSettings {
  /** Signals with less confidence are refused; defaults to 0.1. */
  readonly confidenceMin: Decimal;
}

export interface ValidationSubject {
  /** Undefined when the desk does not trade the symbol. */
  readonly instrument: Instrument | undefined;
  /** Where the order goes, or why it goes nowhere; undefined when the desk does not trade the symbol. */
  readonly route: Result<Pick<Route, 'venue'>, Required<Refusal>> | undefined;
  readonly accountKnown: boolean;
  readonly venueTimesInForce: readonly TimeInForce[];
  readonly venueOrderTypes: readonly OrderType[];
  /** The last price of the venue; undefined while none is known. */
  readonly marketPrice?: Decimal | undefined;
}

/** The terms of a signal's order or of an amended order: everything that is judged except the signal's own fields. */
export type JudgedTerms = Pick<
  Signal,
  | 'account'
  | 'symbol'
  | 'side'
  | 'quantity'
  | 'orderType'
  | 'limitPrice'
  | 'stopPrice'
  | 'timeInForce'
  | 'goodTill'
  | 'targetPrice'
  | 'takeProfit'
  | 'stopLoss'
  | 'reduceOnly'
>;

export function validateSignal(
  signal: Signal,
  subject: ValidationSubject,
  settings: ValidationSettings,
  now: EpochMicros,
): readonly Refusal[] {
  const { refusals, refuse } = collected();
  checkAccount(signal, subject, refuse);
  if (signal.expiresAt !== undefined && signal.expiresAt <= now) {
    const expiry = formatMicros(signal.expiresAt);
    refuse({
      code: 'signal_expired',
      field: 'expiresAt',
      message: `the signal expired at ${expiry}`,
      actual: expiry,
      expected: `after ${formatMicros(now)}`,
    });
  }
  checkConfidence(signal, settings, refuse);
  checkTerms(signal, subject, now, refuse);
  return refusals;
}

/** Judges terms without a signal: the terms of an amended order. */
export function validateTerms(
  terms: JudgedTerms,
  subject: ValidationSubject,
  now: EpochMicros,
): readonly Refusal[] {
  const { refusals, refuse } = collected();
  checkAccount(terms, subject, refuse);
  checkTerms(terms, subject, now, refuse);
  return refusals;
}

function collected(): { readonly refusals: readonly Refusal[]; readonly refuse: Refuse } {
  const refusals: Refusal[] = [];
  return { refusals, refuse: (refusal) => void refusals.push(refusal) };
}

function checkAccount({ account }: JudgedTerms, { accountKnown }: ValidationSubject, refuse: Refuse): void {
  if (accountKnown) return;
  const message = `account ${account} is not configured`;
  refuse({
    code: 'unknown_account',
    field: 'account',
    message,
    actual: account,
    expected: 'a configured account',
  });
}

function checkTerms(terms: JudgedTerms, subject: ValidationSubject, now: EpochMicros, refuse: Refuse): void {
  checkPresence(terms, refuse);
  checkGoodTill(terms, now, refuse);
  const { instrument } = subject;
  if (instrument === undefined) {
    const { symbol } = terms;
    const message = `symbol ${symbol} is not traded here`;
    refuse({
      code: 'unknown_symbol',
      field: 'symbol',
      message,
      actual: symbol,
      expected: 'a configured symbol',
    });
    checkQuantitySign(terms, refuse);
  } else {
    checkQuantity(terms, instrument, refuse);
    checkRoute(terms, subject, refuse);
    checkMarketPrice(terms, subject.marketPrice, instrument, refuse);
  }
  checkPrices(terms, instrument, refuse);
  checkExitLevels(terms, subject.marketPrice, refuse);
}

/** What a venue supports is judged only where the order has a venue. */
function checkRoute(terms: JudgedTerms, subject: ValidationSubject, refuse: Refuse): void {
  const { route } = subject;
  if (route === undefined) return;
  if (!route.ok) {
    refuse(route.error);
    return;
  }
  checkCapability(terms, subject, route.value.venue, refuse);
  checkExits(terms, subject, route.value.venue, refuse);
}

function checkCapability(
  { timeInForce, orderType }: JudgedTerms,
  { venueTimesInForce, venueOrderTypes }: ValidationSubject,
  venue: VenueId,
  refuse: Refuse,
): void {
  if (!venueTimesInForce.includes(timeInForce)) {
    refuse({
      code: 'time_in_force_unsupported',
      field: 'timeInForce',
      message: `venue ${venue} does not support ${timeInForce}`,
      actual: timeInForce,
      expected: venueTimesInForce.join(', '),
    });
  }
  if (!venueOrderTypes.includes(orderType)) {
    refuse({
      code: 'order_type_unsupported',
      field: 'orderType',
      message: `venue ${venue} does not support ${orderType} orders`,
      actual: orderType,
      expected: venueOrderTypes.join(', '),
    });
  }
}

function checkConfidence(signal: Signal, settings: ValidationSettings, refuse: Refuse): void {
  const actual = formatDecimal(signal.confidence);
  if (signal.confidence < zero || signal.confidence > one) {
    refuse({
      code: 'confidence_out_of_range',
      field: 'confidence',
      message: `confidence ${actual} is outside 0 to 1`,
      actual,
      expected: '0 to 1',
    });
  } else if (signal.confidence < settings.confidenceMin) {
    const limit = formatDecimal(settings.confidenceMin);
    refuse({
      code: 'confidence_too_low',
      field: 'confidence',
      message: `confidence ${actual} is below ${limit}`,
      actual,
      expected: `at least ${limit}`,
    });
  }
}

function checkPresence({ orderType, limitPrice, stopPrice }: JudgedTerms, refuse: Refuse): void {
  const prices = [
    { field: 'limitPrice', name: 'limit price', price: limitPrice, isNeeded: hasLimitPrice(orderType) },
    { field: 'stopPrice', name: 'stop price', price: stopPrice, isNeeded: hasStopPrice(orderType) },
  ] as const;
  for (const { field, name, price, isNeeded } of prices) {
    if (!isNeeded || price !== undefined) continue;
    const message = `a ${orderType} order needs a ${name}`;
    refuse({ code: 'price_missing', field, message, actual: 'nothing', expected: 'a price' });
  }
  for (const { field, name, price, isNeeded } of prices) {
    if (isNeeded || price === undefined) continue;
    const message = `a ${orderType} order takes no ${name}`;
    refuse({ code: 'price_unexpected', field, message, actual: formatDecimal(price), expected: 'nothing' });
  }
}

function checkGoodTill(terms: JudgedTerms, now: EpochMicros, refuse: Refuse): void {
  if (terms.timeInForce === 'GTD') {
    if (terms.goodTill === undefined) {
      refuse({
        code: 'good_till_missing',
        field: 'goodTill',
        message: 'a GTD order needs goodTill',
        actual: 'nothing',
        expected: 'an instant in the future',
      });
    } else if (terms.goodTill <= now) {
      const actual = formatMicros(terms.goodTill);
      refuse({
        code: 'good_till_past',
        field: 'goodTill',
        message: `goodTill ${actual} has passed`,
        actual,
        expected: `after ${formatMicros(now)}`,
      });
    }
  } else if (terms.goodTill !== undefined) {
    refuse({
      code: 'good_till_unexpected',
      field: 'goodTill',
      message: `goodTill goes with GTD, not with ${terms.timeInForce}`,
      actual: formatMicros(terms.goodTill),
      expected: 'nothing',
    });
  }
}

function checkQuantitySign(terms: JudgedTerms, refuse: Refuse): boolean {
  const actual = formatDecimal(terms.quantity);
  if (terms.quantity === zero) {
    refuse({
      code: 'quantity_zero',
      field: 'quantity',
      message: 'quantity cannot be zero',
      actual,
      expected: 'more than 0',
    });
    return false;
  }
  if (terms.quantity < zero) {
    refuse({
      code: 'quantity_negative',
      field: 'quantity',
      message: `quantity ${actual} is negative; the side says the direction`,
      actual,
      expected: 'more than 0',
    });
    return false;
  }
  return true;
}

function checkQuantity(terms: JudgedTerms, instrument: Instrument, refuse: Refuse): void {
  if (!checkQuantitySign(terms, refuse)) return;
  const actual = formatDecimal(terms.quantity);
  if (!isMultipleOf(terms.quantity, instrument.lotSize)) {
    const lot = formatDecimal(instrument.lotSize);
    refuse({
      code: 'quantity_off_lot',
      field: 'quantity',
      message: `quantity ${actual} is not a multiple of the lot size ${lot}`,
      actual,
      expected: `a multiple of ${lot}`,
    });
  }
  if (terms.quantity < instrument.quantityMin) {
    const limit = formatDecimal(instrument.quantityMin);
    refuse({
      code: 'quantity_below_minimum',
      field: 'quantity',
      message: `quantity ${actual} is below the minimum ${limit}`,
      actual,
      expected: `at least ${limit}`,
    });
  }
  if (terms.quantity > instrument.quantityMax) {
    const limit = formatDecimal(instrument.quantityMax);
    refuse({
      code: 'quantity_above_maximum',
      field: 'quantity',
      message: `quantity ${actual} is above the maximum ${limit}`,
      actual,
      expected: `at most ${limit}`,
    });
  }
}

function checkPrices(terms: JudgedTerms, instrument: Instrument | undefined, refuse: Refuse): void {
  const { limitPrice, stopPrice, targetPrice, takeProfit, stopLoss } = terms;
  checkPrice('limitPrice', limitPrice, instrument, refuse);
  checkPrice('stopPrice', stopPrice, instrument, refuse);
  checkPrice('targetPrice', targetPrice, instrument, refuse);
  checkPrice('takeProfit', takeProfit, instrument, refuse);
  checkPrice('stopLoss', stopLoss, instrument, refuse);
}

type PriceField = 'limitPrice' | 'stopPrice' | 'targetPrice' | 'takeProfit' | 'stopLoss';

function checkPrice(
  field: PriceField,
  price: Decimal | undefined,
  instrument: Instrument | undefined,
  refuse: Refuse,
): void {
  if (price === undefined) return;
  const actual = formatDecimal(price);
  const floor: PriceFloor = instrument ?? {};
  const isTarget = field === 'targetPrice';
  if (!isPriceTaken(price, floor)) {
    const notPositive = isTarget ? 'target_price_not_positive' : 'price_not_positive';
    const [code, wrong] =
      floor.priceMin === undefined
        ? [notPositive, 'is not positive']
        : ['price_below_minimum', `is below the lowest price ${formatDecimal(floor.priceMin)}`];
    refuse({ code, field, message: `${field} ${actual} ${wrong}`, actual, expected: pricesTaken(floor) });
  } else if (!isTarget && instrument !== undefined && !isOnTick(price, instrument)) {
    const tick = formatDecimal(tickAt(price, instrument));
    refuse({
      code: 'price_off_tick',
      field,
      message: `${field} ${actual} is not a multiple of the tick size ${tick}`,
      actual,
      expected: `a multiple of ${tick}`,
    });
  }
}

/**
 * While the market's price is one that the instrument does not take, an order may trade at that price whatever its own
 * prices say. Only closing orders leave then, so that nobody has to keep a position.
 */
function checkMarketPrice(
  terms: JudgedTerms,
  marketPrice: Decimal | undefined,
  instrument: Instrument,
  refuse: Refuse,
): void {
  if (marketPrice === undefined || terms.reduceOnly || isPriceTaken(marketPrice, instrument)) return;
  const actual = formatDecimal(marketPrice);
  const message = `the market price ${actual} of ${instrument.symbol} is none that is taken here; the instrument's priceMin says which are`;
  refuse({
    code: 'market_price_not_taken',
    field: 'symbol',
    message,
    actual,
    expected: pricesTaken(instrument),
  });
}

/** The exits become orders of their own, so the venue must take orders of their type that rest. */
function checkExits(terms: JudgedTerms, subject: ValidationSubject, venue: VenueId, refuse: Refuse): void {
  const { venueOrderTypes, venueTimesInForce } = subject;
  const exits = [
    ['stopLoss', exitTypes.stop_loss, terms.stopLoss],
    ['takeProfit', exitTypes.take_profit, terms.takeProfit],
  ] as const;
  for (const [field, orderType, level] of exits) {
    if (level === undefined) continue;
    if (!venueOrderTypes.includes(orderType)) {
      refuse({
        code: 'order_type_unsupported',
        field,
        message: `venue ${venue} does not support the ${orderType} order that ${field} needs`,
        actual: orderType,
        expected: venueOrderTypes.join(', '),
      });
    }
    if (exitTimeInForce(venueTimesInForce) === undefined) {
      const expected = exitTimesInForce.join(' or ');
      const message = `venue ${venue} supports no order that rests as ${field} needs: neither ${exitTimesInForce.join(' nor ')}`;
      refuse({
        code: 'time_in_force_unsupported',
        field,
        message,
        actual: venueTimesInForce.join(', '),
        expected,
      });
    }
  }
}
