/** Gathers the values that the rules of risk look at, and takes room for the orders that pass. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import {
  isByHand,
  type Actor,
  type StrategyId,
  type VenueId,
  type AccountId,
  type OrderId,
  type Ticker,
} from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { amendedTerms } from '../../domain/order/amend/amendedTerms.ts';
import { askedQuantity, type Order, type ReplaceTerms } from '../../domain/order/orderState.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { originOf, touchOf, type ReferencePrice } from '../../domain/instrument/referencePrice.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { refusalOfRule, type RiskDecisionRecord, type RuleResult } from '../../domain/order/riskDecision.ts';
import type { Limit, LimitName } from '../../domain/risk/limits.ts';
import { forKillSwitch, withOverrides } from '../../domain/risk/override.ts';
import { judgedInput } from '../../domain/risk/exposureRules.ts';
import type { Measured, RiskInput } from '../../domain/risk/riskInput.ts';
import { assessRisk, limitRules } from '../../domain/risk/riskRules.ts';
import { parseTradingScope, type ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock } from '../ports.ts';
import type { Exposure, ExposureBook } from '../orders/exposureBook.ts';
import type { ExposureSums } from './exposureSums.ts';
import { limitsInForce, type LimitBook, type LimitsInForce } from './limitBook.ts';
import type { OverrideBook } from './overrideBook.ts';
import { SlidingCounts } from './slidingCounts.ts';

const rateWindowMs = 1_000;
/** The strategy of orders that an operator enters by hand. */
const manual = 'manual';
/**
 * The name under which a strategy's orders are counted. Orders that a person enters in a strategy's name are counted
 * apart.
 */
const countedAs = (strategy: StrategyId, sender: Actor): string =>
  strategy === manual && isByHand(sender) ? byHand : strategy;
/** No strategy has this name, because it has a space. */
const byHand = 'by hand';

export interface RiskDependencies {
  readonly limits: LimitBook;
  readonly overrides: Pick<OverrideBook, 'of'>;
  readonly exposures: ExposureBook;
  readonly sums: ExposureSums;
  /** Executed since midnight UTC. */
  readonly dayVolume: (account: AccountId, symbol: Ticker) => Decimal;
  /** Undefined while it is not known. */
  readonly dayLoss: (account: AccountId, currency: string) => Decimal | undefined;
  /** The price by which an order at the venue is judged. */
  readonly reference: (symbol: Ticker, venue: VenueId) => ReferencePrice | undefined;
  readonly instrumentOf: (
    symbol: Ticker,
  ) => Pick<Instrument, 'currency' | 'tickSize' | 'multiplier'> | undefined;
  /** The trading state of the scopes that an order is in. */
  readonly effective: (terms: ScopedTerms) => EffectiveState;
  readonly clock: Clock;
}

export class RiskManager {
  private readonly dependencies: RiskDependencies;
  /** Orders and amends by account and by venue. */
  private readonly messages = new SlidingCounts();
  private readonly identical = new SlidingCounts();
  private readonly ofStrategy = new SlidingCounts();
  private readonly repeated: ((strategy: StrategyId, reason: string) => void)[] = [];

  constructor(dependencies: RiskDependencies) {
    this.dependencies = dependencies;
  }

  /** The sender is whose order it is: under four eyes no override of the sender's own counts. */
  assess(terms: OrderTerms, sender: Actor): RiskDecisionRecord {
    const decision = assessRisk(this.inputOf(terms, sender, this.dependencies.exposures.of(terms)));
    if (terms.killId !== undefined) return forKillSwitch(decision);
    return withOverrides(decision, this.dependencies.overrides.of(terms.signalId), sender);
  }

  /**
   * Judges an amended order like a new one: its working quantity is taken out first, and its filled quantity counts in
   * the position. No override lets an amend pass: it was given for the order that the signal made.
   */
  assessAmend({ terms }: Pick<Order, 'terms'>, change: ReplaceTerms): RiskDecisionRecord {
    const exposure = this.dependencies.exposures.without(terms);
    return assessRisk(this.inputOf(amendedTerms(terms, change), undefined, exposure));
  }

  /** What one limit would say about an order that works already, if the order were new. */
  compare({ terms }: Pick<Order, 'terms'>, limit: Limit): RuleResult | undefined {
    const exposure = this.dependencies.exposures.without(terms);
    const input = judgedInput(this.inputOf(terms, undefined, exposure, limitsInForce([limit])));
    return limitRules[limit.name](input, limit);
  }

  /**
   * Orders and amends in the last second, by `account main` and `venue sim`. Also the orders of each strategy in their
   * window, which count where a limit asks for them.
   */
  countsNow() {
    const { limits, clock } = this.dependencies;
    const nowMs = clock.monotonicMs();
    return {
      messages: this.messages.all(nowMs, rateWindowMs),
      ofStrategy: this.ofStrategy
        .all(nowMs, limits.windowMs('repeatedExecutionsMax'))
        .filter(([counted]) => counted !== byHand),
    };
  }

  /** Counts an order that passed, before the order exists. */
  reserve(terms: OrderTerms, sender: Actor): void {
    const { exposures, limits, clock } = this.dependencies;
    exposures.reserve(terms);
    this.countMessage(terms);
    const { names } = limits.inForce(terms);
    const nowMs = clock.monotonicMs();
    if (names.has('repeatedOrdersMax')) {
      this.identical.add(identityOf(terms), nowMs, limits.windowMs('repeatedOrdersMax'));
    }
    if (names.has('repeatedExecutionsMax')) {
      const windowMs = limits.windowMs('repeatedExecutionsMax');
      this.ofStrategy.add(countedAs(terms.strategy, sender), nowMs, windowMs);
    }
  }

