/** Long work that must not block an engine: the input and the result of each task. Both cross threads as data. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { saveStartSnapshot } from '../../engine/assembly/life/saveStartSnapshot.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import type { Logger } from '../../engine/ports.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { openSqliteSnapshotStore } from '../../infra/sqlite/derived/sqliteSnapshotStore.ts';
import { openEventStoreToRead } from '../../infra/sqlite/events/readOnlyEventStore.ts';
import { exportEvents, type Exported } from '../export/exportEvents.ts';
import type { PostgresSettings } from '../../infra/postgres/recordAddress.ts';
import type { ExportRange } from '../../infra/sqlite/search/exportRows.ts';
import { backupEvents, type Backup } from '../../infra/sqlite/events/backupEvents.ts';
import { verifyChain, type ChainReport } from '../../infra/sqlite/chain/verifyChain.ts';
import { inTurns } from '../../infra/sqlite/files/inTurns.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { believedKeys } from '../verify/judgeCheckpoint.ts';
import { verifyDesk, type VerifyReport } from '../verify/verifyDesk.ts';

export type WorkTask =
  | { readonly kind: 'verify'; readonly folder: string; readonly record?: PostgresSettings | undefined }
  /** Verifies the hash chain alone. */
  | { readonly kind: 'chain'; readonly folder: string }
  /** Checks all rows of the read model. A fault says what is not as it was written. */
  | { readonly kind: 'views'; readonly folder: string }
  /** Makes the snapshot from which a start reads on; nothing may be written meanwhile. */
  | { readonly kind: 'snapshot'; readonly folder: string; readonly configuration: EngineConfiguration }
  | { readonly kind: 'backup'; readonly folder: string; readonly target: string }
  /** Writes a range of events to a new file, with its proof. */
  | {
      readonly kind: 'export';
      readonly folder: string;
      readonly target: string;
      readonly range: ExportRange;
    };

export interface WorkResults {
  readonly verify: VerifyReport;
  readonly chain: ChainReport;
  readonly views: undefined;
  readonly snapshot: undefined;
  readonly backup: Backup;
  readonly export: Exported;
}

export interface WorkProgress {
  readonly done: number;
  readonly total: number;
}

export interface WorkHooks {
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type WorkOutcome = Result<WorkResults[WorkTask['kind']], Fault>;

/** Whether the task is one that an engine begins at its start, and whose end nobody waits for. */
export function isUnwaited({ kind }: WorkTask): boolean {
  return kind === 'chain' || kind === 'views' || kind === 'snapshot';
}

export function runTask(task: WorkTask, hooks: WorkHooks): Promise<WorkOutcome> {
  const scheduler = nodeScheduler();
  if (task.kind === 'backup') return backupEvents({ ...task, ...hooks, scheduler });
  if (task.kind === 'export') return exportEvents({ ...task, ...hooks });
  if (task.kind === 'snapshot') return snapshot(task.folder, task.configuration, hooks);
  if (task.kind === 'chain') return chainOf(task.folder, hooks);
  if (task.kind === 'views') return provenViews(task.folder, hooks);
  return verifyDesk({ ...task, scheduler }, hooks);
}

async function provenViews(folder: string, { signal }: WorkHooks): Promise<Result<undefined, Fault>> {
  const views = openSqliteOrderViewStore({ folder, readOnly: true });
  if (!views.ok) return views;
  const looked = await inTurns(views.value.damageInTurns(), nodeScheduler(), signal);
  views.value.close();
  if (!looked.ok) return looked;
  return looked.value === undefined ? ok(undefined) : err(looked.value);
}

async function snapshot(
  folder: string,
  configuration: EngineConfiguration,
  { signal }: WorkHooks,
): Promise<Result<undefined, Fault>> {
  const store = openEventStoreToRead(folder, nodeScheduler());
  if (!store.ok) return store;
  const snapshots = openSqliteSnapshotStore(folder);
  if (!snapshots.ok) {
    await store.value.close();
    return snapshots;
  }
  let why: string | undefined;
  const logger: Logger = {
    log: (_level, message, fields) => (why = `${message}: ${String(fields?.['why'])}`),
  };
  const ports = { configuration, clock: systemClock(), logger, signal: signal ?? neverAborted };
  await saveStartSnapshot({ ...ports, store: store.value, snapshots: snapshots.value });
  snapshots.value.close();
  await store.value.close();
  return why === undefined ? ok(undefined) : err({ code: 'snapshot_not_saved', message: why });
}

function chainOf(folder: string, { onProgress, signal }: WorkHooks): Promise<Result<ChainReport, Fault>> {
  return verifyChain({
    folder,
    scheduler: nodeScheduler(),
    believedKeys: believedKeys(folder, undefined),
    rest: 'indexes',
    onProgress: (done, total) => onProgress?.({ done, total }),
    ...(signal !== undefined && { signal }),
  });
}
