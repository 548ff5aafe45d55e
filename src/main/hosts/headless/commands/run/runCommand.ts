/** `desk run`: the engine until it is told to stop, with signals from standard input if wanted. */
import { openControlChannel } from '../../../control/controlServer.ts';
import { controlActor, operatorActor } from '../../../operatorActor.ts';
import type { Runtime } from '../../../runtime.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { UsageError, type ExitCode } from '../../terminal/exitCode.ts';
import { configurationOf, openDesk } from '../../desk/openDesk.ts';
import { programVersion } from '../../desk/resourcesFolder.ts';
import { serveSignals } from './serveSignals.ts';
import { stopDesk } from './stopDesk.ts';
import { onInterrupt, type Interrupt } from '../../terminal/stopSignals.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export interface RunCommandOptions {
  readonly folder: string;
  readonly config?: string | undefined;
  /** `-` for standard input. */
  readonly signals?: string | undefined;
  /** Of a Prometheus endpoint on 127.0.0.1; 0 for a free one. */
  readonly metricsPort?: number | undefined;
  /** That endpoint asks for no token. */
  readonly metricsOpen?: boolean | undefined;
  readonly json: boolean;
}

export async function runCommand(io: DeskIo, options: RunCommandOptions): Promise<ExitCode> {
  const { folder, json, signals } = options;
  if (signals !== undefined && signals !== '-') {
    throw new UsageError(
      `--signals takes -, for standard input; to send a file, use: desk replay ${signals}`,
    );
  }
  const read = await configurationOf(options.config, folder);
  const interrupt = onInterrupt();
  const host = 'desk run';
  const metrics = { prometheusPort: options.metricsPort, prometheusOpen: options.metricsOpen };
  const opened = await openDesk({ folder, host, market: 'paced', json, ...metrics, ...read });
  if (!opened.ok) return tellFault(io, opened.error, json);
  const { runtime, logger, callsOf, close } = opened.value;
  const control = await openControlChannel({ folder, api: callsOf(controlActor()), logger });
  const reloads = onReloadSignal(io, runtime);
  await io.json(readyMessage(runtime, folder));
  const ended = AbortSignal.any([interrupt.signal, io.unread]);
  const served = signals === '-' ? serveSignals(io, runtime, ended) : Promise.resolve();
  // Its failure ends the command; its end does not.
  await Promise.race([aborted(ended), served.then(() => aborted(ended))]);
  io.closeInput();
  const { engine } = runtime;
  const code = await stopDesk(io, {
    engine,
    inFlight: [served.then(() => (drains(interrupt) ? engine.settled() : undefined)), control.close()],
    close: () => close(`desk run was ended by ${interrupt.name() ?? 'its reader'}`),
  });
  interrupt.stop();
  reloads.stop();
  return code;
}

/** Ctrl-C wants it quick: what is at the venue stays there, and the next start asks for it. */
function drains(interrupt: Interrupt): boolean {
  return interrupt.name() !== 'SIGINT';
}

/**
 * SIGHUP reads the configuration again, as daemons do. On a terminal it means that the terminal has gone, and ends the
 * process as ever.
 */
function onReloadSignal(io: DeskIo, runtime: Runtime): { readonly stop: () => void } {
  if (io.isTerminal) return { stop: () => undefined };
  const context = { actor: operatorActor(), reason: 'SIGHUP' };
  const hear = (): void => void runtime.reloadConfiguration(context);
  process.on('SIGHUP', hear);
  return { stop: () => void process.off('SIGHUP', hear) };
}

function readyMessage(runtime: Runtime, folder: string) {
  const { engine, venues, prometheusPort, prometheusTokenFile } = runtime;
  const { accounts, instruments } = engine.configuration;
  return {
    type: 'ready',
    version: programVersion(),
    pid: process.pid,
    dataFolder: folder,
    venues: venues.map(({ venue, kind }) => {
      const connected = engine.guards.get(venue)?.venue.connected === true;
      return { venue, kind, connected };
    }),
    accounts,
    symbols: instruments.map(({ symbol }) => symbol),
    lastPosition: engine.store.head().position,
    ...(prometheusPort !== undefined && { metrics: `http://127.0.0.1:${prometheusPort}/metrics` }),
    ...(prometheusTokenFile !== undefined && { metricsToken: prometheusTokenFile }),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
