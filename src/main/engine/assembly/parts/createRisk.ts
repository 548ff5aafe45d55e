/** Puts together what judges new and amended orders: the rules of form, the rules of risk, and risk's own breaker. */
import type { AccountId, Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Decimal } from '../../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { loosenedByFile } from '../../../domain/risk/proposal.ts';
import { freshPrice } from '../../../domain/instrument/referencePrice.ts';
import type { ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../../domain/trading/tradingState.ts';
import type { AmendJudge } from '../../commands/amendJudge.ts';
import type { EngineConfiguration } from '../../configuration.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { Clock, IdSource, Logger, Venue } from '../../ports.ts';
import type { ExposureBook } from '../../orders/exposureBook.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import { DayLosses } from '../../risk/day/dayLosses.ts';
import { RiskGuard } from '../../risk/riskGuard.ts';
import { createAmendJudge } from '../../signals/createAmendJudge.ts';
import { ExposureSums } from '../../risk/exposureSums.ts';
import type { LimitBook } from '../../risk/limitBook.ts';
import type { LimitHistory } from '../../risk/limitHistory.ts';
import { LimitLines } from '../../risk/limitLines.ts';
import { OverrideBook } from '../../risk/overrideBook.ts';
import { ProposalBook } from '../../risk/proposalBook.ts';
import { RiskManager } from '../../risk/riskManager.ts';
import type { MarketBook } from '../../marketBook.ts';
import type { TradeBook } from '../../trading/positions/tradeBook.ts';
import { signalChecks, type SignalChecks } from '../../pipeline/signalChecks.ts';

export interface JudgesDependencies {
  /** The configuration in force; it is read at each use. */
  readonly configuration: EngineConfiguration;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly venues: readonly Venue[];
  readonly exposures: ExposureBook;
  readonly effective: (terms: ScopedTerms) => EffectiveState;
  readonly limits: LimitBook;
  readonly markets: Pick<MarketBook, 'reference' | 'onTick'>;
  readonly trades: TradeBook;
  readonly limitHistory: LimitHistory;
  readonly live: LiveOrders;
}

export interface Judges {
  readonly checks: SignalChecks;
  readonly overrides: OverrideBook;
  readonly proposals: ProposalBook;
  readonly risk: RiskManager;
  readonly riskBreaker: RiskGuard;
  readonly amends: AmendJudge;
  readonly lines: LimitLines;
  readonly dayLosses: DayLosses;
  /** Why one person alone may not put a configuration in force: it would loosen limits with four eyes. */
  readonly whyNotAlone: (to: EngineConfiguration) => Refusal | undefined;
}

export function createRisk(dependencies: JudgesDependencies): Judges {
  const { configuration, venues, limits, markets, trades, clock } = dependencies;
  const referencePrice = (symbol: Ticker, venue?: VenueId): Decimal | undefined =>
    markets.reference(symbol, venue)?.price;
  const checks = signalChecks(configuration, venues, referencePrice);
  const overrides = new OverrideBook(clock);
  const proposals = new ProposalBook(clock);
  const instrumentOf = (symbol: Ticker) => checks.instrument(symbol);
  const sums = new ExposureSums({
    ...dependencies,
    referencePrice: (symbol) => freshPrice(markets.reference(symbol)),
    instrumentOf,
  });
  markets.onTick(({ symbol }) => sums.moved(symbol));
  const dayLosses = new DayLosses({
    ...dependencies,
    priceOf: referencePrice,
    isFresh: (symbol) => freshPrice(markets.reference(symbol)) !== undefined,
    instrumentOf,
  });
  const ofDay = {
    dayVolume: (account: AccountId, symbol: Ticker) => trades.dayVolume(account, symbol),
    dayLoss: (account: AccountId, currency: string) => dayLosses.of(account, currency),
  };
  const risk = new RiskManager({
    ...dependencies,
    ...ofDay,
    overrides,
    sums,
    reference: (symbol, venue) => markets.reference(symbol, venue),
    instrumentOf,
  });
  const riskBreaker = new RiskGuard({ ...dependencies, risk, settings: () => configuration.riskBreaker });
  const amends = createAmendJudge({ checks, guard: riskBreaker, risk, clock });
  const { limitHistory: history } = dependencies;
  const lines = new LimitLines({ ...dependencies, ...ofDay, history, sums, risk });
  const whyNotAlone: Judges['whyNotAlone'] = (to) =>
    loosenedByFile(
      limits.changedByFile(configuration.risk, to.risk),
      limits.shortenedByFile(configuration.risk, to.risk),
    );
  return { checks, overrides, proposals, risk, riskBreaker, amends, lines, dayLosses, whyNotAlone };
}
