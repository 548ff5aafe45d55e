/** Finds evidence against a store whose chain is whole in itself. */
import type { SeenHead } from '../../engine/events/seenHead.ts';
import { CheckpointTable } from '../../infra/sqlite/chain/checkpointTable.ts';
import { openEventDatabase } from '../../infra/sqlite/files/eventDatabase.ts';
import { readHeadRecord } from '../../infra/sqlite/log/headRecord.ts';
import { notedHeads } from '../../infra/sqlite/log/storeFindings.ts';
import { snapshotHeads } from '../../infra/sqlite/derived/sqliteSnapshotStore.ts';
import { subscriptionHeads } from '../../infra/sqlite/derived/sqliteSubscriptionCheckpoints.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { openStoreAlerts } from '../../infra/sqlite/events/openStoreAlerts.ts';

/** Heads from every record of the store: the notes beside it, and the positions of the derived files. */
export function seenHeads(folder: string): readonly SeenHead[] {
  return [
    ...notedHeads(folder),
    ...readModelHead(folder),
    ...snapshotHeads(folder),
    ...subscriptionHeads(folder),
  ];
}

function readModelHead(folder: string): readonly SeenHead[] {
  const views = openSqliteOrderViewStore({ folder, readOnly: true });
  if (!views.ok) return [];
  try {
    // The position of a damaged read model can't be believed.
    return views.value.damage() === undefined
      ? [{ by: 'the read model', position: views.value.checkpoint().position }]
      : [];
  } catch {
    return [];
  } finally {
    views.value.close();
  }
}

/** The evidence as a sentence; undefined where there is none. Throws SqliteError. */
export function doubtOf(folder: string): string | undefined {
  const signed = readHeadRecord(folder)?.signed ?? 0;
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened.error.message;
  try {
    const kept = new CheckpointTable(opened.value).last()?.position ?? 0;
    if (kept < signed) return `the checkpoint that was signed at ${signed} is not kept any more`;
    const [alert] = openStoreAlerts(opened.value);
    return alert && `nobody has acknowledged yet: ${alert}`;
  } finally {
    opened.value.close();
  }
}
