/**
 * Saves the snapshot from which a start reads on, for a store in which nothing is written meanwhile. A standby makes it,
 * because no engine runs on its copy that would.
 */
import { deskStream } from '../../../../shared/kernel/ids.ts';
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { SnapshotStore } from '../../events/snapshotStore.ts';
import { SetAsideStreams } from '../../events/understanding/setAsideStreams.ts';
import { understandingStore } from '../../events/understanding/understandingStore.ts';
import type { OrderView } from '../../orders/orderView.ts';
import { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import { loadHistory } from '../../start/loadHistory.ts';
import { StartSnapshots } from '../../start/startSnapshots.ts';
import { createBooks } from '../parts/books.ts';
import type { EnginePorts } from '../parts/enginePorts.ts';

export type SnapshotPorts = Pick<EnginePorts, 'store' | 'configuration' | 'clock' | 'logger'> & {
  readonly snapshots: SnapshotStore;
  readonly signal: AbortSignalLike;
};

/** The orders of brackets that have something to do, as a start finds them; none of them does anything here. */
class BracketOrders {
  private rows: readonly OrderView[] = [];

  restore(rows: Iterable<OrderView>): void {
    this.rows = [...rows];
  }

  unfinished() {
    return this.rows.map(({ orderId }) => orderId);
  }
}

/** Throws where the signal aborts. */
export async function saveStartSnapshot(ports: SnapshotPorts): Promise<void> {
  const setAside = new SetAsideStreams();
  const understood = understandingStore(ports.store, (event, why) => setAside.note(event, why));
  const store = {
    ...understood,
    snapshots: ports.snapshots,
    readAll: (from: Parameters<typeof understood.readAll>[0]) =>
      untilAborted(understood.readAll(from), ports.signal),
  };
  const books = createBooks(store, setAside, new LiveConfiguration(ports.configuration), ports.clock);
  const brackets = new BracketOrders();
  const snapshots = new StartSnapshots({ ...ports, ...books, store, brackets, everyEvents: Infinity });
  // As in a start: what was proven flat, and what was denied, is known before the orders are read.
  for await (const event of store.read(deskStream)) {
    books.flats.apply(event);
    books.limitHistory.apply(event);
  }
  await loadHistory({ ...books, store, snapshots, brackets, isOther: false });
  snapshots.save();
}

async function* untilAborted<Item>(items: AsyncIterable<Item>, signal: AbortSignalLike): AsyncIterable<Item> {
  for await (const item of items) {
    if (signal.aborted) throw new Error('canceled');
    yield item;
  }
}
