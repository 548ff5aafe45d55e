/**
 * The exchange: takes orders, lets the markets match them, keeps the record and says what happened. Synchronous and
 * without input or output of its own; the server calls `commit` at the end of a turn, before anything said in it
 * leaves.
 */
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { admitOrder, type AdmittedTerms, type Rejection } from './admitOrder.ts';
import type { Grid } from './grid.ts';
import type { HouseConfig } from './house.ts';
import { OrderRegister } from './orderRegister.ts';
import type { CancelOrderRequest, ReplaceOrderRequest, SubmitRequest, WireReport } from './protocol.ts';
import type { SimRecord } from './record.ts';
import type { StoredExecution, StoredOrder } from './recordRows.ts';
import { readReplacement, type Replacement } from './replaceTerms.ts';
import { isDone, type SimOrder } from './simOrder.ts';
import { SymbolMarket, type Fill, type MarketListener } from './symbolMarket.ts';
import { VenueClock } from './venueClock.ts';

export interface ExchangeConfig {
  readonly symbols: readonly { readonly symbol: string; readonly grid: Grid; readonly referenceTicks: number }[];
  readonly house: HouseConfig;
  /** Whether a DAY order expires with the UTC day it was accepted in; without it, it stays working. */
  readonly dayOrdersExpire: boolean;
  /** The wall clock: microseconds since 1970 UTC. */
  readonly wallMicros: () => number;
}

export type SubmitReply =
  | { readonly type: 'accepted'; clientOrderId: string; venueOrderId: string; venueTime: number }
  | { readonly type: 'rejected'; clientOrderId: string; code: string; reason: string; venueTime: number };

/** `outcome`: the report is what a cancel or replace was waiting for. */
export type OnReport = (report: WireReport, outcome: boolean) => void;

const dayMicros = 86_400_000_000;

export class Exchange implements MarketListener {
  readonly markets: ReadonlyMap<string, SymbolMarket>;
  readonly counts = { submissions: 0, repeatedSubmissions: 0, executions: 0 };
  readonly #record: SimRecord;
  readonly #register: OrderRegister;
  readonly #clock: VenueClock;
  readonly #config: ExchangeConfig;
  readonly #onReport: OnReport;
  readonly #mark: string;
  #orderSequence: number;
  #executionSequence: number;
  #priority: number;
  #expiryCheckedAt = 0;

