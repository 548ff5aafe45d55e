/** Runs long work in threads of its own, so that it does not block the engine in this thread. */
import { Worker } from 'node:worker_threads';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { programFile } from '../../infra/paths/programFiles.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import type { WorkHooks, WorkOutcome, WorkProgress, WorkResults, WorkTask } from './workTasks.ts';

/** Messages from a thread. Every message to the thread means cancel, whatever its content. */
export type FromWorkThread =
  | { readonly type: 'progress'; readonly progress: WorkProgress }
  | { readonly type: 'ended'; readonly outcome: WorkOutcome };

export class WorkThreads {
  private readonly entry: string;
  private readonly running = new Map<Worker, Promise<unknown>>();

  constructor(entry = programFile('workThread')) {
    this.entry = entry;
  }

  /** Faults: those of the task, `canceled`, and `work_failed` for a thread that ended without a result. */
  async run<Kind extends WorkTask['kind']>(
    task: WorkTask & { readonly kind: Kind },
    { onProgress, signal }: WorkHooks,
  ): Promise<Result<WorkResults[Kind], Fault>> {
    const worker = new Worker(this.entry, { name: task.kind, workerData: task });
    const cancel = (): void => worker.postMessage('cancel');
    const ended = new Promise<WorkOutcome>((resolve) => {
      worker.on('message', (message: FromWorkThread) => {
        if (message.type === 'progress') onProgress?.(message.progress);
        else resolve(message.outcome);
      });
      worker.on('error', (error: unknown) => resolve(err(faultFrom('work_failed', error))));
      worker.on('exit', (code) =>
        resolve(err({ code: 'work_failed', message: `the thread ended with exit code ${code}` })),
      );
    });
    this.running.set(worker, ended);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
    try {
      // The thread answers with the result type of its task's kind.
      return (await ended) as Result<WorkResults[Kind], Fault>;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.running.delete(worker);
      // The thread closes its files before this reports its end.
      await worker.terminate();
    }
  }

  /** Cancels the running work, and waits for its end. */
  async close(): Promise<void> {
    for (const worker of this.running.keys()) worker.postMessage('cancel');
    await Promise.all(this.running.values());
  }
}
