/** One thread of `desk simulate`: runs the seeds that it gets, one after the other. */
import { parentPort } from 'node:worker_threads';
import { threadData } from '../../infra/threads/threadData.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { runSimulation, type SimulationOptions } from '../../simulation/runSimulation.ts';
import { memoryPlatform } from './memoryPlatform.ts';

const port = parentPort;
invariant(port !== null, 'the simulation runs in a thread of its own');
const options = threadData<Omit<SimulationOptions, 'seed'>>();
const platform = memoryPlatform();

port.on('message', (seed: number) => {
  void runSimulation({ ...options, seed }, platform).then((result) => port.postMessage(result));
});
