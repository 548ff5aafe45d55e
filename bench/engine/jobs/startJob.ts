/** How long an engine takes from its start to the answer of the first query. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotDatabaseName } from '../../../src/main/infra/sqlite/derived/sqliteSnapshotStore.ts';
import { orderViewDatabaseName } from '../../../src/main/infra/sqlite/orders/orderViewDatabase.ts';
import { invariant } from '../../../src/shared/kernel/invariant.ts';
import { withRuntime } from '../benchRuntime.ts';
import { patiently } from '../patiently.ts';

export interface StartJob {
  readonly kind: 'start';
  readonly folder: string;
  /** Whether all that is derived from the events is removed first: then the start replays them all. */
  readonly replay: boolean;
}

/** Milliseconds from the first step of the start, the process of the venue among them, to the answer. */
export function measureStart({ folder, replay }: StartJob): Promise<number> {
  if (replay) removeDerived(folder);
  const startedMs = performance.now();
  return withRuntime(folder, async ({ engine }) => {
    const { rows } = await patiently(() => engine.queries.getOrderHistory({ limit: 50 }));
    const elapsedMs = performance.now() - startedMs;
    invariant(rows.length > 0, 'the first query finds orders');
    return elapsedMs;
  });
}

function removeDerived(folder: string): void {
  for (const name of [snapshotDatabaseName, orderViewDatabaseName]) {
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true });
  }
}
