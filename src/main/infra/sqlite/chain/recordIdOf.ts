/** The id that a record keeps for its life, also when it is copied or moved to PostgreSQL and back. */
import { openEventDatabase } from '../files/eventDatabase.ts';
import { CheckpointTable } from './checkpointTable.ts';

/** Undefined where the folder has no record, or a damaged one. */
export function recordIdOf(folder: string): string | undefined {
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return undefined;
  try {
    return new CheckpointTable(opened.value).storeId();
  } catch {
    // The store is too damaged for this question. The walk over the chain reports the damage.
    return undefined;
  } finally {
    opened.value.close();
  }
}
