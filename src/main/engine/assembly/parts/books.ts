/**
 * What the engine keeps in memory. Each book follows the committed events. Decisions read the books, and never a read
 * model.
 */
import type { SetAsideStreams } from '../../events/understanding/setAsideStreams.ts';
import type { EventStore } from '../../events/eventStore.ts';
import { ClosingBook } from '../../gates/closingBook.ts';
import { MarketBook } from '../../marketBook.ts';
import { ExposureBook } from '../../orders/exposureBook.ts';
import { Interruptions } from '../../orders/interruptions.ts';
import { LiveOrders } from '../../orders/liveOrders.ts';
import { PendingSignals } from '../../orders/pendingSignals.ts';
import type { Clock } from '../../ports.ts';
import { LimitBook } from '../../risk/limitBook.ts';
import { LimitHistory } from '../../risk/limitHistory.ts';
import type { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import { FlatScopes } from '../../trading/positions/flatScopes.ts';
import { ScopeStates } from '../../trading/scopeStates.ts';
import { StrategyPositions } from '../../trading/positions/strategyPositions.ts';
import { TradeBook } from '../../trading/positions/tradeBook.ts';

export interface Books {
  readonly live: LiveOrders;
  readonly exposures: ExposureBook;
  readonly pending: PendingSignals;
  readonly interruptions: Interruptions;
  readonly setAside: SetAsideStreams;
  readonly closing: ClosingBook;
  readonly scopes: ScopeStates;
  readonly flats: FlatScopes;
  readonly strategies: StrategyPositions;
  readonly trades: TradeBook;
  readonly limits: LimitBook;
  readonly markets: MarketBook;
  readonly limitHistory: LimitHistory;
}

export function createBooks(
  store: EventStore,
  setAside: SetAsideStreams,
  configuration: LiveConfiguration,
  clock: Clock,
): Books {
  const live = new LiveOrders(store);
  const flats = new FlatScopes();
  const limits = new LimitBook(() => configuration.risk);
  return {
    live,
    exposures: new ExposureBook((orderId) => live.get(orderId)),
    pending: new PendingSignals(),
    interruptions: new Interruptions(),
    setAside,
    closing: new ClosingBook(),
    scopes: new ScopeStates(),
    flats,
    strategies: new StrategyPositions((orderId) => live.get(orderId), flats),
    trades: new TradeBook((orderId) => live.get(orderId), clock),
    limits,
    markets: new MarketBook(configuration, limits, clock),
    limitHistory: new LimitHistory(),
  };
}
