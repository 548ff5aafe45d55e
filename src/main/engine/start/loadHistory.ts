/** Called at a start: brings the books in memory up to the head of the store. */
import { orderIdOfStream, type OrderId } from '../../../shared/kernel/ids.ts';
import { isExecutionEvent } from '../../domain/order/executions.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import { UnfinishedBrackets } from '../brackets/unfinishedBrackets.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { ExposureBook } from '../orders/exposureBook.ts';
import type { OrderView } from '../orders/orderView.ts';
import { isOfOrder, isOrderEvent } from '../orders/projectOrder.ts';
import type { PendingSignals } from '../orders/pendingSignals.ts';
import type { LimitHistory } from '../risk/limitHistory.ts';
import type { StrategyPositions } from '../trading/positions/strategyPositions.ts';
import type { TradeBook } from '../trading/positions/tradeBook.ts';
import type { StartSnapshots, StartState } from './startSnapshots.ts';

export interface HistoryDependencies {
  readonly store: EventStore;
  readonly live: LiveOrders;
  readonly pending: PendingSignals;
  readonly exposures: ExposureBook;
  readonly strategies: StrategyPositions;
  readonly trades: TradeBook;
  readonly limitHistory: LimitHistory;
  readonly brackets: Pick<BracketManager, 'restore'>;
  readonly snapshots: StartSnapshots;
  /** Whether the store was rolled back or replaced. */
  readonly isOther: boolean;
}

/** The state before the first event: a start from it reads all events. */
const beginning: StartState = {
  position: 0,
  readFrom: 0,
  positions: [],
  strategyPositions: [],
  trades: [],
  denials: [],
  liveOrders: [],
  bracketOrders: [],
};

/**
 * Reads the last snapshot, if it is one of this store, and the events after it. Nothing is taken from the read model.
 */
export async function loadHistory(dependencies: HistoryDependencies): Promise<void> {
  const { snapshots, exposures, strategies, trades, limitHistory, live, isOther } = dependencies;
  const start = snapshots.load() ?? beginning;
  exposures.restorePositions(start.positions);
  strategies.restoreAll(start.strategyPositions);
  trades.restoreAll(start.trades);
  limitHistory.restoreDenials(start.denials);
  for (const orderId of start.liveOrders) await live.find(orderId);
  const bracketOrders = await readEvents(dependencies, start);
  for (const row of live.all()) exposures.restoreOpen(row);
  await restoreBrackets(dependencies, bracketOrders);
  snapshots.begin(start.position);
  // The last snapshot is not of this store.
  if (isOther) snapshots.save();
}

/** Returns the orders of brackets that may have something to do. */
async function readEvents(
  dependencies: HistoryDependencies,
  start: StartState,
): Promise<ReadonlySet<OrderId>> {
  const { store, pending } = dependencies;
  const bracketOrders = new Set(start.bracketOrders);
  for await (const event of store.readAll({ afterPosition: start.readFrom })) {
    pending.apply(event);
    if (event.position > start.position) await take(dependencies, event, bracketOrders);
  }
  return bracketOrders;
}

async function take(
  { live, exposures, strategies, trades, limitHistory }: HistoryDependencies,
  event: StoredEvent,
  bracketOrders: Set<OrderId>,
): Promise<void> {
  if (!isOfOrder(event)) {
    strategies.apply(event);
    return;
  }
  const orderId = orderIdOfStream(event.streamId);
  // An order that ended long ago may still be filled or reinstated.
  const known = event.version > 0 ? await live.find(orderId) : undefined;
  // No event of a stream counts after one that can't be understood.
  const isBelieved = known?.setAside === undefined || event.position < known.setAside;
  if (isBelieved && isOrderEvent(event)) {
    strategies.apply(event);
    trades.apply(event);
    limitHistory.apply(event);
    exposures.apply(event);
  }
  live.apply([event]);
  // A late fill, or one that was taken back, may need a bracket that had finished.
  const changes = event.type === 'OrderCreated' || isExecutionEvent(event);
  const row = changes ? live.get(orderId) : undefined;
  if (row !== undefined && isOfBracket(row)) bracketOrders.add(row.orderId);
}

function entryIdOf({ orderId, parentOrderId }: OrderView): OrderId {
  return parentOrderId ?? orderId;
}

function isOfBracket({ parentOrderId, takeProfit, stopLoss }: OrderView): boolean {
  return parentOrderId !== undefined || takeProfit !== undefined || stopLoss !== undefined;
}

async function restoreBrackets(
  { live, brackets }: HistoryDependencies,
  bracketOrders: ReadonlySet<OrderId>,
): Promise<void> {
  const rows: OrderView[] = [];
  for (const orderId of bracketOrders) {
    const row = await live.find(orderId);
    if (row !== undefined) rows.push(row);
  }
  const broken = new Set(rows.filter((row) => row.setAside !== undefined).map(entryIdOf));
  const unfinished = new UnfinishedBrackets();
  unfinished.addAll(rows.filter((row) => !broken.has(entryIdOf(row))));
  brackets.restore(unfinished.rows());
}
