/** Chooses the form of the orders that close a position, by what their venue takes. */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import {
  fromUnits,
  absolute,
  isMultipleOf,
  multiply,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { isPriceTaken, tickAt, type Instrument } from '../../instrument/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../../order/orderTerms.ts';

/** What the venue takes. */
export interface FlattenVenue {
  readonly venue: VenueId;
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
}

interface FlattenMarket extends FlattenVenue {
  /** Undefined while no price is known. */
  readonly referencePrice?: Decimal | undefined;
  /** How far a limit may reach through the market, as a share of its price. */
  readonly collar: Decimal;
}

interface FlattenForm {
  readonly timeInForce: TimeInForce;
  /** The worst price, in the quote currency; absent on a market order. */
  readonly limitPrice?: Decimal;
}

/** The better one first: an IOC order leaves nothing behind, and a resting order is canceled soon. */
const timesInForce = ['IOC', 'DAY', 'GTC', 'FOK'] as const;

/**
 * Without market orders it is a limit order through the market, as far as the collar lets it. An error says why there
 * is no such order.
 */
export function flattenForm(
  side: Side,
  instrument: Instrument,
  market: FlattenMarket,
): Result<FlattenForm, string> {
  const { venue, orderTypes, referencePrice } = market;
  const timeInForce = timesInForce.find((one) => market.timesInForce.includes(one));
  const isTaken = orderTypes.includes('market') || orderTypes.includes('limit');
  if (timeInForce === undefined || !isTaken) {
    const taken = [...orderTypes, ...market.timesInForce].join(', ');
    return err(`venue ${venue} takes no order that closes a position: it takes ${taken}`);
  }
  if (orderTypes.includes('market')) return ok({ timeInForce });
  if (referencePrice === undefined) {
    return err(
      `venue ${venue} takes no market orders, and no price is known from which a limit could be made`,
    );
  }
  return ok({ timeInForce, limitPrice: worstPrice(side, instrument, referencePrice, market.collar) });
}

/** The worst price on the grid within the collar; the reference price where the grid has none between the two. */
function worstPrice(side: Side, instrument: Instrument, reference: Decimal, collar: Decimal): Decimal {
  const reach = multiply(absolute(reference), collar);
  const edge = side === 'sell' ? subtract(reference, reach) : fromUnits(reference + reach);
  const tick = tickAt(edge, instrument);
  const price = side === 'sell' ? ceilTo(edge, tick) : floorTo(edge, tick);
  if (isPriceTaken(price, instrument)) return price;
  const lowest = instrument.priceMin ?? instrument.tickSize;
  return ceilTo(lowest, tickAt(lowest, instrument));
}

function floorTo(price: Decimal, tick: Decimal): Decimal {
  if (isMultipleOf(price, tick)) return price;
  const over = price % tick;
  return fromUnits(price - (over < zero ? over + tick : over));
}

function ceilTo(price: Decimal, tick: Decimal): Decimal {
  const below = floorTo(price, tick);
  return below === price ? price : fromUnits(below + tick);
}
