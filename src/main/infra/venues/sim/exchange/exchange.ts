/**
 * The exchange: takes orders, lets the markets match them, keeps the record and reports what happened. It is
 * synchronous and does no input or output of its own. The server calls `commit` at the end of a turn, before any
 * message of that turn is sent.
 */
import { invariant } from '../../../../../shared/kernel/invariant.ts';
import { admitOrder, type Rejection } from './admitOrder.ts';
import { ExpiryWatch } from './expiryWatch.ts';
import type { Grid } from './grid.ts';
import type { HouseConfig } from './house.ts';
import { newOrder, rejectedOrder } from './newOrder.ts';
import { OrderOutcomes, type OnReport } from './orderOutcomes.ts';
import { OrderRegister } from './orderRegister.ts';
import { PositionBook } from '../record/positionBook.ts';
import type {
  CancelOrderRequest,
  ReplaceOrderRequest,
  SubmitRequest,
  WirePosition,
} from '../wire/protocol.ts';
import type { SimRecord } from '../record/record.ts';
import type { StoredExecution, StoredOrder } from '../record/recordRows.ts';
import { readReplacement, type Replacement } from './replaceTerms.ts';
import { isDone, isWaitingStop, type SimOrder } from './simOrder.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { SymbolMarket } from './symbolMarket.ts';
import { VenueNumbers } from './venueNumbers.ts';

export interface ExchangeConfig {
  readonly symbols: readonly {
    readonly symbol: string;
    readonly grid: Grid;
    readonly referenceTicks: number;
  }[];
  readonly house: HouseConfig;
  /** Whether a DAY order expires at the end of the UTC day in which it was accepted; otherwise it stays working. */
  readonly dayOrdersExpire: boolean;
  /** The wall clock: microseconds since 1970 UTC. */
  readonly wallMicros: () => number;
}

export type SubmitReply =
  | { readonly type: 'accepted'; clientOrderId: string; venueOrderId: string; venueTime: number }
  | { readonly type: 'rejected'; clientOrderId: string; code: string; reason: string; venueTime: number };

/** `first` is false when the same submission was answered before. */
export type OnReply = (answer: SubmitReply, first: boolean) => void;

export class Exchange {
  readonly markets: ReadonlyMap<string, SymbolMarket>;
  private readonly record: SimRecord;
  private readonly register: OrderRegister;
  private readonly numbers: VenueNumbers;
  private readonly outcomes: OrderOutcomes;
  private readonly positionBook: PositionBook;
  private readonly expiry: ExpiryWatch;
  private readonly wallMicros: () => number;
  private submissions = 0;
  private repeatedSubmissions = 0;

  /**
   * Restores what the record holds. Open orders rest again in the sequence of their priorities. No order trades yet.
   */
  constructor(config: ExchangeConfig, record: SimRecord, onReport: OnReport) {
    const grids = new Map(config.symbols.map(({ symbol, grid }) => [symbol, grid]));
    this.record = record;
    this.wallMicros = config.wallMicros;
    this.numbers = new VenueNumbers(record, config.wallMicros);
    this.register = new OrderRegister(record, grids);
    this.positionBook = new PositionBook(record.executedLots());
    this.outcomes = new OrderOutcomes(this.register, this.numbers, this.positionBook, grids, onReport);
    this.expiry = new ExpiryWatch(config.dayOrdersExpire);
    this.markets = new Map(
      config.symbols.map(({ symbol, grid, referenceTicks }) => [
        symbol,
        new SymbolMarket(grid, config.house, referenceTicks, this.outcomes),
      ]),
    );
    for (const order of this.register.restore()) {
      this.marketOf(order).restore(order);
      this.expiry.note(order);
    }
  }

  /**
   * Called once somebody hears the reports. Orders whose time has passed expire. Then the markets open, and the house's
   * quotes trade with resting orders.
   */
  open(): void {
    this.expireDue();
    for (const market of this.markets.values()) market.open();
  }

