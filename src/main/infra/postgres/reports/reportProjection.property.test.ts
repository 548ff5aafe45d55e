/** The rows of the reporting tables are those of a replay, in whatever batches the events come and wherever it begins anew. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { readEverything } from '../../../engine/events/testing/sampleEvents.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { OrderHistory, orderStep, replayed } from '../../../engine/readmodel/testing/orderHistories.ts';
import { signalHistory, signalSteps } from '../../../engine/readmodel/testing/signalHistories.ts';
import type { SignalView } from '../../../engine/readmodel/signals/signalView.ts';
import { replayedSignals } from '../../../ipc/testing/signalsOf.ts';
import { memoryEventStore } from '../../memory/memoryEventStore.ts';
import { ReportProjection } from './reportProjection.ts';

/** Sizes of batches; after a batch of an odd size everything in memory is lost. */
const batches = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 });

interface Rows {
  readonly orders: Map<string, OrderView>;
  readonly signals: Map<string, SignalView>;
}

async function followed(all: readonly StoredEvent[], sizes: readonly number[]): Promise<Rows> {
  async function* read(streamId: StreamId) {
    for (const event of all) if (event.streamId === streamId) yield await Promise.resolve(event);
  }
  const rows: Rows = { orders: new Map(), signals: new Map() };
  let projection = new ReportProjection({ read }, 0);
  for (let at = 0, turn = 0; at < all.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const changed = await projection.take(all.slice(at, at + size));
    at += size;
    for (const [key, row] of changed.orders) rows.orders.set(key, row);
    for (const [key, row] of changed.signals) rows.signals.set(key, row);
    if (size % 2 === 1) projection = new ReportProjection({ read }, projection.position);
  }
  return rows;
}

it('rows of signals equal a replay', async () => {
  await fc.assert(
    fc.asyncProperty(signalSteps, batches, async (steps, sizes) => {
      const events = signalHistory(steps);
      expect((await followed(events, sizes)).signals).toEqual(replayedSignals(events));
    }),
    { numRuns: 500 },
  );
});

it('rows of orders equal a replay', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(orderStep, { maxLength: 40 }), batches, async (steps, sizes) => {
      const store = memoryEventStore(manualTime());
      const history = new OrderHistory();
      for (const step of steps) {
        const append = history.take(step);
        if (append !== undefined) await store.appendAll([append]);
      }
      const events = await readEverything(store);
      expect((await followed(events, sizes)).orders).toEqual(replayed(events));
    }),
    { numRuns: 300 },
  );
});
