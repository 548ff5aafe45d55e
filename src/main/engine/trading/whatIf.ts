/**
 * Judges the decisions of a past time by other limits. It reads the events in order and keeps the books of risk as the
 * engine kept them then. It asks the rules about each order and amend with the price and the overrides of that moment.
 * The decisions of that time stay: an order that other limits would have denied goes on as it did.
 */
import { replaceTermsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import { decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  deskStream,
  orderIdOfStream,
  type Actor,
  type AccountId,
  type OrderId,
  type StrategyId,
  type Ticker,
} from '../../../shared/kernel/ids.ts';
import { formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import { parsePriceSource, type Instrument } from '../../domain/instrument/instrument.ts';
import type { ReferencePrice } from '../../domain/instrument/referencePrice.ts';
import { amendedTerms } from '../../domain/order/amend/amendedTerms.ts';
import type { ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { termsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import type { RiskDecisionRecord, RuleResult } from '../../domain/order/riskDecision.ts';
import { countedLimits, windowOf, type CountedLimit } from '../../domain/controls/countingWindows.ts';
import { limitKindOf, limitNames } from '../../domain/risk/limits.ts';
import type { EngineConfiguration, RiskSettings } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { ExposureBook } from '../orders/exposureBook.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import { isOfOrder, isOrderEvent, type StoredOrderEvent } from '../orders/projectOrder.ts';
import { DailyProfit } from '../risk/day/dailyProfit.ts';
import { TradeBook } from './positions/tradeBook.ts';
import { ExposureSums } from '../risk/exposureSums.ts';
import { LimitBook } from '../risk/limitBook.ts';
import { OverrideBook } from '../risk/overrideBook.ts';
import { RiskManager } from '../risk/riskManager.ts';

/** A decision, as it was and as it would have been. A rule with a scope other than the desk's is `rule of scope`. */
export interface JudgedAgain {
  readonly position: number;
  readonly time: string;
  readonly orderId: OrderId;
  readonly what: 'order' | 'amend';
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly symbol: Ticker;
  readonly side: string;
  readonly quantity: string;
  /** The limits that denied the order then; empty where they let it pass. */
  readonly before: readonly RuleResult[];
  /** The limits that would have denied it; undefined where the price of the decision is not on record. */
  readonly after: readonly RuleResult[] | undefined;
}

/** The window of a limit that counts within one, and which file or desk set it. */
export interface WindowUsed {
  readonly limit: CountedLimit;
  readonly windowMs: number;
  /**
   * `file`: the file with the other limits sets the window. `desk`: the file sets none, so the window that the desk had
   * in force then counts.
   */
  readonly of: 'file' | 'desk';
}

/** The other limits, and the windows that the file itself sets, in milliseconds. */
export interface OtherLimits extends Pick<EngineConfiguration, 'instruments' | 'risk'> {
  readonly windows: Readonly<Partial<Record<CountedLimit, number>>>;
}

interface Decision {
  readonly what: 'order' | 'amend';
  readonly terms: OrderTerms;
  readonly risk: RiskDecisionRecord;
  readonly change?: ReplaceTerms;
}

const ofLimits: ReadonlySet<string> = new Set([
  'limit_not_set',
  ...limitNames.map((name) => limitKindOf(name).rule),
]);

export class WhatIf {
  private readonly live: LiveOrders;
  private readonly exposures: ExposureBook;
  private readonly trades: TradeBook;
  private readonly profit: DailyProfit;
  private readonly risk: RiskManager;
  private readonly sums: ExposureSums;
  /** The terms of orders that have not ended. */
  private readonly terms = new Map<OrderId, OrderTerms>();
  /** The last price by which an order of the symbol was judged. */
  private readonly prices = new Map<Ticker, ReferencePrice>();
  private readonly overrides: OverrideBook;
  private at: EpochMicros;
  /** The other limits, with the windows that count at that moment. */
  private settings: RiskSettings;
  private readonly inFile: OtherLimits['windows'];
  /** Follows the desk's own limits, for the time in which they counted. */
  private readonly ofDesk: LimitBook;
  private readonly limits: LimitBook;
  private used: readonly WindowUsed[] = [];

  constructor(
    store: Pick<EventStore, 'project'>,
    { instruments, risk, windows }: OtherLimits,
    startsAt: EpochMicros,
  ) {
    this.at = startsAt;
    this.settings = risk;
    this.inFile = windows;
    this.ofDesk = new LimitBook(() => risk);
    this.limits = new LimitBook(() => this.settings);
    const clock = { now: () => this.at, monotonicMs: () => this.at / 1_000 };
    const priceOf = (symbol: Ticker): Decimal | undefined => this.prices.get(symbol)?.price;
    const instrumentOf = (symbol: Ticker): Instrument | undefined =>
      instruments.find((one) => one.symbol === symbol);
    const live = new LiveOrders(store);
    this.overrides = new OverrideBook(clock);
    const exposures = new ExposureBook((orderId) => live.get(orderId));
    this.live = live;
    this.exposures = exposures;
    this.trades = new TradeBook((orderId) => live.get(orderId), clock);
    this.profit = new DailyProfit({
      clock,
      live,
      exposures,
      priceOf,
      isFresh: (symbol) => priceOf(symbol) !== undefined,
      instrumentOf,
      store: nothingBefore,
    });
    this.sums = new ExposureSums({
      exposures,
      clock,
      referencePrice: priceOf,
      instrumentOf,
    });
    this.risk = new RiskManager({
      limits: this.limits,
      overrides: this.overrides,
      exposures,
      sums: this.sums,
      dayVolume: (account, symbol) => this.trades.dayVolume(account, symbol),
      dayLoss: (account, currency) => this.profit.loss(account, currency),
      reference: (symbol) => this.prices.get(symbol),
      instrumentOf,
      effective: () => ({ state: 'active', scope: 'desk', reason: '' }),
      clock,
    });
  }

  /** Takes the next event, in order of position; returns the decision that it records. */
  async take(event: StoredEvent): Promise<JudgedAgain | undefined> {
    if (event.position === 1) await this.profit.load();
    this.at = event.time;
    if (!isOfOrder(event)) {
      this.overrides.apply(event);
      this.profit.apply([event]);
      this.risk.observe(event);
      if (event.streamId === deskStream) this.followWindows(event);
      return undefined;
    }
    const orderId = orderIdOfStream(event.streamId);
    if (event.version > 0) await this.live.find(orderId);
    if (!isOrderEvent(event)) return undefined;
    const decision = this.decisionOf(event, orderId);
    const judged = decision && this.judge(event, decision);
    this.follow(event, orderId);
    return judged;
  }

  /** The windows in force now, of those other limits that count within one. The same objects until one changes. */
  windows(): readonly WindowUsed[] {
    return this.used;
  }

  private followWindows(event: StoredEvent): void {
    this.ofDesk.apply(event);
    const used = countedLimits.map((limit): WindowUsed => {
      const inFile = this.inFile[limit];
      if (inFile !== undefined) return { limit, windowMs: inFile, of: 'file' };
      const onRecord = this.ofDesk.windowOnRecord(limit)?.windowMs;
      return { limit, windowMs: onRecord ?? this.settings[windowOf[limit]], of: 'desk' };
    });
    const isSame = used.every(({ limit, windowMs }) => windowMs === this.settings[windowOf[limit]]);
    if (isSame && this.used.length > 0) return;
    this.settings = {
      ...this.settings,
      ...Object.fromEntries(used.map(({ limit, windowMs }) => [windowOf[limit], windowMs])),
    };
    this.used = used.filter(({ limit }) => this.limits.has(limit));
  }

  private decisionOf(event: StoredOrderEvent, orderId: OrderId): Decision | undefined {
    switch (event.type) {
      case 'OrderCreated':
      case 'OrderDenied': {
        const { terms, risk } = event.data;
        if (terms === undefined || risk === undefined || terms.parent !== undefined) return undefined;
        return { what: 'order', terms: termsFromRecord(terms), risk };
      }
      case 'OrderReplaceRequested':
      case 'OrderReplaceDenied': {
        const { risk, ...asked } = event.data;
        const terms = this.terms.get(orderId);
        if (risk === undefined || terms === undefined) return undefined;
        return { what: 'amend', terms, risk, change: replaceTermsFromRecord(asked) };
      }
      default:
        return undefined;
    }
  }

  private judge(event: StoredOrderEvent, { what, ...decision }: Decision): JudgedAgain {
    const { terms, risk, change } = decision;
    const { account, strategy, symbol, side, orderId } = terms;
    const after = this.judgeNow(decision, event.actor);
    const { position, time } = event;
    const quantity = change?.quantity ?? terms.quantity;
    return {
      position,
      time: formatMicros(time),
      orderId,
      what,
      account,
      strategy,
      symbol,
      side,
      quantity: formatDecimal(quantity),
      before: deniedBy(risk),
      after: after && deniedBy(after),
    };
  }

  private judgeNow(
    { terms, risk: { reference }, change }: Omit<Decision, 'what'>,
    sender: Actor,
  ): RiskDecisionRecord | undefined {
    if (reference === undefined) return undefined;
    const { price, ageMs } = reference;
    const source = parsePriceSource(reference.source);
    if (source === undefined) return undefined;
    const priced = { price: decimal(price), source };
    this.prices.set(terms.symbol, { ...priced, ...(ageMs !== undefined && { ageMs }) });
    this.sums.moved(terms.symbol);
    this.profit.mark();
    return change === undefined ? this.risk.assess(terms, sender) : this.risk.assessAmend({ terms }, change);
  }

  /** Keeps the books as the engine kept them: an order that passed took its room at its decision. */
  private follow(event: StoredOrderEvent, orderId: OrderId): void {
    if (event.type === 'OrderCreated') {
      const terms = termsFromRecord(event.data.terms);
      this.terms.set(orderId, terms);
      if (terms.parent === undefined) this.risk.reserve(terms, event.actor);
    }
    const before = this.terms.get(orderId);
    if (event.type === 'OrderReplaced' && before !== undefined) {
      this.terms.set(orderId, amendedTerms(before, replaceTermsFromRecord(event.data)));
    }
    this.exposures.apply(event);
    this.live.apply([event]);
    this.trades.apply(event);
    this.profit.apply([event]);
  }
}

/** The day's profit is made from the events that are taken, and not from a store. */
const nothingBefore = {
  head: () => ({ position: 0, hash: '' }),
  async *readAll(): AsyncGenerator<StoredEvent> {
    // There is nothing before the first event.
  },
};

/** The limits that deny the order. The other rules, such as the trading state, are not asked again. */
function deniedBy({ rules }: RiskDecisionRecord): readonly RuleResult[] {
  return rules.filter(({ rule, verdict }) => verdict === 'deny' && ofLimits.has(rule));
}
