/** Opens the runtime for a command that trades. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServedApi } from '../../../../shared/contract/api.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import type { LeaseTaken } from '../../../domain/lease/leaseTaken.ts';
import type { Logger } from '../../../engine/ports.ts';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import { uuidV7 } from '../../../infra/clock/uuidV7.ts';
import {
  configurationSource,
  type ConfigurationSource,
} from '../../../infra/configuration/configurationSource.ts';
import type { DeskConfiguration } from '../../../infra/configuration/deskConfiguration.ts';
import { createLogger } from '../../../infra/logging/createLogger.ts';
import { fileSink, logFile } from '../../../infra/logging/fileSink.ts';
import { LogTail } from '../../../infra/logging/logTail.ts';
import { stderrSink } from '../../../infra/logging/stderrSink.ts';
import { createBridge, type Bridge } from '../../../ipc/createBridge.ts';
import type { HostFacts } from '../../../ipc/ports/servedRuntime.ts';
import { environmentOf } from '../../environmentOf.ts';
import { engineProcess } from '../../engineProcess.ts';
import { machineUser } from '../../machineUser.ts';
import type { IntakeOverrides } from '../../intake/signalDoors.ts';
import { openRuntime, type Runtime } from '../../runtime.ts';
import type { MarketMode } from '../../venues/simCommandLine.ts';
import { superviseSim } from '../../venues/superviseSim.ts';
import { UsageError } from '../terminal/exitCode.ts';
import { programVersion, resourcesFolder } from './resourcesFolder.ts';

export interface OpenDeskOptions {
  readonly folder: string;
  /** Names this process when a second engine is refused: `desk run`. */
  readonly host: string;
  readonly market: MarketMode;
  readonly json: boolean;
  readonly configuration: DeskConfiguration;
  readonly source: ConfigurationSource;
  readonly prometheusPort?: number | undefined;
  readonly prometheusOpen?: boolean | undefined;
  /** Opens the doors for signals; absent: none. */
  readonly intake?: IntakeOverrides;
  /** The lease on the record that this process has taken before. */
  readonly granted?: LeaseTaken | undefined;
  /** Ends the process once the lease was handed over; absent where the command hands none over. */
  readonly onHandedOver?: (reason: string) => void;
}

/** Milliseconds that the close may take. After that the process ends anyway: what was acknowledged is on disk. */
const closeMsMax = 10_000;

export interface OpenDesk {
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** The calls of a window, for one connection of the control channel or for this command itself. */
  readonly calls: () => ServedApi;
  readonly bridge: Bridge;
  readonly facts: HostFacts;
  /** Stops the engine and closes everything, the log last. */
  readonly close: (reason: string) => Promise<void>;
}

export async function openDesk(options: OpenDeskOptions): Promise<Result<OpenDesk, Fault>> {
  const clock = systemClock();
  const scheduler = nodeScheduler();
  const { folder, host, configuration } = options;
  const { logger, tail } = deskLog(options);
  const opened = await openRuntime({
    ...options,
    version: programVersion(),
    resources: resourcesFolder,
    startSim: superviseSim({ scheduler, logger }),
    logger,
    user: machineUser(),
    clock,
    scheduler,
  });
  if (!opened.ok) {
    logger.close();
    return opened;
  }
  const runtime = opened.value;
  const ports = { clock, scheduler, logger };
  const ids = uuidV7(clock);
  const facts = factsOf(folder, host, configuration);
  const bridge = createBridge({ runtime, facts, ports, log: tail, nextId: () => ids.next() });
  return ok({
    runtime,
    logger,
    calls: () => bridge.controlCalls(),
    bridge,
    facts,
    close: async (reason) => {
      bridge.close();
      const closing = runtime.close(reason).then(() => true);
      const inTime = await Promise.race([closing, delay(closeMsMax, false, { ref: false })]);
      if (!inTime) logger.log('error', 'the engine was still busy at the end', { reason });
      logger.close();
    },
  });
}

/** The log of a process that works on a folder: standard error, the file, and its newest entries. */
export function deskLog({ folder, json }: Pick<OpenDeskOptions, 'folder' | 'json'>) {
  const clock = systemClock();
  const terminal = stderrSink(json ? 'json' : 'text');
  const onFault = (error: unknown): void =>
    terminal.write({
      time: clock.now(),
      level: 'warn',
      message: 'the log file can not be written',
      fields: { error },
    });
  const tail = new LogTail(logFile(folder));
  return { tail, logger: createLogger(clock, [terminal, tail, fileSink(folder, { onFault })]) };
}

function factsOf(folder: string, host: string, configuration: DeskConfiguration): HostFacts {
  return {
    environment: environmentOf(configuration),
    version: programVersion(),
    process: engineProcess(host),
    dataFolder: folder,
    sampleSignals: join(resourcesFolder, 'signals-sp500.ndjson'),
  };
}

export interface ReadConfiguration {
  readonly configuration: DeskConfiguration;
  readonly source: ConfigurationSource;
}

/**
 * Reads the configuration of the named file or of the data folder, else the default. A file that can't be used is wrong
 * usage.
 */
export async function configurationOf(named: string | undefined, folder: string): Promise<ReadConfiguration> {
  const source = configurationSource(named, folder);
  const loaded = await source.load();
  if (!loaded.ok) throw new UsageError(loaded.error.message);
  return { configuration: loaded.value, source };
}
