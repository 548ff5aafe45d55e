/** A desk whose venue does what a test says. It keeps its own record, in plain numbers, of what fills could still do. */
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import { decimal, wholeDecimal } from '../../../../shared/kernel/decimal.ts';
import { engineActor, type AccountId, type OrderId, type Ticker } from '../../../../shared/kernel/ids.ts';
import type { Side } from '../../../domain/order/orderTerms.ts';
import type { RiskDecisionRecord } from '../../../domain/order/riskDecision.ts';
import { sampleTerms } from '../../../domain/order/testing/sampleTerms.ts';
import { defaultConfiguration } from '../../configuration.ts';
import { manualTime } from '../../events/testing/manualTime.ts';
import { ExposureBook } from '../../orders/exposureBook.ts';
import { ExposureSums } from '../exposureSums.ts';
import { LimitBook } from '../limitBook.ts';
import { RiskManager, refusalsOf } from '../riskManager.ts';

export const accounts = ['a', 'b'] as const;
export const symbols = ['X', 'Y'] as const;
export const venue = sampleTerms.venue;

/** `position` holds for the symbol Y, `venueRate` for all accounts at the venue. */
export const allowed = {
  long: 40,
  short: 25,
  position: 20,
  gross: 6_000,
  net: 5_000,
  orders: 3,
  volume: 42,
  rate: 4,
  venueRate: 6,
  loss: 40,
};

const settings = {
  ...defaultConfiguration().risk,
  priceCollar: 'none' as const,
  longPositionMax: wholeDecimal(allowed.long),
  shortPositionMax: wholeDecimal(allowed.short),
  grossExposureMax: wholeDecimal(allowed.gross),
  netExposureMax: wholeDecimal(allowed.net),
  openOrdersMax: wholeDecimal(allowed.orders),
  dailyVolumeMax: wholeDecimal(allowed.volume),
  dailyLossMax: wholeDecimal(allowed.loss),
  messageRatePerSecondMax: wholeDecimal(allowed.rate),
  scopes: {
    'symbol:Y': { positionMax: wholeDecimal(allowed.position) },
    [`venue:${venue}`]: { messageRatePerSecondMax: wholeDecimal(allowed.venueRate) },
  },
};

export interface Placed {
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly orderId: string;
  quantity: number;
  limitPrice: number;
  status: 'working' | 'filled' | 'canceled';
  /** Those that stand. */
  executions: { readonly id: string; readonly quantity: number; readonly price: number }[];
}

export const filledOf = ({ executions }: Placed): number =>
  executions.reduce((sum, { quantity }) => sum + quantity, 0);
export const signOf = ({ side }: Pick<Placed, 'side'>): 1 | -1 => (side === 'buy' ? 1 : -1);

export class LimitedDesk {
  readonly orders: Placed[] = [];
  readonly prices = new Map<string, number>(symbols.map((symbol) => [symbol, 100]));
  /** Each order and amend that passed. */
  readonly messages: { readonly account: string; readonly atMs: number }[] = [];
  private readonly time = manualTime();
  private readonly exposures = new ExposureBook((orderId) => this.rowOf(orderId));
  private readonly sums: ExposureSums;
  private readonly risk: RiskManager;
  private nextId = 1;

  constructor() {
    const { exposures, time } = this;
    const { clock } = time;
    const referencePrice = (symbol: string) => wholeDecimal(this.priceOf(symbol));
    const instrumentOf = () => ({ currency: 'USD', tickSize: decimal('0.25') });
    this.sums = new ExposureSums({ exposures, clock, referencePrice, instrumentOf });
    this.risk = new RiskManager({
      exposures,
      clock,
      limits: new LimitBook(() => settings),
      overrides: { of: () => [] },
      sums: this.sums,
      dayVolume: (account, symbol) => wholeDecimal(this.volume(account, symbol)),
      dayLoss: (account) => wholeDecimal(this.loss(account)),
      reference: (symbol) => ({ price: referencePrice(symbol), source: 'fixed' }),
      instrumentOf,
      effective: () => ({ state: 'active', scope: 'desk', reason: '' }),
    });
  }

  get nowMs(): number {
    return this.time.clock.monotonicMs();
  }

  get working(): readonly Placed[] {
    return this.orders.filter(({ status }) => status === 'working');
  }

  priceOf(symbol: string): number {
    return this.prices.get(symbol) ?? 0;
  }

  position(account: string, symbol: string): number {
    return this.at(account, symbol).reduce((sum, order) => sum + signOf(order) * filledOf(order), 0);
  }

  volume(account: string, symbol: string): number {
    return this.at(account, symbol).reduce((sum, order) => sum + filledOf(order), 0);
  }

