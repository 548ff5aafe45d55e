/** At start: brings the read models up to the head of the store. */
import { isTerminal } from '../../domain/order/orderState.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import { UnfinishedBrackets } from '../brackets/unfinishedBrackets.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderQueryService } from '../queries/orderQueryService.ts';
import type { ExposureBook } from '../readmodel/exposureBook.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import { orderQueryLimitMax } from '../readmodel/orderViewStore.ts';
import { isOrderEvent, orderIdOf } from '../readmodel/projectOrder.ts';
import type { PendingSignals } from '../signals/pendingSignals.ts';
import type { StrategyPositions } from '../trading/strategyPositions.ts';
import type { StartSnapshots, StartState } from './startSnapshots.ts';

export interface HistoryDependencies {
  readonly store: EventStore;
  readonly projection: OrdersProjection;
  readonly pending: PendingSignals;
  readonly exposures: ExposureBook;
  readonly strategies: StrategyPositions;
  readonly queries: OrderQueryService;
  readonly brackets: BracketManager;
  readonly snapshots: StartSnapshots;
}

const batchSize = 2_000;

export async function loadHistory(dependencies: HistoryDependencies): Promise<void> {
  const { store, projection, snapshots } = dependencies;
  // An older copy of the events was put back under newer rows.
  if (projection.position > store.head().position) projection.startAnew();
  const start = snapshots.load();
  if (start === undefined) {
    await readEvents(dependencies, projection.position, () => undefined);
    restoreFromRows(dependencies);
  } else {
    await restoreFromSnapshot(dependencies, start);
  }
  snapshots.begin(start?.position ?? 0);
}

/** Reads the events after a position into the projection; `taken` has a look at each batch that is in. */
async function readEvents(
  { store, projection, pending }: HistoryDependencies,
  afterPosition: number,
  taken: (events: readonly StoredEvent[]) => void,
): Promise<void> {
  let batch: StoredEvent[] = [];
  const take = (): void => {
    projection.apply(batch);
    taken(batch);
    batch = [];
  };
  for await (const event of store.readAll({ afterPosition })) {
    pending.apply(event);
    if (batch.push(event) >= batchSize) take();
  }
  take();
  projection.markCaughtUp();
}

/** Without a snapshot that can be trusted: looks at every order there is. */
function restoreFromRows({ exposures, strategies, queries, brackets }: HistoryDependencies): void {
  const unfinished = new UnfinishedBrackets();
  for (let offset = 0; ; offset += orderQueryLimitMax) {
    const sort = [{ field: 'position', descending: false } as const];
    const { rows } = queries.getOrderHistory({ sort, offset, limit: orderQueryLimitMax });
    for (const row of rows) {
      exposures.restore(row, isTerminal(row.status));
      strategies.restore(row);
    }
    unfinished.addAll(rows);
    if (rows.length < orderQueryLimitMax) break;
  }
  brackets.restore(unfinished.rows());
}

/** Looks at what came after the snapshot and at what is active, however many orders there have been. */
async function restoreFromSnapshot(dependencies: HistoryDependencies, start: StartState): Promise<void> {
  const { projection, exposures, strategies, queries, brackets } = dependencies;
  exposures.restorePositions(start.positions);
  strategies.restoreAll(start.strategyPositions);
  const bracketOrders = new Set(start.bracketOrders);
  // The projection passes over what it has already.
  await readEvents(dependencies, Math.min(start.position, projection.position), (events) => {
    for (const event of events) {
      if (event.position <= start.position) continue;
      strategies.apply(event);
      if (!isOrderEvent(event)) continue;
      exposures.apply(event);
      // A late fill may have opened one again that was done with.
      if (event.type === 'OrderFilled') bracketOrders.add(orderIdOf(event));
      if (event.type !== 'OrderCreated') continue;
      const { orderId, bracket, parent } = event.data.terms;
      if (bracket !== undefined || parent !== undefined) bracketOrders.add(orderId);
    }
  });
  for (const row of queries.getActiveOrders()) exposures.restoreOpen(row);
  const rows = [...bracketOrders].map((orderId) => queries.getOrder(orderId));
  brackets.restore(rows.filter((row) => row !== undefined));
}
