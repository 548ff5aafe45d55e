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
import type { PendingSignals } from '../signals/pendingSignals.ts';

export interface HistoryDependencies {
  readonly store: EventStore;
  readonly projection: OrdersProjection;
  readonly pending: PendingSignals;
  readonly exposures: ExposureBook;
  readonly queries: OrderQueryService;
  readonly brackets: BracketManager;
}

const batchSize = 2_000;

export async function loadHistory(dependencies: HistoryDependencies): Promise<void> {
  const { store, projection, pending, exposures, queries, brackets } = dependencies;
  // An older copy of the events was put back under newer rows.
  if (projection.position > store.head().position) projection.startAnew();
  let batch: StoredEvent[] = [];
  for await (const event of store.readAll({ afterPosition: projection.position })) {
    pending.apply(event);
    batch.push(event);
    if (batch.length < batchSize) continue;
    projection.apply(batch);
    batch = [];
  }
  projection.apply(batch);
  projection.markCaughtUp();
  const unfinished = new UnfinishedBrackets();
  for (let offset = 0; ; offset += orderQueryLimitMax) {
    const sort = [{ field: 'position', descending: false } as const];
    const { rows } = queries.getOrderHistory({ sort, offset, limit: orderQueryLimitMax });
    for (const row of rows) exposures.restore(row, isTerminal(row.status));
    unfinished.addAll(rows);
    if (rows.length < orderQueryLimitMax) break;
  }
  brackets.restore(unfinished.rows());
}
