/**
 * Builds read models in a folder of their own within the data folder. A rename of the file puts a finished one in
 * place.
 */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { OrderViewStore } from '../../../engine/readmodel/orderViewStore.ts';
import type { ReadModelBuilds, Swap } from '../../../engine/readmodel/readModelBuilds.ts';
import { orderViewDatabaseName } from './orderViewDatabase.ts';
import { openSqliteOrderViewStore } from './sqliteOrderViewStore.ts';

export const readModelBuildFolder = 'rebuild';

/** `onDamage` is called with damage in a store after a build has taken its place. */
export function sqliteReadModelBuilds(folder: string, onDamage?: (fault: Fault) => void): ReadModelBuilds {
  const building = join(folder, readModelBuildFolder);
  return {
    begin(): Result<OrderViewStore, Fault> {
      const removed = removeFolder(building);
      if (!removed.ok) return removed;
      return openSqliteOrderViewStore({ folder: building });
    },
    swap(built, serving): Swap {
      built.close();
      serving?.close();
      const fault = putInPlace(building, folder);
      const opened = openSqliteOrderViewStore({ folder, ...(onDamage && { onDamage }) });
      if (!opened.ok) throw new StoreReadError(opened.error);
      return { store: opened.value, replaced: fault === undefined, ...(fault !== undefined && { fault }) };
    },
    discard(built) {
      built?.close();
      // A folder that can't be removed now disturbs nobody. The next build and the next start try again.
      removeFolder(building);
    },
  };
}

function removeFolder(folder: string): Result<void, Fault> {
  try {
    rmSync(folder, { recursive: true, force: true });
    return ok();
  } catch (error) {
    return err(faultFrom('rebuild_failed', error));
  }
}

function putInPlace(building: string, folder: string): Fault | undefined {
  const live = join(folder, orderViewDatabaseName);
  try {
    // A log that a reader still uses belongs to the old file alone.
    for (const suffix of ['-wal', '-shm']) rmSync(`${live}${suffix}`, { force: true });
    renameSync(join(building, orderViewDatabaseName), live);
    return undefined;
  } catch (error) {
    return faultFrom('rebuild_failed', error);
  }
}
