/** Runs many seeds on all cores. Each run is alone in its thread, so that the number of threads changes no result. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { programFile } from '../../infra/paths/programFiles.ts';
import {
  runSimulation,
  type SimulationOptions,
  type SimulationResult,
} from '../../simulation/runSimulation.ts';
import { memoryPlatform } from './memoryPlatform.ts';

export interface SeedsOptions extends Omit<SimulationOptions, 'seed' | 'plants'> {
  readonly firstSeed: number;
  readonly runs: number;
}

export interface SeedsHooks {
  readonly onResult: (result: SimulationResult) => void;
  /** Aborts to give out no more seeds; the runs that have begun finish. */
  readonly signal?: AbortSignal;
}

export async function simulateSeeds(options: SeedsOptions, hooks: SeedsHooks): Promise<void> {
  const { firstSeed, runs, orders, faults } = options;
  let next = firstSeed;
  const takeSeed = (): number | undefined =>
    next < firstSeed + runs && hooks.signal?.aborted !== true ? next++ : undefined;
  if (runs === 1) {
    const platform = memoryPlatform();
    hooks.onResult(await runSimulation({ seed: firstSeed, orders, faults }, platform));
    platform.close();
    return;
  }
  const threads = Math.min(runs, availableParallelism());
  const workers = Array.from({ length: threads }, () =>
    runWorker({ orders, faults }, takeSeed, hooks.onResult),
  );
  await Promise.all(workers);
}

function runWorker(
  options: Omit<SimulationOptions, 'seed' | 'plants'>,
  takeSeed: () => number | undefined,
  onResult: (result: SimulationResult) => void,
): Promise<void> {
  const worker = new Worker(programFile('simulationThread'), { workerData: options });
  return new Promise((resolve, reject) => {
    const giveNext = (): void => {
      const seed = takeSeed();
      if (seed === undefined) void worker.terminate();
      else worker.postMessage(seed);
    };
    worker.on('message', (result: SimulationResult) => {
      onResult(result);
      giveNext();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    giveNext();
  });
}
