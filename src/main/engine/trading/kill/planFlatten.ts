/** The orders that close a position, each within the limits for a single order and in a form that its venue takes. */
import {
  fromUnits,
  absolute,
  decimal,
  divide,
  formatDecimal,
  minimum,
  one,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import { worthOf } from '../../../../shared/kernel/notional.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import type { Limit } from '../../../domain/risk/limits.ts';
import { worstPrice, type RiskPrices } from '../../../domain/risk/priceRules.ts';
import { flattenForm, type FlattenVenue } from '../../../domain/trading/killSwitch/flattenForm.ts';
import type { FlattenOrder } from '../../../domain/trading/tradingEvents.ts';
import type { Held } from '../positions/scopePositions.ts';

/** The most orders at once for one position; the next attempt closes the rest. */
const ordersMax = 100;
/** How far through the market a limit price reaches where no limit of risk says it. */
const collarOtherwise = decimal('0.05');

/** What risk and the venue know of a position's market. */
export interface PositionMarket {
  readonly takes: FlattenVenue;
  readonly prices: RiskPrices;
  readonly limits: readonly Limit[];
}

/** The orders, or a sentence that says why there can't be one. */
export function planFlatten(
  { account, strategy, symbol, position, instrument }: Held,
  { takes, prices, limits }: PositionMarket,
  nextId: () => OrderId,
): Result<readonly FlattenOrder[], string> {
  if (instrument === undefined) return ok([]);
  const side = position > zero ? ('sell' as const) : ('buy' as const);
  const form = flattenForm(side, instrument, { ...takes, ...prices, collar: collarOf(limits) });
  if (!form.ok) return form;
  const { timeInForce, limitPrice } = form.value;
  const priced = limitPrice === undefined ? {} : { limitPrice };
  const price = worstPrice({ side, ...priced }, prices);
  const worth = price && worthOf(one, price, instrument.multiplier);
  const { lotSize, quantityMax } = instrument;
  const bounds = [quantityMax, ...limits.flatMap((limit) => boundOf(limit, worth) ?? [])];
  const most = bounds.reduce((least, bound) => (bound < least ? bound : least));
  const whole = fromUnits(most - (most % lotSize));
  // Where no lot is within the limits, a single order shows it: risk denies that order, and an alert says why.
  const [step, count] = whole > zero ? [whole, ordersMax] : [lotSize, 1];
  const same = {
    account,
    strategy,
    symbol,
    side,
    timeInForce,
    ...(limitPrice !== undefined && { limitPrice: formatDecimal(limitPrice) }),
  };
  const orders: FlattenOrder[] = [];
  let left = absolute(position);
  while (left > zero && orders.length < count) {
    const quantity = left < step ? left : step;
    orders.push({ orderId: nextId(), ...same, quantity: formatDecimal(quantity) });
    left = subtract(left, quantity);
  }
  return ok(orders);
}

function collarOf(limits: readonly Limit[]): Decimal {
  const collars = limits.flatMap(({ name, soft, hard }) =>
    name === 'priceCollar' ? (hard ?? soft ?? []) : [],
  );
  return collars.length === 0 ? collarOtherwise : collars.reduce(minimum);
}

/** The largest quantity of one order that the limit lets pass. A soft limit lets every order of a kill switch pass. */
function boundOf({ name, hard }: Limit, worth: Decimal | undefined): Decimal | undefined {
  if (name === 'orderQuantityMax') return hard;
  return name === 'orderNotionalMax' && hard && worth ? divide(hard, worth) : undefined;
}