  /** Takes over what the record holds: open orders rest again in the sequence of their priorities. */
  constructor(config: ExchangeConfig, record: SimRecord, onReport: OnReport) {
    this.#config = config;
    this.#record = record;
    this.#onReport = onReport;
    this.#mark = record.mark;
    const highest = record.highest();
    this.#clock = new VenueClock(highest.venueTime, config.wallMicros);
    this.#orderSequence = highest.order;
    this.#executionSequence = highest.execution;
    this.#priority = highest.priority;
    this.#register = new OrderRegister(record, new Map(config.symbols.map(({ symbol, grid }) => [symbol, grid])));
    this.markets = new Map(
      config.symbols.map(({ symbol, grid, referenceTicks }) => [
        symbol,
        new SymbolMarket(grid, config.house, referenceTicks, this),
      ]),
    );
    for (const order of this.#register.restore()) this.markets.get(order.symbol)?.restore(order);
    for (const market of this.markets.values()) market.open();
  }

  get openCount(): number {
    return this.#register.openCount;
  }

  /**
   * A new order. The reply comes before anything it leads to. The same client order id again gets the same reply
   * and makes no second order. A `rejection` is the fault switches' own.
   */
  submit(request: SubmitRequest, rejection: Rejection | undefined, reply: (answer: SubmitReply) => void): void {
    const known = this.#register.find(request.clientOrderId);
    if (known !== undefined) {
      this.counts.repeatedSubmissions++;
      this.#countRepeat(request.clientOrderId, known);
      reply(replyOf(request.clientOrderId, known));
      return;
    }
    this.counts.submissions++;
    const now = this.#clock.now();
    const market = this.markets.get(request.symbol);
    const admitted = admitOrder(request, market?.grid, now);
    const refused = !admitted.ok ? admitted.error : rejection;
    if (!admitted.ok || market === undefined || refused !== undefined) {
      const stored = this.#rejected(request, refused ?? { code: 'unknown_symbol', reason: 'not traded here' }, now);
      this.#record.saveOrder(stored);
      reply(replyOf(request.clientOrderId, stored));
      return;
    }
    const order = this.#newOrder(request, admitted.value, now);
    this.#register.add(order);
    this.#register.noteChange(order);
    const { clientOrderId, venueOrderId } = order;
    reply({ type: 'accepted', clientOrderId, venueOrderId, venueTime: now });
    market.enter(order);
  }

  /** Cancels a working order; the outcome is a report. */
  cancel(request: CancelOrderRequest): void {
    const order = this.#register.live(request.clientOrderId);
    if (order === undefined || isDone(order)) {
      this.#refuse('cancel_rejected', request.clientOrderId, this.#notWorking(request.clientOrderId));
      return;
    }
    this.markets.get(order.symbol)?.withdraw(order);
    this.#end(order, 'canceled', 'canceled on request', true);
  }

  /**
   * Changes a working order. It keeps its place in the queue only when its prices stay and its quantity does not
   * grow. The outcome is a report, before whatever the changed order leads to.
   */
  replace(request: ReplaceOrderRequest): void {
    const { clientOrderId, newClientOrderId } = request;
    const order = this.#register.live(clientOrderId);
    const taken = this.#register.find(newClientOrderId);
    if (order !== undefined && order.currentClientOrderId === newClientOrderId) {
      this.#reportReplaced(order, clientOrderId);
      return;
    }
    const market = order === undefined ? undefined : this.markets.get(order.symbol);
    if (order === undefined || market === undefined || isDone(order)) {
      this.#refuse('replace_rejected', clientOrderId, this.#notWorking(clientOrderId));
      return;
    }
    if (taken !== undefined) {
      const reason = `${newClientOrderId} is the id of another order`;
      this.#refuse('replace_rejected', clientOrderId, { code: 'duplicate_client_order_id', reason });
      return;
    }
    const terms = readReplacement(request, order, market.grid);
    if (!terms.ok) {
      this.#refuse('replace_rejected', clientOrderId, terms.error);
      return;
    }
    const previousId = order.currentClientOrderId;
    if (!terms.value.keepsPriority) market.withdraw(order);
    this.#apply(order, terms.value, newClientOrderId);
    this.#reportReplaced(order, previousId);
    if (!terms.value.keepsPriority) market.enter(order);
  }

  /** The order by any id it ever had; undefined when there never was one. */
  find(clientOrderId: string): StoredOrder | undefined {
    return this.#register.find(clientOrderId);
  }

  /** Working orders after a venue number, at most `limit`, by number. */
  openOrders(after: number, limit: number): StoredOrder[] {
    const page: StoredOrder[] = [];
    for (const order of this.#register.open()) {
      if (order.sequence <= after) continue;
      page.push(this.#register.stored(order));
      if (page.length === limit) break;
    }
    return page;
  }

  /** Executions of one order, by any id it ever had, or of all since a venue time; at most `limit` after a number. */
  executions(
    filter: { readonly clientOrderId?: string | undefined; readonly since?: number | undefined },
    after: number,
    limit: number,
  ): StoredExecution[] {
    this.#register.write();
    if (filter.clientOrderId === undefined) return this.#record.executionsSince(filter.since ?? 0, after, limit);
    const order = this.#record.find(filter.clientOrderId);
    return order === undefined ? [] : this.#record.executionsOf(order.sequence, after, limit);
  }

  /** Expires GTD orders whose time has passed and, if so configured, DAY orders of earlier UTC days. */
  expireDue(): void {
    const now = this.#config.wallMicros();
    const today = Math.floor(now / dayMicros);
    const newDay = this.#config.dayOrdersExpire && today !== Math.floor(this.#expiryCheckedAt / dayMicros);
    this.#expiryCheckedAt = now;
    for (const order of [...this.#register.open()]) {
      if (order.goodTill !== undefined && order.goodTill <= now) this.#expire(order, 'good till date has passed');
      else if (newDay && order.timeInForce === 'DAY' && Math.floor(order.acceptedAt / dayMicros) < today) {
        this.#expire(order, 'the trading day has ended');
      }
    }
  }

  /** Ends the trading day at once: every DAY order expires. */
  endDay(): void {
    for (const order of [...this.#register.open()]) {
      if (order.timeInForce === 'DAY') this.#expire(order, 'the trading day has ended');
    }
  }

  /** Makes everything that happened since the last commit durable. Throws when the record can't be written. */
  commit(): void {
    this.#register.write();
    this.#record.commit();
  }

  onFill(order: SimOrder, fill: Fill): void {
    const { grid } = this.#marketOf(order);
    order.status = order.openLots === 0 ? 'filled' : 'partially_filled';
    order.updatedAt = this.#clock.now();
    this.#register.noteChange(order);
    this.counts.executions++;
    const execution: StoredExecution = {
      sequence: ++this.#executionSequence,
      executionId: `${this.#mark}-X${this.#executionSequence}`,
      orderSequence: order.sequence,
      clientOrderId: order.currentClientOrderId,
      symbol: order.symbol,
      side: order.side,
      quantity: grid.quantityText(fill.lots),
      price: grid.priceText(fill.ticks),
      liquidity: fill.liquidity,
      counterparty: fill.counterparty?.sequence ?? null,
      venueTime: order.updatedAt,
    };
    this.#register.addExecution(execution);
    const { clientOrderId, executionId, quantity, price, venueTime } = execution;
    this.#onReport({ kind: 'filled', clientOrderId, executionId, quantity, price, venueTime }, false);
  }

  onCanceled(order: SimOrder, reason: string): void {
    this.#end(order, 'canceled', reason, false);
  }

  onTriggered(order: SimOrder): void {
    order.priority = ++this.#priority;
    this.#register.noteChange(order);
  }

  #marketOf(order: SimOrder): SymbolMarket {
    const market = this.markets.get(order.symbol);
    if (market === undefined) throw new Error(`no market for ${order.symbol}`);
    return market;
  }

  #expire(order: SimOrder, reason: string): void {
    this.#marketOf(order).withdraw(order);
    this.#end(order, 'expired', reason, false);
  }

  #end(order: SimOrder, status: 'canceled' | 'expired', reason: string, outcome: boolean): void {
    order.status = status;
    order.reason = reason;
    order.updatedAt = this.#clock.now();
    this.#register.noteChange(order);
    const { currentClientOrderId: clientOrderId, updatedAt: venueTime } = order;
    this.#onReport({ kind: status, clientOrderId, reason, venueTime }, outcome);
  }

  #refuse(kind: 'cancel_rejected' | 'replace_rejected', clientOrderId: string, why: Rejection): void {
    this.#onReport({ kind, clientOrderId, ...why, venueTime: this.#clock.now() }, true);
  }

