/** Has an engine in a thread of its own do a job, as the console has its engine in a thread. */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { engineHeap } from '../../src/main/app/engine/engineHeap.ts';
import type { EngineJob, Readings } from './engineJobs.ts';
import type { Look } from './jobs/soakJob.ts';

export type FromEngineThread =
  | { readonly type: 'look'; readonly look: Look }
  | { readonly type: 'done'; readonly readings: Readings[EngineJob['kind']] };

// This thread runs from its sources. Without wrappers that are made faster, V8 has none to free under another thread
// (docs/adr/0028-built-program.md).
setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');

/** Rejects when the job fails. `onLook` is called with each look of a soak. */
export function inEngineThread<Kind extends EngineJob['kind']>(
  job: EngineJob & { readonly kind: Kind },
  onLook?: (look: Look) => void,
): Promise<Readings[Kind]> {
  const worker = new Worker(new URL('engineThread.ts', import.meta.url), {
    name: 'engine',
    workerData: job,
    resourceLimits: engineHeap,
  });
  return new Promise((resolve, reject) => {
    let done: { readonly readings: Readings[Kind] } | undefined;
    worker.on('message', (message: FromEngineThread) => {
      if (message.type === 'look') onLook?.(message.look);
      // The thread answers with the readings of its job's kind.
      else done = { readings: message.readings as Readings[Kind] };
    });
    worker.on('error', (error) => reject(error));
    worker.on('exit', (code) => {
      if (done !== undefined) resolve(done.readings);
      else reject(new Error(`the engine's thread ended with exit code ${code} and without readings`));
    });
  });
}
