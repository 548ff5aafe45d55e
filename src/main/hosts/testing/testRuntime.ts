/** The runtime of a desk for a test, with a simulated venue in a process of its own. */
import { onTestFinished } from 'vitest';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { defaultDeskConfiguration } from '../../infra/configuration/deskConfiguration.ts';
import { resourcesFolder } from '../headless/desk/resourcesFolder.ts';
import { openRuntime, type Runtime, type RuntimeOptions } from '../runtime.ts';
import { superviseSim } from '../venues/superviseSim.ts';

const logger = { log: () => undefined };

export function runtimeOptions(folder: string, change: Partial<RuntimeOptions> = {}): RuntimeOptions {
  return {
    folder,
    host: 'test',
    version: '0.0.0',
    configuration: defaultDeskConfiguration(),
    resources: resourcesFolder,
    startSim: superviseSim({ scheduler: nodeScheduler(), logger }),
    market: 'held',
    logger,
    user: 'ada',
    ...change,
  };
}

/** A runtime that is closed with the test. */
export async function openedRuntime(options: RuntimeOptions): Promise<Runtime> {
  const runtime = await openRuntime(options);
  if (!runtime.ok) throw new Error(runtime.error.message);
  onTestFinished(() => runtime.value.close('the test is over'));
  return runtime.value;
}
