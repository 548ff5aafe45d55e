/** Rebuilds the read model of a data folder that no engine has open. */
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import type { Result } from '../../../../../shared/kernel/result.ts';
import {
  rebuildReadModel,
  type RebuildHooks,
  type Rebuilt,
} from '../../../../engine/readmodel/rebuildReadModel.ts';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../../infra/clock/systemClock.ts';
import { takeEngineLock } from '../../../../infra/sqlite/files/engineLock.ts';
import { sqliteReadModelBuilds } from '../../../../infra/sqlite/orders/sqliteReadModelBuilds.ts';
import { openEventsToRead } from '../../desk/readDesk.ts';

/**
 * Faults: those of rebuildReadModel, and `data_folder_in_use`, which names the running engine: that engine can rebuild
 * by itself.
 */
export async function rebuildOffline(folder: string, hooks: RebuildHooks): Promise<Result<Rebuilt, Fault>> {
  const clock = systemClock();
  const events = openEventsToRead(folder);
  if (!events.ok) return events;
  const lock = takeEngineLock(folder, 'desk rebuild', { clock });
  if (!lock.ok) {
    await events.value.close();
    return lock;
  }
  try {
    return await rebuildReadModel(
      {
        events: events.value,
        serving: {
          position: events.value.head().position,
          goOnWith: (exchange) => exchange().store.close(),
        },
        builds: sqliteReadModelBuilds(folder),
        clock,
        scheduler: nodeScheduler(),
        logger: { log: () => undefined },
      },
      hooks,
    );
  } finally {
    await events.value.close();
    lock.value.release();
  }
}
