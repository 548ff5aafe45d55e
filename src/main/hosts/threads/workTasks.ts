/** Long work that must not block an engine: the input and the result of each task. Both cross threads as data. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { backupEvents, type Backup } from '../../infra/sqlite/events/backupEvents.ts';
import { verifyChain, type ChainReport } from '../../infra/sqlite/chain/verifyChain.ts';
import { believedKeys } from '../verify/judgeCheckpoint.ts';
import { verifyDesk, type VerifyReport } from '../verify/verifyDesk.ts';

export type WorkTask =
  | { readonly kind: 'verify'; readonly folder: string }
  /** Verifies the hash chain alone. */
  | { readonly kind: 'chain'; readonly folder: string }
  | { readonly kind: 'backup'; readonly folder: string; readonly target: string };

export interface WorkResults {
  readonly verify: VerifyReport;
  readonly chain: ChainReport;
  readonly backup: Backup;
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

export function runTask(task: WorkTask, hooks: WorkHooks): Promise<WorkOutcome> {
  const scheduler = nodeScheduler();
  if (task.kind === 'backup') return backupEvents({ ...task, ...hooks, scheduler });
  if (task.kind === 'chain') return chainOf(task.folder, hooks);
  return verifyDesk({ folder: task.folder, scheduler }, hooks);
}

function chainOf(folder: string, { onProgress, signal }: WorkHooks): Promise<Result<ChainReport, Fault>> {
  return verifyChain({
    folder,
    scheduler: nodeScheduler(),
    believedKeys: believedKeys(folder, undefined),
    onProgress: (done, total) => onProgress?.({ done, total }),
    ...(signal !== undefined && { signal }),
  });
}
