/**
 * The values that limits are compared with while no order is judged: for each limit and scope, the value at the place
 * that uses most of it. The limits of a single order have none.
 */
import {
  absolute,
  add,
  maximum,
  negate,
  subtract,
  wholeDecimal,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { netOf } from '../../domain/risk/exposureRules.ts';
import { venuesOf } from '../../domain/instrument/instrument.ts';
import type { LimitName } from '../../domain/risk/limits.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { ExposureBook } from '../orders/exposureBook.ts';
import type { ExposureSums } from './exposureSums.ts';
import type { RiskDependencies, RiskManager } from './riskManager.ts';

export interface MeasureDependencies extends Pick<RiskDependencies, 'dayVolume' | 'dayLoss'> {
  readonly configuration: Pick<EngineConfiguration, 'accounts' | 'instruments'>;
  readonly exposures: Pick<ExposureBook, 'all'>;
  readonly sums: ExposureSums;
  readonly risk: Pick<RiskManager, 'countsNow'>;
}

export interface Measured {
  readonly value: Decimal;
  /** The account and symbol, account, currency, venue or strategy that the value belongs to. */
  readonly where: string;
}

/** `unknown` where a price is missing. */
export type Measures = (name: LimitName, scope: string) => Measured | 'unknown';

const nothing: Measured = { value: zero, where: '' };

export function measureLimits(dependencies: MeasureDependencies): Measures {
  const most = new Map<LimitName, Map<string, Measured | 'unknown'>>();
  const count: Count = (name, scopes, value, where) => {
    const ofScopes = most.get(name) ?? new Map<string, Measured | 'unknown'>();
    most.set(name, ofScopes);
    for (const scope of scopes) {
      const before = ofScopes.get(scope) ?? nothing;
      if (before === 'unknown') continue;
      if (value === undefined) ofScopes.set(scope, 'unknown');
      else if (value > before.value) ofScopes.set(scope, { value, where });
    }
  };
  countPlaces(dependencies, count);
  countSums(dependencies, count);
  countLosses(dependencies, count);
  countOrders(dependencies, count);
  // The orders of a strategy may go to any place, except that each strategy's own orders are counted by themselves.
  return (name, scope) => {
    const isAnywhere = scope.startsWith('strategy:') && name !== 'repeatedExecutionsMax';
    return most.get(name)?.get(isAnywhere ? 'desk' : scope) ?? nothing;
  };
}

type Count = (name: LimitName, scopes: readonly string[], value: Decimal | undefined, where: string) => void;

function countPlaces({ exposures, configuration, dayVolume }: MeasureDependencies, count: Count): void {
  const venues = new Map<string, readonly string[]>(
    configuration.instruments.map((one) => [one.symbol, venuesOf(one).map((venue) => `venue:${venue}`)]),
  );
  for (const held of exposures.all()) {
    const { account, symbol, position, openBuyQuantity, openSellQuantity, openOrders } = held;
    const high = add(position, openBuyQuantity);
    const low = subtract(position, openSellQuantity);
    const scopes = ['desk', `account:${account}`, `symbol:${symbol}`, ...(venues.get(symbol) ?? [])];
    const at = `${account} ${symbol}`;
    count('positionMax', scopes, maximum(absolute(high), absolute(low)), at);
    count('longPositionMax', scopes, high, at);
    count('shortPositionMax', scopes, negate(low), at);
    count('openOrdersMax', scopes, wholeDecimal(openOrders), at);
    const open = add(openBuyQuantity, openSellQuantity);
    count('dailyVolumeMax', scopes, add(dayVolume(account, symbol), open), at);
  }
}

function countSums({ sums }: MeasureDependencies, count: Count): void {
  for (const { scope, currency, exposure } of sums.all()) {
    count('grossExposureMax', [scope], exposure?.gross, currency);
    count('netExposureMax', [scope], exposure && netOf(exposure), currency);
  }
}

function countLosses({ configuration, dayLoss }: MeasureDependencies, count: Count): void {
  const currencies = new Set(configuration.instruments.map(({ currency }) => currency));
  for (const account of configuration.accounts) {
    for (const currency of currencies) {
      const scopes = ['desk', `account:${account}`];
      count('dailyLossMax', scopes, dayLoss(account, currency), `${account} ${currency}`);
    }
  }
}

function countOrders({ risk }: MeasureDependencies, count: Count): void {
  const { messages, ofStrategy } = risk.countsNow();
  for (const [sender, orders] of messages) {
    const scope = sender.replace(' ', ':');
    // A venue counts the messages of all accounts together.
    const scopes = scope.startsWith('venue:') ? [scope] : ['desk', scope];
    count('messageRatePerSecondMax', scopes, wholeDecimal(orders), sender);
  }
  for (const [strategy, orders] of ofStrategy) {
    const scopes = ['desk', `strategy:${strategy}`];
    count('repeatedExecutionsMax', scopes, wholeDecimal(orders), strategy);
  }
}