  /** The listener hears of each strategy that has sent too many orders by itself, and why. */
  onRepeated(listener: (strategy: StrategyId, reason: string) => void): void {
    this.repeated.push(listener);
  }

  /** Tells of the strategy of an order that was denied because the strategy had sent too many. */
  denied(terms: OrderTerms, { rules }: RiskDecisionRecord): void {
    const repeated = rules.find(
      ({ rule, verdict, soft }) => rule === 'repeated_execution' && verdict === 'deny' && !soft,
    );
    if (repeated === undefined) return;
    for (const hear of this.repeated) hear(terms.strategy, repeated.message ?? repeated.rule);
  }

  /** A strategy that somebody has enabled again is not disabled for what it had sent before. */
  observe(event: StoredEvent): void {
    if (event.type !== 'TradingStateChanged' || event.data.to !== 'active') return;
    const scope = parseTradingScope(event.data.scope);
    if (scope?.kind === 'strategy') this.ofStrategy.forget(scope.id);
  }

  /** Counts an amend that passed, before it is requested: it takes the room for the larger order at once. */
  reserveAmend({ terms }: Order, { quantity, limitPrice }: ReplaceTerms): void {
    this.dependencies.exposures.ask(terms.orderId, quantity, limitPrice);
    this.countMessage(terms);
  }

  /** Gives back the room of an amend that was not requested. The quantity of an earlier request goes on counting. */
  releaseAmend(order: Order): void {
    this.dependencies.exposures.ask(order.terms.orderId, askedQuantity(order));
  }

  /** Takes back all that an amend has counted, in the reverse order of the counting and with nothing in between. */
  forgetAmend(order: Order): void {
    this.releaseAmend(order);
    const { account, venue } = order.terms;
    this.messages.takeBack(`account ${account}`);
    this.messages.takeBack(`venue ${venue}`);
  }

  /** Gives the room back when the order was not created. */
  release(orderId: OrderId): void {
    this.dependencies.exposures.release(orderId);
  }

  /**
   * An order is compared with its sender's earlier orders to find repetitions. A working order repeats none, and has no
   * sender here.
   */
  private inputOf(
    terms: OrderTerms,
    sender: Actor | undefined,
    exposure: Exposure,
    inForce: LimitsInForce = this.dependencies.limits.inForce(terms),
  ): RiskInput {
    const { exposures, instrumentOf, reference, effective } = this.dependencies;
    const { currency = '', tickSize, multiplier } = instrumentOf(terms.symbol) ?? {};
    const judgedBy = reference(terms.symbol, terms.venue);
    return {
      terms,
      currency,
      multiplier,
      tickSize,
      limits: inForce.limits,
      notSaid: this.dependencies.limits.notSaid(),
      referencePrice: judgedBy?.price,
      priceOrigin: judgedBy && originOf(judgedBy),
      touchPrice: judgedBy && touchOf(judgedBy, terms.side),
      ...exposure,
      ...(terms.killId !== undefined && { closingQuantity: exposures.closing(terms) }),
      trading: effective(terms),
      ordersLastSecond: this.inLastSecond(`account ${terms.account}`) + 1,
      measured: this.measure(terms, sender, currency, inForce),
    };
  }

  /** Measures only what the limits in force need. */
  private measure(
    terms: OrderTerms,
    sender: Actor | undefined,
    currency: string,
    { names, exposureScopes }: LimitsInForce,
  ): Measured {
    const { account, symbol, strategy, venue } = terms;
    const { exposures, sums, dayVolume, dayLoss, limits: book, clock } = this.dependencies;
    const asks = (...some: LimitName[]): boolean => some.some((name) => names.has(name));
    const nowMs = clock.monotonicMs();
    const counted = sender && countedAs(strategy, sender);
    return {
      ...(asks('dailyVolumeMax') && { dayVolume: dayVolume(account, symbol) }),
      ...(asks('dailyLossMax') && { dayLoss: dayLoss(account, currency) }),
      ...(asks('messageRatePerSecondMax') && {
        venueOrdersLastSecond: this.inLastSecond(`venue ${venue}`) + 1,
      }),
      ...(asks('repeatedOrdersMax') && {
        identicalOrders: this.identical.of(identityOf(terms), nowMs, book.windowMs('repeatedOrdersMax')) + 1,
      }),
      ...(asks('repeatedExecutionsMax') &&
        counted !== undefined && {
          isByHand: counted === byHand,
          strategyOrders: this.ofStrategy.of(counted, nowMs, book.windowMs('repeatedExecutionsMax')) + 1,
        }),
      ...(asks('selfCrossingMax') && { crossable: exposures.crossable(terms) }),
      ...(exposureScopes.length > 0 && {
        exposures: new Map(exposureScopes.map((scope) => [scope, sums.without(scope, terms)])),
      }),
    };
  }

  private countMessage({ account, venue }: OrderTerms): void {
    const nowMs = this.dependencies.clock.monotonicMs();
    this.messages.add(`account ${account}`, nowMs, rateWindowMs);
    this.messages.add(`venue ${venue}`, nowMs, rateWindowMs);
  }

  private inLastSecond(key: string): number {
    return this.messages.of(key, this.dependencies.clock.monotonicMs(), rateWindowMs);
  }
}

/** Two orders with the same text ask for the same. */
function identityOf({ account, strategy, venue, symbol, side, orderType, ...terms }: OrderTerms): string {
  const { quantity, limitPrice = '', stopPrice = '' } = terms;
  return [account, strategy, venue, symbol, side, orderType, quantity, limitPrice, stopPrice].join(' ');
}

export function refusalsOf(decision: RiskDecisionRecord): readonly Refusal[] {
  return decision.rules.filter((rule) => rule.verdict === 'deny').map(refusalOfRule);
}
