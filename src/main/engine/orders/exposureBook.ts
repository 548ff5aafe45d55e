/**
 * Positions and open quantity by account and symbol, for the rules of risk. An order's open quantity counts from its
 * risk decision on.
 */
import {
  orderIdOfStream,
  type AccountId,
  type OrderId,
  type Ticker,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  formatDecimal,
  maximum,
  minimum,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { filledBy } from '../../domain/order/executions.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { OrderTerms, OrderType, Side } from '../../domain/order/orderTerms.ts';
import { termsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import type { RiskInput } from '../../domain/risk/riskInput.ts';
import type { StoredOrderEvent } from './projectOrder.ts';
import { RestingQuantity, type Resting } from './restingQuantity.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';

/** What an account holds and has open in a symbol, at one venue or at all of them. */
type Holding = Exposure['atVenue'];

/** What an account holds and has open in a symbol at all venues, and at the one where an order is to go. */
export type Exposure = Pick<
  RiskInput,
  'position' | 'openBuyQuantity' | 'openSellQuantity' | 'openOrders' | 'atVenue' | 'filledQuantity'
>;

/** A symbol of an account at a venue. */
export type Place = Omit<Position, 'quantity'>;
/** A symbol of an account, at all venues. */
export type AccountPlace = Omit<Place, 'venue'>;

/** What an account has bought less what it has sold at one venue. */
export interface Position {
  readonly venue: VenueId;
  readonly account: AccountId;
  readonly symbol: Ticker;
  /** A decimal; long is positive, short is negative. */
  readonly quantity: string;
}

interface OpenOrder extends Place {
  /** Where the order rests, and where a replace without an outcome would put it; empty for an order without a limit. */
  readonly prices: readonly Decimal[];
  readonly side: Side;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  /**
   * The quantity that a replace without an outcome asks for. Until the outcome, the larger of both quantities counts.
   */
  readonly asked?: Decimal | undefined;
  /** Whether a kill switch sent the order. */
  readonly closes: boolean;
  /** It closes what its entry filled, and takes no room of its own. */
  readonly isExit?: boolean;
  /** A stop without a limit: once triggered, it takes any price. */
  readonly isStop: boolean;
}

interface OrderRow extends Place {
  readonly orderId: OrderId;
  readonly side: Side;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly status: OrderStatus;
  readonly parentOrderId?: OrderId;
  readonly limitPrice?: string;
  readonly orderType: OrderType;
}

interface At<Where> {
  readonly place: Where;
  readonly holding: Holding;
}

const flat: Holding = { position: zero, openBuyQuantity: zero, openSellQuantity: zero, openOrders: 0 };

export class ExposureBook {
  /** By account and symbol. */
  private readonly totals = new Map<string, At<AccountPlace>>();
  /** The same, split by venue. */
  private readonly held = new Map<string, At<Place>>();
  private readonly open = new Map<OrderId, OpenOrder>();
  private readonly resting = new RestingQuantity();
  /** Places whose exposure has changed since a reader emptied the map, by account and symbol. */
  readonly changed = new Map<string, AccountPlace>();
  /** Looks up side and key of an order that has ended, for its late fills. */
  private readonly rowOf: (orderId: OrderId) => OrderRow | undefined;

  constructor(rowOf: (orderId: OrderId) => OrderRow | undefined) {
    this.rowOf = rowOf;
  }

  of(place: Place): Exposure {
    return { ...this.total(place), atVenue: this.atVenue(place) };
  }

  total(place: AccountPlace): Holding {
    return this.totals.get(keyOf(place))?.holding ?? flat;
  }

  /** What the account holds in the symbol at the venue; long is positive. */
  heldAt(place: Place): Decimal {
    return this.atVenue(place).position;
  }

  /** The exposure without the open quantity of one order. */
  without({ orderId, ...place }: Place & { readonly orderId: OrderId }): Exposure {
    const { atVenue, ...total } = this.of(place);
    const order = this.open.get(orderId);
    if (order === undefined) return { ...total, atVenue };
    const less = closed(order);
    return { ...less(total), atVenue: less(atVenue), filledQuantity: order.filled };
  }

  /**
   * Takes room for what a replace asks for, until the venue has answered; a quantity of `undefined` gives the room back.
   */
  ask(orderId: OrderId, quantity: Decimal | undefined, limitPrice?: Decimal): void {
    const order = this.open.get(orderId);
    if (order === undefined) return;
    const present = order.prices.slice(0, 1);
    const prices = limitPrice === undefined ? present : [...present, limitPrice];
    this.set(orderId, { ...order, asked: quantity, prices });
  }

  /** The quantity that other orders of kill switches are closing on the same side. */
  closing({ orderId, side, ...place }: OrderTerms): Decimal {
    const key = atVenueOf(place);
    let quantity = zero;
    for (const [id, order] of this.open) {
      if (!order.closes || id === orderId || atVenueOf(order) !== key || order.side !== side) continue;
      quantity = add(quantity, leavesOf(order));
    }
    return quantity;
  }

  /** The quantity of open orders of the other side that an order at this price, or at the market, may meet. */
  crossable(terms: OrderTerms): Decimal {
    return this.resting.crossable(terms);
  }

  all(): readonly (Holding & AccountPlace)[] {
    return Array.from(this.totals.values(), ({ place, holding }) => ({ ...holding, ...place }));
  }

  /** Adds the open quantity of an order whose fills are in the positions already. */
  restoreOpen(row: OrderRow): void {
    // An exit closes what its entry filled, so it takes no room of its own.
    if (row.parentOrderId !== undefined) return;
    const filled = decimal(row.filledQuantity);
    const closes = isKillOrder(row.orderId);
    const { venue, account, symbol, side } = row;
    const quantity = decimal(row.quantity);
    const prices = pricesOf(row.limitPrice);
    const isStop = row.orderType === 'stop';
    this.set(row.orderId, { venue, account, symbol, side, quantity, filled, closes, prices, isStop });
  }

  /** The positions of all fills so far, without open and reserved quantity. */
  positions(): readonly Position[] {
    return Array.from(this.held.values(), ({ place, holding }) => ({
      ...place,
      quantity: formatDecimal(holding.position),
    }));
  }

  /** Adds positions as they were before any later fill. */
  restorePositions(positions: readonly Position[]): void {
    for (const { quantity, ...place } of positions) this.change(place, moved('buy', decimal(quantity)));
  }

  /**
   * Counts an order as open before it exists, so that signals which are judged at the same time see each other's
   * orders.
   */
  reserve(terms: OrderTerms): void {
    const { venue, account, symbol, side, quantity, killId, parent } = terms;
    const closes = killId !== undefined;
    const isExit = parent !== undefined;
    const prices = terms.limitPrice === undefined ? [] : [terms.limitPrice];
    const isStop = terms.orderType === 'stop';
    const working = { venue, account, symbol, side, quantity, filled: zero, closes, isExit, prices, isStop };
    this.set(terms.orderId, working);
  }

  release(orderId: OrderId): void {
    this.set(orderId, undefined);
  }

  apply(event: StoredOrderEvent): void {
    const orderId = orderIdOfStream(event.streamId);
    switch (event.type) {
      case 'OrderFilled':
      case 'OrderExecutionBusted':
      case 'OrderExecutionCorrected':
        this.fill(orderId, filledBy(event), decimal(event.data.cumulativeQuantity));
        break;
      case 'OrderAdopted':
        this.reserve(termsFromRecord(event.data.terms));
        break;
      case 'OrderReinstated':
        this.reopen(orderId);
        break;
      case 'OrderReplaceRequested':
        this.ask(orderId, decimalOf(event.data.quantity), decimalOf(event.data.limitPrice));
        break;
      case 'OrderReplaceRejected':
        this.ask(orderId, undefined);
        break;
      case 'OrderReplaced':
      case 'OrderRestated': {
        const order = this.open.get(orderId);
        const quantity = decimal(event.data.quantity);
        const prices = pricesOf(event.data.limitPrice);
        // What an amend asks for stays open beside what the venue changes by itself.
        const asked = event.type === 'OrderReplaced' ? undefined : order?.asked;
        if (order !== undefined) this.set(orderId, { ...order, quantity, asked, prices });
        else if (this.rowOf(orderId)?.status === 'filled') this.reopen(orderId, { quantity });
        break;
      }
      case 'OrderDenied':
      case 'OrderRejected':
      case 'OrderCanceled':
      case 'OrderExpired':
        this.release(orderId);
        break;
      case 'OrderCreated':
      case 'OrderSubmitting':
      case 'OrderAccepted':
      case 'OrderExecutionConfirmed':
      case 'OrderClosedElsewhere':
      case 'OrderCancelRequested':
      case 'OrderCancelRejected':
      case 'OrderReplaceDenied':
      case 'OrderInDoubt':
      case 'OrderInquired':
      case 'OrderRequestRepeated':
      case 'OrderSettlementContradicted':
        break;
      default:
        assertNever(event);
    }
  }

  /** An order that counted as ended works on, with the quantity or the fills that it has now. */
  private reopen(
    orderId: OrderId,
    now: { readonly quantity?: Decimal; readonly filled?: Decimal } = {},
  ): void {
    const row = this.rowOf(orderId);
    if (row === undefined) return;
    const { quantity = decimal(row.quantity), filled = decimal(row.filledQuantity) } = now;
    if (filled >= quantity) return;
    const closes = isKillOrder(orderId);
    const { venue, account, symbol, side } = row;
    const isExit = row.parentOrderId !== undefined;
    const prices = pricesOf(row.limitPrice);
    const isStop = row.orderType === 'stop';
    const working = { venue, account, symbol, side, quantity, filled, closes, isExit, prices, isStop };
    this.set(orderId, working);
  }

  /**
   * `quantity` is negative where executions no longer stand; `filled` is the whole filled quantity after the event. At
   * a start the row is that of today, which holds later events too.
   */
  private fill(orderId: OrderId, quantity: Decimal, filled: Decimal): void {
    const order = this.open.get(orderId);
    if (order !== undefined) {
      this.change(order, moved(order.side, quantity));
      this.set(orderId, filled >= order.quantity ? undefined : { ...order, filled });
      return;
    }
    const row = this.rowOf(orderId);
    if (row === undefined) return;
    this.change(row, moved(row.side, quantity));
    if (row.status === 'filled') this.reopen(orderId, { filled });
  }

  private set(orderId: OrderId, order: OpenOrder | undefined): void {
    const previous = this.open.get(orderId);
    const place = order ?? previous;
    if (place === undefined) return;
    if (order === undefined) this.open.delete(orderId);
    else this.open.set(orderId, order);
    if (previous !== undefined && rests(previous)) this.resting.remove(restingOf(previous));
    if (order !== undefined && rests(order)) this.resting.add(restingOf(order));
    // An order stays in its account, its symbol and at its venue.
    this.change(place, (holding) => {
      const without = previous === undefined ? holding : closed(previous)(holding);
      return order === undefined ? without : opened(order)(without);
    });
  }

  private atVenue(place: Place): Holding {
    return this.held.get(atVenueOf(place))?.holding ?? flat;
  }

  private change({ venue, account, symbol }: Place, change: (holding: Holding) => Holding): void {
    const [ofAccount, there] = [
      { account, symbol },
      { venue, account, symbol },
    ];
    const key = keyOf(ofAccount);
    this.totals.set(key, { place: ofAccount, holding: change(this.total(ofAccount)) });
    this.held.set(atVenueOf(there), { place: there, holding: change(this.atVenue(there)) });
    this.changed.set(key, ofAccount);
  }
}

/** Rows do not say what sent an order; the number at the end of its id does. */
function isKillOrder(orderId: OrderId): boolean {
  return /-f\d+$/.test(orderId);
}

function decimalOf(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

function pricesOf(limitPrice: string | undefined): readonly Decimal[] {
  return limitPrice === undefined ? [] : [decimal(limitPrice)];
}

/** Whether another order may meet it: at a price, or once it is triggered. */
function rests({ prices, isStop }: OpenOrder): boolean {
  return prices.length > 0 || isStop;
}

function restingOf(order: OpenOrder): Resting {
  const { venue, symbol, side, prices, isStop } = order;
  const price = isStop ? undefined : prices.reduce(side === 'buy' ? maximum : minimum);
  return { venue, symbol, side, price, quantity: leavesOf(order) };
}

function countOf({ isExit }: OpenOrder): number {
  return isExit === true ? 0 : 1;
}

function leavesOf({ quantity, asked = quantity, filled, isExit }: OpenOrder): Decimal {
  if (isExit === true) return zero;
  return maximum(zero, subtract(maximum(quantity, asked), filled));
}

function moved(side: Side, quantity: Decimal): (holding: Holding) => Holding {
  const change = side === 'buy' ? quantity : negate(quantity);
  return (holding) => ({ ...holding, position: add(holding.position, change) });
}

function opened(order: OpenOrder): (holding: Holding) => Holding {
  return counted(order.side, leavesOf(order), countOf(order));
}

function closed(order: OpenOrder): (holding: Holding) => Holding {
  return counted(order.side, negate(leavesOf(order)), -countOf(order));
}

function counted(side: Side, quantity: Decimal, orders: number): (holding: Holding) => Holding {
  const ofSide = side === 'buy' ? 'openBuyQuantity' : 'openSellQuantity';
  return (holding) => ({
    ...holding,
    [ofSide]: add(holding[ofSide], quantity),
    openOrders: holding.openOrders + orders,
  });
}

function keyOf({ account, symbol }: AccountPlace): string {
  return `${account} ${symbol}`;
}

function atVenueOf({ venue, ...place }: Place): string {
  return `${venue} ${keyOf(place)}`;
}
