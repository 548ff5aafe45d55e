/**
 * The venue's own record: the requests it got, the orders it accepted, the executions. It matches against a market that
 * moves at random, and does not know about faults of the connection that lose its answers.
 */
import {
  fromUnits,
  add,
  formatDecimal,
  maximum,
  parseDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import {
  parseExecutionId,
  parseVenueOrderId,
  trusted,
  type ClientOrderId,
  type OrderId,
  type Ticker,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import {
  throttledCode,
  type CancelRequest,
  type ReplaceRequest,
  type SubmitAnswer,
  type VenueExecutionRecord,
  type VenuePosition,
} from '../../engine/ports.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import type { Faults } from '../machine/faults.ts';
import type { SimulatedMarket } from './market.ts';
import { positionsOf } from './positionsOf.ts';
import { currentId, isOpen, leavesOf, type ExchangeOrder } from './exchangeOrder.ts';
import type { ExchangeReport } from './exchangeReport.ts';

/** A change of what an account holds, on the side of the order; negative where executions no longer stand. */
export interface ExchangeTrade {
  readonly order: ExchangeOrder;
  readonly quantity: Decimal;
  readonly isRevision: boolean;
}

export interface ExchangeTools {
  readonly time: SimulatedTime;
  readonly random: Prng;
  readonly faults: () => Faults;
  readonly market: SimulatedMarket;
  readonly note: (text: string) => void;
}

const lot = 1_000_000_000n;
const tooMuchLotsMax = 5;
const worseTicksMax = 40;
const afterEndMsMax = 5_000;
const reviseMsMax = 30_000;
const requestsPerSecondMax = 1;
const restatedLots = { min: -3, max: 3 };
const restatedTicks = { min: -2, max: 2 };

export class Exchange {
  readonly id: VenueId;
  readonly orders: ExchangeOrder[] = [];
  /** In their last versions. */
  readonly executions: VenueExecutionRecord[] = [];
  /** All that has changed positions, in the order in which it came. */
  readonly trades: ExchangeTrade[] = [];
  /**
   * How many trades there were each time the venue told the accounts' positions. The numbers rise, and each stands once.
   */
  readonly positionsTold: number[] = [];
  private readonly byId = new Map<ClientOrderId, ExchangeOrder>();
  private readonly byOrder = new Map<OrderId, ExchangeOrder>();
  private readonly tools: ExchangeTools;
  private readonly onReport: (report: ExchangeReport) => void;
  private sequence = 0;
  private throttledUntilMs = 0;
  private requests = { second: 0, count: 0 };

  constructor(id: VenueId, tools: ExchangeTools, onReport: (report: ExchangeReport) => void) {
    this.id = id;
    this.tools = tools;
    this.onReport = onReport;
  }

  find(clientOrderId: ClientOrderId): ExchangeOrder | undefined {
    return this.byId.get(clientOrderId);
  }

  /** The venue's order for one of the engine's orders. */
  ofOrder(orderId: OrderId): ExchangeOrder | undefined {
    return this.byOrder.get(orderId);
  }

  tellPositions(): readonly VenuePosition[] {
    const { length } = this.trades;
    if (this.positionsTold.at(-1) !== length) this.positionsTold.push(length);
    return positionsOf(this);
  }

  /**
   * Gives the answer to a submission. The caller sends the answer and then calls `enter`, which reports what follows.
   */
  submit(terms: OrderTerms, clientOrderId: ClientOrderId): { answer: SubmitAnswer; enter: () => void } {
    const { time, random, faults, note } = this.tools;
    const venueTime = time.steadyNow();
    const known = this.byId.get(clientOrderId);
    const order = known ?? this.open(terms, clientOrderId);
    const tooFast = this.tooFast();
    if (known === undefined && (tooFast !== undefined || random.chance(faults().reject))) {
      order.status = 'rejected';
      order.reason = tooFast ?? 'simulated rejection';
    }
    note(`${this.id} ${order.status} ${clientOrderId}`);
    if (order.status === 'rejected') {
      const { reason = '' } = order;
      const code = reason === tooFast ? throttledCode : '99';
      return { answer: { type: 'rejected', code, reason, venueTime }, enter: () => undefined };
    }
    return {
      answer: { type: 'accepted', venueOrderId: order.venueOrderId, venueTime },
      enter: () => {
        if (known === undefined) this.enter(order);
      },
    };
  }

  cancel({ clientOrderId }: CancelRequest): void {
    const tooFast = this.tooFast();
    if (tooFast !== undefined) return this.refuseAsTooFast('cancel_rejected', clientOrderId, tooFast);
    const order = this.byId.get(clientOrderId);
    if (order !== undefined) this.maybeFillFirst(order);
    if (order === undefined || !isOpen(order) || this.refuses()) {
      const reason = order === undefined ? 'unknown order' : `the order is ${order.status}`;
      this.report({ type: 'cancel_rejected', clientOrderId, venueTime: this.now(), code: '1', reason });
      return;
    }
    this.end(order, 'canceled', 'canceled on request');
  }

  replace(request: ReplaceRequest): void {
    const { clientOrderId, newClientOrderId, quantity, limitPrice, stopPrice } = request;
    const tooFast = this.tooFast();
    if (tooFast !== undefined) return this.refuseAsTooFast('replace_rejected', clientOrderId, tooFast);
    const order = this.byId.get(clientOrderId);
    if (order !== undefined && currentId(order) === newClientOrderId) {
      this.replaced(order, clientOrderId);
      return;
    }
    if (order !== undefined) this.maybeFillFirst(order);
    const venueTime = this.now();
    const taken = this.byId.has(newClientOrderId);
    const tooSmall = order !== undefined && quantity !== undefined && quantity <= order.filled;
    const late = stopPrice !== undefined && order?.stopPrice === undefined;
    if (order === undefined || !isOpen(order) || taken || tooSmall || late || this.refuses()) {
      const reason = order === undefined ? 'unknown order' : `not possible now: ${order.status}`;
      this.report({ type: 'replace_rejected', clientOrderId, venueTime, code: '2', reason });
      return;
    }
    order.quantity = quantity ?? order.quantity;
    order.limitPrice = limitPrice ?? order.limitPrice;
    order.stopPrice = stopPrice ?? order.stopPrice;
    order.clientOrderIds.push(newClientOrderId);
    this.byId.set(newClientOrderId, order);
    if (this.tools.random.chance(this.tools.faults().restate)) this.changeTerms(order);
    this.replaced(order, clientOrderId);
    this.match(order);
  }

  /** Called when the market has moved or time has passed: triggers, fills and expires orders. */
  turn(symbol: Ticker): void {
    for (const order of this.orders) {
      if (order.terms.symbol !== symbol || !isOpen(order)) continue;
      if (order.terms.goodTill !== undefined && order.terms.goodTill <= this.now()) {
        this.end(order, 'expired', 'good till date has passed');
      } else this.match(order);
    }
  }

  /** From now on, for so many milliseconds, a second has room for few requests. */
  throttle(forMs: number): void {
    this.throttledUntilMs = this.tools.time.monotonicMs() + forMs;
  }

  /** Changes the terms of an order that works, without a request. */
  restate(): void {
    const open = this.orders.filter(isOpen);
    if (open.length === 0) return;
    const order = this.tools.random.pick(open);
    if (!this.changeTerms(order)) return;
    const reason = 'the venue has changed it';
    this.report({ type: 'restated', ...this.termsOf(order), reason });
    this.match(order);
  }

  /** The day is over: orders of the day end, and those of several days go on. */
  endDay(): void {
    for (const order of this.orders.filter(isOpen)) {
      if (order.terms.timeInForce === 'DAY') this.end(order, 'expired', 'done for the day');
      else this.report({ type: 'done_for_day', clientOrderId: currentId(order), venueTime: this.now() });
    }
  }

  /** Why a request is refused that comes too soon after others. */
  private tooFast(): string | undefined {
    const nowMs = this.tools.time.monotonicMs();
    if (nowMs >= this.throttledUntilMs) return undefined;
    const second = Math.floor(nowMs / 1_000);
    this.requests = { second, count: second === this.requests.second ? this.requests.count + 1 : 1 };
    if (this.requests.count <= requestsPerSecondMax) return undefined;
    return `too many requests: at most ${requestsPerSecondMax} in a second`;
  }

  private refuseAsTooFast(
    type: 'cancel_rejected' | 'replace_rejected',
    clientOrderId: ClientOrderId,
    reason: string,
  ): void {
    this.report({ type, clientOrderId, venueTime: this.now(), code: throttledCode, reason });
  }

  /** Gives an order other terms, and leaves something of it to work. Says whether they are others. */
  private changeTerms(order: ExchangeOrder): boolean {
    const { random, market } = this.tools;
    const { symbol } = order.terms;
    const tick = subtract(market.near(symbol, 1), market.price(symbol));
    const moved = (price: Decimal | undefined): Decimal | undefined => {
      if (price === undefined || random.chance(0.5)) return price;
      const next = fromUnits(price + tick * BigInt(random.integer(restatedTicks.min, restatedTicks.max)));
      // No venue can say a price that has more digits than a decimal may have.
      return parseDecimal(formatDecimal(next)).ok ? next : price;
    };
    const lots = BigInt(random.integer(restatedLots.min, restatedLots.max));
    const { quantity, limitPrice, stopPrice } = order;
    order.quantity = maximum(fromUnits(order.filled + lot), fromUnits(quantity + lots * lot));
    order.limitPrice = moved(limitPrice);
    order.stopPrice = moved(stopPrice);
    return quantity !== order.quantity || limitPrice !== order.limitPrice || stopPrice !== order.stopPrice;
  }

  private open(terms: OrderTerms, clientOrderId: ClientOrderId): ExchangeOrder {
    const order: ExchangeOrder = {
      terms,
      venueOrderId: trusted(parseVenueOrderId, `${this.id}-${++this.sequence}`),
      clientOrderIds: [clientOrderId],
      status: 'accepted',
      quantity: terms.quantity,
      filled: zero,
      limitPrice: terms.limitPrice,
      stopPrice: terms.stopPrice,
      reason: undefined,
      isReopened: false,
      executions: [],
      versions: new Map(),
    };
    this.byId.set(clientOrderId, order);
    this.byOrder.set(terms.orderId, order);
    this.orders.push(order);
    return order;
  }

  private enter(order: ExchangeOrder): void {
    const { timeInForce } = order.terms;
    this.match(order, timeInForce === 'FOK');
    if (isOpen(order) && (timeInForce === 'IOC' || timeInForce === 'FOK')) {
      this.end(order, 'canceled', `nothing more to be had at once, ${timeInForce}`);
    }
  }

  private match(order: ExchangeOrder, whole = false): void {
    const { market } = this.tools;
    const { symbol, side } = order.terms;
    const price = market.price(symbol);
    if (order.stopPrice !== undefined) {
      if (side === 'buy' ? price < order.stopPrice : price > order.stopPrice) return;
      order.stopPrice = undefined;
    }
    const limit = order.limitPrice;
    if (limit !== undefined && (side === 'buy' ? price > limit : price < limit)) return;
    this.fillOddly(order, whole ? leavesOf(order) : this.portion(order), price);
  }

  /** Fills the order correctly, or beyond what it asks for. */
  private fillOddly(order: ExchangeOrder, quantity: Decimal, price: Decimal): void {
    const { random, faults, market } = this.tools;
    if (!random.chance(faults().beyond_terms)) return this.fill(order, quantity, price);
    const { symbol, side } = order.terms;
    const { limitPrice } = order;
    if (limitPrice === undefined || random.chance(0.5)) {
      return this.fill(order, add(leavesOf(order), this.tooMuch()), price);
    }
    const ticks = random.integer(1, worseTicksMax) * (side === 'buy' ? 1 : -1);
    const away = subtract(market.near(symbol, ticks), market.price(symbol));
    return this.fill(order, quantity, add(limitPrice, away));
  }

  /** Sometimes fills an order that has ended. */
  private maybeFillAfterEnd(order: ExchangeOrder): void {
    const { random, faults, market, time } = this.tools;
    if (!random.chance(faults().beyond_terms)) return;
    time.after(random.integer(1, afterEndMsMax), () => {
      // Once the faults are over, this fill does not happen any more.
      if (faults().beyond_terms > 0) this.fill(order, this.tooMuch(), market.price(order.terms.symbol));
    });
  }

  private tooMuch(): Decimal {
    return fromUnits(BigInt(this.tools.random.integer(1, tooMuchLotsMax)) * lot);
  }

  /** Sometimes the connection is slow: the order trades while the request that would have prevented it is in flight. */
  private maybeFillFirst(order: ExchangeOrder): void {
    const { random, faults, market } = this.tools;
    if (!isOpen(order) || order.stopPrice !== undefined || !random.chance(faults().untimely_fill)) return;
    this.fill(order, this.portion(order), order.limitPrice ?? market.price(order.terms.symbol));
  }

  private portion(order: ExchangeOrder): Decimal {
    const { random, faults } = this.tools;
    const lots = Number(leavesOf(order) / lot);
    if (lots <= 1 || !random.chance(faults().partial_fill)) return leavesOf(order);
    return fromUnits(BigInt(random.integer(1, lots - 1)) * lot);
  }

  private fill(order: ExchangeOrder, quantity: Decimal, price: Decimal): void {
    const execution: VenueExecutionRecord = {
      clientOrderId: currentId(order),
      executionId: trusted(parseExecutionId, `${this.id}-x${++this.sequence}`),
      quantity,
      price,
      venueTime: this.now(),
    };
    order.filled = add(order.filled, quantity);
    if (isOpen(order)) order.status = order.filled >= order.quantity ? 'filled' : 'partially_filled';
    order.executions.push(execution);
    this.executions.push(execution);
    order.versions.set(execution.executionId, execution);
    this.trades.push({ order, quantity, isRevision: false });
    this.report({ type: 'filled', ...execution });
    this.maybeRevise(order, execution);
  }

  /** Sometimes takes an execution back or corrects it. */
  private maybeRevise(order: ExchangeOrder, execution: VenueExecutionRecord): void {
    const { random, faults, time } = this.tools;
    if (!random.chance(faults().revise)) return;
    time.after(random.integer(1, reviseMsMax), () => {
      // Once the faults are over, nothing is revised any more.
      if (faults().revise > 0) this.revise(order, execution);
    });
  }

  private revise(order: ExchangeOrder, before: VenueExecutionRecord): void {
    const { random, market } = this.tools;
    const isBust = random.chance(0.5);
    const lots = BigInt(random.integer(1, tooMuchLotsMax)) * lot;
    const revised: VenueExecutionRecord = {
      ...before,
      clientOrderId: currentId(order),
      ...(!isBust && {
        executionId: trusted(parseExecutionId, `${this.id}-x${++this.sequence}`),
        corrects: [...(before.corrects ?? []), before.executionId],
      }),
      quantity: isBust ? zero : fromUnits(lots),
      price: isBust ? before.price : market.near(order.terms.symbol, random.integer(-1, 1)),
      venueTime: this.now(),
    };
    for (const list of [order.executions, this.executions]) list.splice(list.indexOf(before), 1, revised);
    if (!isBust) order.versions.set(revised.executionId, revised);
    const change = subtract(revised.quantity, before.quantity);
    this.trades.push({ order, quantity: change, isRevision: true });
    order.filled = add(order.filled, change);
    const { clientOrderId, executionId, quantity, price, venueTime } = revised;
    const told = { clientOrderId, venueTime, executionId };
    this.report(
      isBust
        ? { type: 'trade_canceled', ...told }
        : { type: 'trade_corrected', ...told, quantity, price, corrects: before.executionId },
    );
    this.followRevision(order);
    if (!isBust) this.maybeRevise(order, revised);
  }

  /** An order that had been filled works on, or ends. */
  private followRevision(order: ExchangeOrder): void {
    const { status, filled, quantity } = order;
    if (status !== 'filled' && !isOpen(order)) return;
    const isFull = filled >= quantity;
    order.status = isFull ? 'filled' : filled > zero ? 'partially_filled' : 'accepted';
    const { timeInForce } = order.terms;
    const isOnce = timeInForce === 'IOC' || timeInForce === 'FOK';
    if (isFull || status !== 'filled') return;
    if (isOnce || this.tools.random.chance(0.5)) {
      this.end(order, 'canceled', 'what was taken back is not worked on');
    } else order.isReopened = true;
  }

  private end(order: ExchangeOrder, status: 'canceled' | 'expired', reason: string): void {
    order.status = status;
    order.reason = reason;
    this.report({ type: status, clientOrderId: currentId(order), venueTime: this.now(), reason });
    this.maybeFillAfterEnd(order);
  }

  private replaced(order: ExchangeOrder, clientOrderId: ClientOrderId): void {
    const newClientOrderId = currentId(order);
    const { venueOrderId } = order;
    this.report({ type: 'replaced', ...this.termsOf(order), clientOrderId, newClientOrderId, venueOrderId });
  }

  private termsOf(order: ExchangeOrder) {
    const { quantity, limitPrice, stopPrice } = order;
    return {
      clientOrderId: currentId(order),
      venueTime: this.now(),
      quantity,
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    };
  }

  private refuses(): boolean {
    return this.tools.random.chance(this.tools.faults().refuse_change);
  }

  private now() {
    return this.tools.time.steadyNow();
  }

  private report(report: ExchangeReport): void {
    this.tools.note(`${this.id} ${report.type} ${report.clientOrderId}`);
    this.onReport(report);
  }
}
