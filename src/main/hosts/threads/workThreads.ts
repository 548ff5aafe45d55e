/** Runs long work in threads of its own, so that an engine in this one is not held up. */
import { Worker } from 'node:worker_threads';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import type { WorkHooks, WorkOutcome, WorkProgress, WorkResults, WorkTask } from './workTasks.ts';

/** What a thread says. To it there is one message, whatever its content: cancel. */
export type FromWorkThread =
  | { readonly type: 'progress'; readonly progress: WorkProgress }
  | { readonly type: 'ended'; readonly outcome: WorkOutcome };

export class WorkThreads {
  private readonly entry: string | URL;
  private readonly running = new Map<Worker, Promise<unknown>>();

  /** `entry` is the file of workThread.ts, as it stands or as it was built. */
  constructor(entry: string | URL) {
    this.entry = entry;
  }

  /** Faults: those of the task, `canceled`, and `work_failed` for a thread that did not come to an end. */
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
      // The thread answers with what its kind of task gives.
      return (await ended) as Result<WorkResults[Kind], Fault>;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.running.delete(worker);
      // It lets go of its files before it says that it has ended.
      await worker.terminate();
    }
  }

  /** Cancels what runs, and waits for its end. */
  async close(): Promise<void> {
    for (const worker of this.running.keys()) worker.postMessage('cancel');
    await Promise.all(this.running.values());
  }
}
