/**
 * How the strategy trades a crossing: in turn with a market order and with limit orders of several kinds, most of which
 * fill at once.
 */
import { wholeDecimal, add, multiply, subtract, type Decimal } from '../../../shared/kernel/decimal.ts';
import { tickAt, type Instrument } from '../instrument/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../order/orderTerms.ts';

export interface CrossOrder {
  readonly side: Side;
  readonly quantity: Decimal;
  readonly orderType: OrderType;
  readonly limitPrice?: Decimal;
  readonly timeInForce: TimeInForce;
}

/** The best prices at the moment of the crossing. */
export interface Touch {
  readonly bid: Decimal;
  readonly ask: Decimal;
}

const lotsPerOrder = wholeDecimal(10);

/** `turn` counts the crossings of this run from 0. */
export function crossOrder(side: Side, turn: number, touch: Touch, instrument: Instrument): CrossOrder {
  const quantity = multiply(instrument.lotSize, lotsPerOrder);
  const across = side === 'buy' ? touch.ask : touch.bid;
  const tick = tickAt(across, instrument);
  const beyond = side === 'buy' ? add(across, tick) : subtract(across, tick);
  const own = side === 'buy' ? touch.bid : touch.ask;
  switch (turn % 5) {
    case 1:
      return { side, quantity, orderType: 'limit', limitPrice: across, timeInForce: 'IOC' };
    case 2:
      return { side, quantity, orderType: 'limit', limitPrice: beyond, timeInForce: 'DAY' };
    case 4:
      // This order rests at its own side of the market, so that a desk sees a resting order.
      return { side, quantity, orderType: 'limit', limitPrice: own, timeInForce: 'DAY' };
    default:
      return { side, quantity, orderType: 'market', timeInForce: 'DAY' };
  }
}
