/** Has an engine in a thread of its own do a job, as the console has its engine in a thread. */
import { Worker } from 'node:worker_threads';
import type { EngineJob, Readings } from './engineJobs.ts';

/** Rejects when the job fails. */
export function inEngineThread<Kind extends EngineJob['kind']>(
  job: EngineJob & { readonly kind: Kind },
): Promise<Readings[Kind]> {
  const worker = new Worker(new URL('engineThread.ts', import.meta.url), { name: 'engine', workerData: job });
  return new Promise((resolve, reject) => {
    let readings: Readings[Kind] | undefined;
    // The thread answers with the readings of its job's kind.
    worker.on('message', (message: Readings[Kind]) => (readings = message));
    worker.on('error', (error) => reject(error));
    worker.on('exit', (code) => {
      if (readings !== undefined) resolve(readings);
      else reject(new Error(`the engine's thread ended with exit code ${code} and without readings`));
    });
  });
}
