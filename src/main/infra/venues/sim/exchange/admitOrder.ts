/**
 * The venue's own checks of an order before it enters a market. They judge prices and quantities against the grid, not
 * the trader.
 */
import { isPriceTaken, pricesTaken, tickAt } from '../../../../domain/instrument/instrument.ts';
import { hasLimitPrice, hasStopPrice, type OrderType } from '../../../../domain/order/orderTerms.ts';
import { formatDecimal, parseDecimal } from '../../../../../shared/kernel/decimal.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { Grid } from './grid.ts';
import type { SubmitRequest } from '../wire/protocol.ts';

export interface Rejection {
  /** Stable code in snake_case. */
  readonly code: string;
  readonly reason: string;
}

/** The terms in ticks and lots. */
export interface AdmittedTerms {
  readonly lots: number;
  readonly limitTicks: number | undefined;
  readonly stopTicks: number | undefined;
  readonly goodTill: EpochMicros | undefined;
}

/** The request in ticks and lots, or the first reason to reject it. `grid` is undefined for an unknown symbol. */
export function admitOrder(
  request: SubmitRequest,
  grid: Grid | undefined,
  now: EpochMicros,
): Result<AdmittedTerms, Rejection> {
  if (grid === undefined) return reject('unknown_symbol', `${request.symbol} is not traded here`);
  const lots = readLots(request.quantity, grid);
  if (!lots.ok) return lots;
  const limit = readOptionalPrice(
    'limit price',
    request.limitPrice,
    hasLimitPrice(request.orderType),
    request,
    grid,
  );
  if (!limit.ok) return limit;
  const stop = readOptionalPrice(
    'stop price',
    request.stopPrice,
    hasStopPrice(request.orderType),
    request,
    grid,
  );
  if (!stop.ok) return stop;
  if (request.timeInForce === 'GTD') {
    if (request.goodTill === undefined) {
      return reject('good_till_missing', 'a GTD order needs a time to be good till');
    }
    if (request.goodTill <= now) {
      return reject('good_till_passed', 'the time that the order is good till has passed');
    }
  } else if (request.goodTill !== undefined) {
    return reject('good_till_unexpected', `a ${request.timeInForce} order takes no time to be good till`);
  }
  const goodTill = request.goodTill === undefined ? undefined : epochMicros(request.goodTill);
  return ok({ lots: lots.value, limitTicks: limit.value, stopTicks: stop.value, goodTill });
}

/** A positive quantity in whole lots. */
export function readLots(text: string, grid: Grid): Result<number, Rejection> {
  const quantity = parseDecimal(text);
  if (!quantity.ok) return reject('quantity_malformed', `quantity ${text} is not ${quantity.error.expected}`);
  if (quantity.value <= 0n) return reject('quantity_not_positive', `quantity ${text} is not positive`);
  const lots = grid.lotsOf(quantity.value);
  return lots === undefined
    ? reject(
        'quantity_off_lot',
        `quantity ${text} is not a whole number of lots of ${formatDecimal(grid.lotSize)}`,
      )
    : ok(lots);
}

/** Reads a price in whole ticks. `name` is for the sentence: `limit price` or `stop price`. */
export function readPrice(name: string, text: string, grid: Grid): Result<number, Rejection> {
  const price = parseDecimal(text);
  if (!price.ok) return reject('price_malformed', `${name} ${text} is not ${price.error.expected}`);
  if (!isPriceTaken(price.value, grid.floor)) {
    const code = grid.floor.priceMin === undefined ? 'price_not_positive' : 'price_below_minimum';
    return reject(code, `${name} ${text} is not taken; expected ${pricesTaken(grid.floor)}`);
  }
  const ticks = grid.ticksOf(price.value);
  return ticks === undefined
    ? reject(
        'price_off_tick',
        `${name} ${text} is not a whole number of ticks of ${formatDecimal(tickAt(price.value, grid))}`,
      )
    : ok(ticks);
}

function readOptionalPrice(
  name: string,
  text: string | undefined,
  expected: boolean,
  request: { readonly orderType: OrderType },
  grid: Grid,
): Result<number | undefined, Rejection> {
  if (!expected) {
    return text === undefined
      ? ok(undefined)
      : reject('price_unexpected', `a ${request.orderType} order takes no ${name}`);
  }
  if (text === undefined) return reject('price_missing', `a ${request.orderType} order needs a ${name}`);
  return readPrice(name, text, grid);
}

function reject(code: string, reason: string): Result<never, Rejection> {
  return err({ code, reason });
}