  #notWorking(clientOrderId: string): Rejection {
    const order = this.#register.find(clientOrderId);
    return order === undefined
      ? { code: 'unknown_order', reason: `no order has the id ${clientOrderId}` }
      : { code: 'too_late', reason: `the order is ${order.status}` };
  }

  #countRepeat(clientOrderId: string, known: StoredOrder): void {
    const live = this.#register.live(clientOrderId);
    if (live === undefined) {
      this.#record.countRepeatedSubmission(known.sequence);
      return;
    }
    live.repeatedSubmissions++;
    this.#register.noteChange(live);
  }

  #apply(order: SimOrder, terms: Replacement, newClientOrderId: string): void {
    order.openLots += terms.lots - order.lots;
    order.lots = terms.lots;
    order.limitTicks = terms.limitTicks;
    order.stopTicks = terms.stopTicks;
    order.updatedAt = this.#clock.now();
    if (!terms.keepsPriority) {
      order.priority = ++this.#priority;
      order.ticks = (order.triggered ? terms.limitTicks : (terms.stopTicks ?? terms.limitTicks)) ?? order.ticks;
    }
    this.#register.rename(order, newClientOrderId);
  }

  #reportReplaced(order: SimOrder, clientOrderId: string): void {
    const { grid } = this.#marketOf(order);
    this.#onReport(
      {
        kind: 'replaced',
        clientOrderId,
        newClientOrderId: order.currentClientOrderId,
        venueOrderId: order.venueOrderId,
        quantity: grid.quantityText(order.lots),
        ...(order.limitTicks !== undefined && { limitPrice: grid.priceText(order.limitTicks) }),
        ...(order.stopTicks !== undefined && { stopPrice: grid.priceText(order.stopTicks) }),
        venueTime: order.updatedAt,
      },
      true,
    );
  }

  #newOrder(request: SubmitRequest, terms: AdmittedTerms, now: EpochMicros): SimOrder {
    const sequence = ++this.#orderSequence;
    return {
      owner: 'client',
      sequence,
      venueOrderId: `${this.#mark}-O${sequence}`,
      clientOrderId: request.clientOrderId,
      currentClientOrderId: request.clientOrderId,
      account: request.account,
      symbol: request.symbol,
      side: request.side,
      orderType: request.orderType,
      timeInForce: request.timeInForce,
      ...terms,
      ticks: terms.stopTicks ?? terms.limitTicks ?? 0,
      openLots: terms.lots,
      triggered: false,
      status: 'accepted',
      reason: undefined,
      priority: ++this.#priority,
      acceptedAt: now,
      updatedAt: now,
      repeatedSubmissions: 0,
    };
  }

  #rejected(request: SubmitRequest, why: Rejection, now: EpochMicros): StoredOrder {
    const { clientOrderId, account, symbol, side, orderType, timeInForce, quantity } = request;
    const sequence = ++this.#orderSequence;
    return {
      sequence,
      venueOrderId: `${this.#mark}-O${sequence}`,
      clientOrderId,
      currentClientOrderId: clientOrderId,
      ...{ account, symbol, side, orderType, timeInForce, quantity },
      goodTill: request.goodTill ?? null,
      filledQuantity: '0',
      limitPrice: request.limitPrice ?? null,
      stopPrice: request.stopPrice ?? null,
      triggered: false,
      status: 'rejected',
      ...why,
      priority: 0,
      acceptedAt: now,
      updatedAt: now,
      repeatedSubmissions: 0,
    };
  }
}

function replyOf(clientOrderId: string, order: StoredOrder): SubmitReply {
  const venueTime = order.acceptedAt;
  return order.status === 'rejected'
    ? { type: 'rejected', clientOrderId, code: order.code ?? '', reason: order.reason ?? '', venueTime }
    : { type: 'accepted', clientOrderId, venueOrderId: order.venueOrderId, venueTime };
}