  /** The venue's time: always later than any time it gave before. */
  now(): EpochMicros {
    return this.numbers.now();
  }

  /** What the venue has done since its start. */
  get counts(): { submissions: number; repeatedSubmissions: number; executions: number } {
    const { executions } = this.outcomes;
    return { submissions: this.submissions, repeatedSubmissions: this.repeatedSubmissions, executions };
  }

  /** Working orders. */
  get openCount(): number {
    return [...this.register.working()].length;
  }

  /**
   * Takes a new order. The reply comes before anything that the order leads to. The same client order id again gets the
   * same reply and makes no second order. `rejection` is set when the fault switches reject the order.
   */
  submit(request: SubmitRequest, rejection: Rejection | undefined, reply: OnReply): void {
    const known = this.register.find(request.clientOrderId);
    if (known !== undefined) {
      this.repeatedSubmissions++;
      this.register.countRepeat(known);
      reply(replyOf(request.clientOrderId, known), false);
      return;
    }
    this.submissions++;
    const now = this.numbers.now();
    const market = this.markets.get(request.symbol);
    const admitted = admitOrder(request, market?.grid, now);
    if (!admitted.ok || market === undefined || rejection !== undefined) {
      const why = admitted.ok ? rejection : admitted.error;
      invariant(why !== undefined, 'an order is rejected for a reason');
      const stored = rejectedOrder(request, why, this.numbers, now);
      this.record.saveOrder(stored);
      reply(replyOf(request.clientOrderId, stored), true);
      return;
    }
    const order = newOrder(request, admitted.value, this.numbers, now);
    this.register.add(order);
    this.register.noteChange(order);
    this.expiry.note(order);
    reply(replyOf(request.clientOrderId, order), true);
    market.enter(order);
  }

  /** Cancels a working order, unless there is a rejection. The outcome comes as a report. */
  cancel(request: CancelOrderRequest, rejection?: Rejection): void {
    if (rejection !== undefined) {
      this.outcomes.refuse('cancel_rejected', request.clientOrderId, rejection);
      return;
    }
    const order = this.working(request.clientOrderId);
    if (order === undefined) {
      this.outcomes.refuse('cancel_rejected', request.clientOrderId, this.notWorking(request.clientOrderId));
      return;
    }
    this.marketOf(order).withdraw(order);
    this.outcomes.end(order, 'canceled', 'canceled on request', true);
  }

  /**
   * Changes a working order. The order keeps its place in the queue only when its prices stay and its quantity does not
   * grow. The outcome comes as a report, before anything that the changed order leads to.
   */
  replace(request: ReplaceOrderRequest, rejection?: Rejection): void {
    const { clientOrderId, newClientOrderId } = request;
    const refuse = (why: Rejection) => this.outcomes.refuse('replace_rejected', clientOrderId, why);
    if (rejection !== undefined) return refuse(rejection);
    const order = this.working(clientOrderId);
    if (order === undefined) return refuse(this.notWorking(clientOrderId));
    if (order.currentClientOrderId === newClientOrderId) return this.outcomes.replaced(order, clientOrderId);
    if (this.register.find(newClientOrderId) !== undefined) {
      const reason = `${newClientOrderId} is the id of another order`;
      return refuse({ code: 'duplicate_client_order_id', reason });
    }
    const market = this.marketOf(order);
    const terms = readReplacement(request, order, market.grid);
    if (!terms.ok) return refuse(terms.error);
    const previousId = order.currentClientOrderId;
    const { keepsPriority } = terms.value;
    if (!keepsPriority) market.withdraw(order);
    this.apply(order, terms.value);
    this.register.rename(order, newClientOrderId);
    this.outcomes.replaced(order, previousId);
    if (!keepsPriority) market.enter(order);
  }

