/** Entry of the thread that does one job with an engine, as the console has its engine in a thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../src/shared/kernel/invariant.ts';
import { runJob, type EngineJob } from './engineJobs.ts';
import type { FromEngineThread } from './inEngineThread.ts';

const port = parentPort;
invariant(port !== null, 'the engine of the bench runs in a worker thread');
const post = (message: FromEngineThread): void => port.postMessage(message);
const readings = await runJob(workerData as EngineJob, (look) => post({ type: 'look', look }));
post({ type: 'done', readings });