  /** What the account paid, less what it got and what its positions are worth. */
  loss(account: string): number {
    const own = this.orders.filter((order) => order.account === account);
    return own.reduce(
      (sum, order) =>
        sum +
        order.executions.reduce(
          (paid, { quantity, price }) =>
            paid + signOf(order) * quantity * (price - this.priceOf(order.symbol)),
          0,
        ),
      0,
    );
  }

  at(account: string, symbol: string): readonly Placed[] {
    return this.orders.filter((order) => order.account === account && order.symbol === symbol);
  }

  /** Gives the codes of the refusal; none where the order works now. */
  order(asked: Pick<Placed, 'account' | 'symbol' | 'side' | 'quantity'>): readonly string[] {
    const placed: Placed = {
      ...asked,
      orderId: ids.order(`o${this.nextId++}`),
      limitPrice: this.priceOf(asked.symbol),
      status: 'working',
      executions: [],
    };
    const terms = termsOf(placed);
    const codes = codesOf(this.risk.assess(terms, engineActor()));
    if (codes.length > 0) return codes;
    this.risk.reserve(terms, engineActor());
    this.orders.push(placed);
    this.messages.push({ account: placed.account, atMs: this.nowMs });
    return codes;
  }

  /** The same for an amend to this quantity at the market's price. One that makes the order smaller always passes. */
  amend(order: Placed, quantity: number): readonly string[] {
    const change = { quantity: wholeDecimal(quantity), limitPrice: wholeDecimal(this.priceOf(order.symbol)) };
    if (quantity > order.quantity) {
      const asked = { terms: termsOf(order), filledQuantity: wholeDecimal(filledOf(order)) } as never;
      const codes = codesOf(this.risk.assessAmend(asked, change));
      if (codes.length > 0) return codes;
      this.risk.reserveAmend(asked, change);
      this.messages.push({ account: order.account, atMs: this.nowMs });
    }
    order.quantity = quantity;
    order.limitPrice = this.priceOf(order.symbol);
    this.tell(order, 'OrderReplaced', { quantity: String(quantity), limitPrice: String(order.limitPrice) });
    return [];
  }

  fill(order: Placed, asked: number, price: number): void {
    const quantity = Math.min(asked, order.quantity - filledOf(order));
    order.executions.push({ id: `e${this.nextId++}`, quantity, price });
    const data = { lastQuantity: String(quantity), lastPrice: String(price) };
    this.tell(order, 'OrderFilled', { ...data, cumulativeQuantity: String(filledOf(order)) });
    if (filledOf(order) === order.quantity) order.status = 'filled';
  }

  end(order: Placed): void {
    this.tell(order, 'OrderCanceled', {});
    order.status = 'canceled';
  }

  /** The venue corrects an execution, or takes it back where nothing of it is left. A filled order works on then. */
  revise(
    order: Placed,
    executionId: string,
    to: { readonly quantity: number; readonly price: number },
  ): void {
    const struck = order.executions.find(({ id }) => id === executionId);
    if (struck === undefined) return;
    order.executions = order.executions.filter((one) => one !== struck);
    const isBust = to.quantity === 0;
    if (!isBust) order.executions.push({ id: `e${this.nextId++}`, ...to });
    this.tell(order, isBust ? 'OrderExecutionBusted' : 'OrderExecutionCorrected', {
      struck: { quantity: String(struck.quantity), price: String(struck.price) },
      ...(!isBust && { lastQuantity: String(to.quantity), lastPrice: String(to.price) }),
      cumulativeQuantity: String(filledOf(order)),
    });
    if (order.status === 'filled' && filledOf(order) < order.quantity) order.status = 'working';
  }

  move(symbol: string, price: number): void {
    this.prices.set(symbol, price);
    this.sums.moved(ids.symbol(symbol));
  }

  wait(ms: number): void {
    this.time.advance(ms);
  }

  private tell({ orderId }: Placed, type: string, data: object): void {
    this.exposures.apply({ type, data, streamId: `order-${orderId}` } as never);
  }

  private rowOf(orderId: string) {
    const order = this.orders.find((one) => one.orderId === orderId);
    if (order === undefined || order.status === 'working') return undefined;
    const { status } = order;
    const numbers = { quantity: String(order.quantity), filledQuantity: String(filledOf(order)) };
    return { ...placeOf(order), venue, status, ...numbers, orderType: 'limit' as const };
  }
}

function placeOf({
  orderId,
  account,
  symbol,
  side,
}: Pick<Placed, 'orderId' | 'account' | 'symbol' | 'side'>) {
  return {
    orderId: orderId as OrderId,
    account: account as AccountId,
    symbol: symbol as Ticker,
    side,
  };
}

function termsOf({ quantity, limitPrice, ...order }: Placed) {
  return {
    ...sampleTerms,
    ...placeOf(order),
    quantity: wholeDecimal(quantity),
    limitPrice: wholeDecimal(limitPrice),
  };
}

function codesOf(decision: RiskDecisionRecord): readonly string[] {
  return refusalsOf(decision).map(({ code }) => code);
}
