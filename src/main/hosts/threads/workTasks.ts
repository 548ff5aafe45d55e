/** Long work that must not hold up an engine: what it takes, and what it gives. Everything crosses threads as data. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { backupEvents, type Backup } from '../../infra/sqlite/backupEvents.ts';
import { verifyDesk, type VerifyReport } from '../verify/verifyDesk.ts';

export type WorkTask =
  | { readonly kind: 'verify'; readonly folder: string }
  | { readonly kind: 'backup'; readonly folder: string; readonly target: string };

export interface WorkResults {
  readonly verify: VerifyReport;
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
  return verifyDesk({ folder: task.folder, clock: systemClock(), scheduler }, hooks);
}
