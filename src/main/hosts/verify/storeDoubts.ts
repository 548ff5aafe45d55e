/** What speaks against a store whose chain is whole in itself. */
import type { SeenHead } from '../../engine/events/seenHead.ts';
import { CheckpointTable } from '../../infra/sqlite/chain/checkpointTable.ts';
import { openEventDatabase } from '../../infra/sqlite/events/eventDatabase.ts';
import { readHeadRecord } from '../../infra/sqlite/events/headRecord.ts';
import { openStoreAlarms } from '../../infra/sqlite/events/openStoreAlarms.ts';

/** The head as it was noted beside the store. */
export function notedHeads(folder: string): readonly SeenHead[] {
  const noted = readHeadRecord(folder);
  return noted === undefined ? [] : [{ by: 'the record beside it', ...noted }];
}

/** A sentence; undefined where nothing does. Throws SqliteError. */
export function doubtOf(folder: string): string | undefined {
  const signed = readHeadRecord(folder)?.signed ?? 0;
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened.error.message;
  try {
    const kept = new CheckpointTable(opened.value).last()?.position ?? 0;
    if (kept < signed) return `the checkpoint that was signed at ${signed} is not kept any more`;
    const [alarm] = openStoreAlarms(opened.value);
    return alarm && `nobody has acknowledged yet: ${alarm}`;
  } finally {
    opened.value.close();
  }
}
