/** Opens the runtime for the console: the market moves by itself. */
import { join } from 'node:path';
import type { EngineThreadData } from '../../../shared/contract/engineThread.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import { configurationSource } from '../../infra/configuration/configurationSource.ts';
import type { HostFacts } from '../../ipc/ports/servedRuntime.ts';
import type { KeyStore } from '../../infra/venues/fix/transport/credentials.ts';
import { giveSample } from './giveSample.ts';
import { environmentOf } from '../environmentOf.ts';
import { engineProcess } from '../engineProcess.ts';
import { machineUser } from '../machineUser.ts';
import { openRuntime } from '../runtime.ts';
import type { StartSim } from '../venues/simHost.ts';
import type { OpenedEngine } from './serveEngine.ts';

export interface OpenConsoleEngineOptions {
  readonly data: EngineThreadData;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly startSim: StartSim;
  readonly keyStore?: KeyStore;
}

/** Faults: those of the configuration file and of openRuntime. */
export async function openConsoleEngine(
  options: OpenConsoleEngineOptions,
): Promise<Result<OpenedEngine, Fault>> {
  const { data, clock, scheduler, logger, startSim, keyStore } = options;
  if (data.isOwnPlace === true) giveSample(data, logger);
  const source = configurationSource(data.configuration, data.dataFolder);
  const configuration = await source.load();
  if (!configuration.ok) return configuration;
  if (configuration.value.remote !== undefined) {
    logger.log(
      'warn',
      'this engine ends with its window, and takes no consoles from the network: desk run does',
    );
  }
  const opened = await openRuntime({
    folder: data.dataFolder,
    host: 'console',
    version: data.version,
    configuration: configuration.value,
    source,
    resources: data.resourceFolder,
    startSim,
    ...(keyStore !== undefined && { keyStore }),
    market: 'paced',
    intake: {},
    logger,
    user: machineUser(),
    clock,
    scheduler,
  });
  if (!opened.ok) return opened;
  const runtime = opened.value;
  const facts: HostFacts = {
    environment: environmentOf(configuration.value),
    version: data.version,
    process: engineProcess('console'),
    dataFolder: data.dataFolder,
    sampleSignals: join(data.resourceFolder, 'signals-sp500.ndjson'),
  };
  return ok({ runtime, facts, close: (reason) => runtime.close(reason) });
}