  /** The order by any id it ever had; undefined when no order had this id. */
  find(clientOrderId: string): StoredOrder | undefined {
    return this.register.find(clientOrderId);
  }

  /** Working orders after a venue number, at most `limit`, by number. */
  openOrders(after: number, limit: number): StoredOrder[] {
    const page: StoredOrder[] = [];
    for (const order of this.register.working()) {
      if (order.sequence > after) page.push(this.register.stored(order));
      if (page.length === limit) break;
    }
    return page;
  }

  /**
   * Executions of one order (by any id it ever had), or of all orders since a venue time: at most `limit`, after a
   * number.
   */
  executions(
    filter: { readonly clientOrderId?: string | undefined; readonly since?: number | undefined },
    after: number,
    limit: number,
  ): StoredExecution[] {
    this.register.write();
    const { clientOrderId, since = 0 } = filter;
    if (clientOrderId === undefined) return this.record.executionsSince(since, after, limit);
    const order = this.record.find(clientOrderId);
    return order === undefined ? [] : this.record.executionsOf(order.sequence, after, limit);
  }

  /** The positions of each account, by all executions. */
  positions(): WirePosition[] {
    return this.positionBook.open();
  }

  /** Expires GTD orders whose time has passed and, if so configured, DAY orders of earlier UTC days. */
  expireDue(): void {
    for (const order of this.expiry.due(this.wallMicros(), this.register.working())) {
      this.expire(
        order,
        order.timeInForce === 'DAY' ? 'the trading day has ended' : 'good till date has passed',
      );
    }
  }

  /** Ends the trading day at once, so that every DAY order expires. */
  endDay(): void {
    const orders = [...this.register.working()].filter(({ timeInForce }) => timeInForce === 'DAY');
    for (const order of orders) this.expire(order, 'the trading day has ended');
  }

  /** Makes durable everything that happened since the last commit. Throws when the record can't be written. */
  commit(): void {
    this.register.write();
    this.record.commit();
  }

  private working(clientOrderId: string): SimOrder | undefined {
    const order = this.register.live(clientOrderId);
    return order === undefined || isDone(order) ? undefined : order;
  }

  private marketOf(order: SimOrder): SymbolMarket {
    const market = this.markets.get(order.symbol);
    invariant(market !== undefined, `an order in ${order.symbol}, which is not traded here`);
    return market;
  }

  private expire(order: SimOrder, reason: string): void {
    this.marketOf(order).withdraw(order);
    this.outcomes.end(order, 'expired', reason, false);
  }

  private notWorking(clientOrderId: string): Rejection {
    const order = this.register.find(clientOrderId);
    return order === undefined
      ? { code: 'unknown_order', reason: `no order has the id ${clientOrderId}` }
      : { code: 'too_late', reason: `the order is ${order.status}` };
  }

  private apply(order: SimOrder, terms: Replacement): void {
    order.openLots += terms.lots - order.lots;
    order.lots = terms.lots;
    order.limitTicks = terms.limitTicks;
    order.stopTicks = terms.stopTicks;
    order.updatedAt = this.numbers.now();
    if (terms.keepsPriority) return;
    order.priority = this.numbers.nextPriority();
    order.ticks = (isWaitingStop(order) ? terms.stopTicks : terms.limitTicks) ?? order.ticks;
  }
}

/** Only a stored order can be rejected; a live order was always accepted. */
type Answered = Pick<StoredOrder, 'status' | 'acceptedAt' | 'venueOrderId'> &
  Partial<Pick<StoredOrder, 'code'>> & { readonly reason: string | null | undefined };

function replyOf(clientOrderId: string, order: Answered): SubmitReply {
  const venueTime = order.acceptedAt;
  return order.status === 'rejected'
    ? { type: 'rejected', clientOrderId, code: order.code ?? '', reason: order.reason ?? '', venueTime }
    : { type: 'accepted', clientOrderId, venueOrderId: order.venueOrderId, venueTime };
}
