/** Opens the runtime as the hosts open it: no figure comes from a mode that production does not use. */
import { everyLimit } from '../everyLimit.ts';
import { decimal } from '../../src/shared/kernel/decimal.ts';
import { invariant } from '../../src/shared/kernel/invariant.ts';
import { programVersion, resourcesFolder } from '../../src/main/hosts/headless/desk/resourcesFolder.ts';
import { openRuntime, type Runtime } from '../../src/main/hosts/runtime.ts';
import { superviseSim } from '../../src/main/hosts/venues/superviseSim.ts';
import { nodeScheduler } from '../../src/main/infra/clock/nodeScheduler.ts';
import { systemClock } from '../../src/main/infra/clock/systemClock.ts';
import {
  defaultDeskConfiguration,
  type DeskConfiguration,
} from '../../src/main/infra/configuration/deskConfiguration.ts';
import { createLogger } from '../../src/main/infra/logging/createLogger.ts';
import { fileSink } from '../../src/main/infra/logging/fileSink.ts';

/** `few` limits are those of a first start, out of the way; `every` limit is there too, and out of the way. */
export type BenchLimits = 'few' | 'every';

export async function withRuntime<T>(
  folder: string,
  work: (runtime: Runtime) => Promise<T>,
  limits: BenchLimits = 'few',
): Promise<T> {
  const clock = systemClock();
  const scheduler = nodeScheduler();
  const logger = createLogger(clock, [fileSink(folder, { onFault: () => undefined })]);
  const opened = await openRuntime({
    folder,
    host: 'bench',
    version: programVersion(),
    configuration: benchConfiguration(limits),
    resources: resourcesFolder,
    startSim: superviseSim({ scheduler, logger }),
    // The market stands still: each run meets the same prices.
    market: 'held',
    logger,
    user: 'bench',
    clock,
    scheduler,
  });
  invariant(opened.ok, opened.ok ? 'opened' : `the runtime opens: ${opened.error.message}`);
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close('bench');
    logger.close();
  }
}

/** The scopes that each order of the bench is in. */
const benchScopes = ['symbol:SPX', 'account:main', 'venue:sim'];

/** The default desk with limits out of the way: the bench measures the pipeline, not the refusals of risk. */
function benchConfiguration(limits: BenchLimits): DeskConfiguration {
  const configuration = defaultDeskConfiguration();
  const { engine } = configuration;
  const risk = {
    ...engine.risk,
    positionMax: decimal('1000000000'),
    messageRatePerSecondMax: decimal('1000000'),
  };
  return {
    ...configuration,
    engine: {
      ...engine,
      intakeQueueDepthMax: 1_000_000,
      risk: limits === 'few' ? risk : everyLimit(risk, benchScopes),
    },
  };
}
