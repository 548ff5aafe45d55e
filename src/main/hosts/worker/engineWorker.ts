// Entry of the engine's worker thread. A stand-in until the engine's host arrives: it answers what it is asked.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (message: unknown) => {
  parentPort?.postMessage(message);
});
