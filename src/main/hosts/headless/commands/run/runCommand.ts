/** `desk run`: runs the engine until somebody stops it, with signals from standard input if wanted. */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { sqliteSentence } from '../../../../../shared/contract/sqliteVersion.ts';
import type { SignalDoorsView } from '../../../../../shared/contract/signalDoors.ts';
import { ownFolder, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { openConsoleDoor } from '../../../consoles/consoleDoor.ts';
import { ofComponent } from '../../../../infra/logging/ofComponent.ts';
import { openControlChannel } from '../../../control/controlServer.ts';
import { untilWritten } from '../../../feed/untilWritten.ts';
import type { Runtime } from '../../../runtime.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { UsageError, type ExitCode } from '../../terminal/exitCode.ts';
import { signalSender } from '../../desk/identify.ts';
import { configurationOf, openDesk } from '../../desk/openDesk.ts';
import { programVersion } from '../../desk/resourcesFolder.ts';
import { serveSignals } from './serveSignals.ts';
import { tellOrders } from './tellOrders.ts';
import { stopDesk } from './stopDesk.ts';
import { onInterrupt, type Interrupt } from '../../terminal/stopSignals.ts';

interface Options {
  /** `-` for standard input. */
  readonly signals?: string;
  /** Whether to show what happens to orders. */
  readonly orders?: boolean;
  /** Port of a Prometheus endpoint on 127.0.0.1; 0 for a free one. */
  readonly metricsPort?: number;
  /** Whether that endpoint asks for no token. */
  readonly metricsOpen?: boolean;
  /** Port for signals over HTTP and WebSocket on 127.0.0.1; 0 for a free one. */
  readonly intakePort?: number;
  /** Folder whose files of signals are taken. */
  readonly intakeFolder?: string;
}

export const runCommand = deskCommand({
  name: 'run',
  about: 'run the engine until SIGTERM (finishes what is in flight) or SIGINT (stops at once)',
  help: `
Consoles attach to it: one that is opened on the same data folder, and those of other machines where the configuration has "remote" ("consolePort" in the ready line).
Prints {"type":"ready",…} once it takes signals, with the addresses of the metrics and of the intake, each with the file of its token, when they are asked for. Then one line for each line of input, in their order:
  {"type":"acknowledged","signalId","orderId","position","line"}   the signal is on disk at that position
  {"type":"refused","signalId","code","reasons","position","line"} it is not, for these reasons
An id that was used before gets the answer of its first use, with "duplicate":true and the first one's position.
A refusal without a position is not on record: the engine could not take the signal, and it may be sent again.
With --orders also, between those lines, the newest 1,000 orders and then what changes; a reader that falls far behind gets a fresh snapshot:
  {"type":"orders","update":"snapshot" or "delta","sequence","position","orders":[…]}   each as "desk orders --json" has it`,
  declare: (command) =>
    command
      .option('--config <file>', 'the configuration file')
      .option('--signals <source>', '-: signals from standard input, one JSON object a line')
      .option('--orders', 'also a line for each change of orders')
      .option('--metrics-port <port>', 'metrics for Prometheus on 127.0.0.1 (0: a free port)', port)
      .option('--intake-port <port>', 'signals over HTTP and WebSocket on 127.0.0.1 (0: a free port)', port)
      .option('--intake-folder <folder>', 'signals from the .ndjson and .csv files that come into a folder')
      .option('--metrics-open', 'let every user of this machine read them, without the token'),
  work: run,
});

function port(value: string): number {
  const parsed = /^\d{1,5}$/.test(value) ? Number(value) : undefined;
  if (parsed === undefined || parsed > 65_535) {
    throw new InvalidArgumentError('expected a port from 0 to 65535');
  }
  return parsed;
}

async function run(call: Call, options: Options): Promise<ExitCode> {
  const { signals, orders, metricsPort, metricsOpen, intakePort, intakeFolder } = options;
  const { io, host, json } = call;
  const folder = ownFolder(call);
  if (signals !== undefined && signals !== '-') {
    throw new UsageError(
      `--signals takes -, for standard input; to send a file, use: desk replay ${signals}`,
    );
  }
  if (signals !== undefined && call.operator !== undefined && call.passwordFile === undefined) {
    throw new UsageError('the input has the signals, so the password comes from --password-file');
  }
  const read = await configurationOf(call.config, folder);
  const interrupt = onInterrupt();
  const metrics = { prometheusPort: metricsPort, prometheusOpen: metricsOpen };
  const intake = { port: intakePort, folder: intakeFolder && resolve(intakeFolder) };
  const opened = await openDesk({ folder, host, market: 'paced', json, intake, ...metrics, ...read });
  if (!opened.ok) return tellFault(call, opened.error);
  const { runtime, logger, calls, bridge, facts, close } = opened.value;
  const sender = signals === '-' ? await signalSender(call, calls()) : undefined;
  if (sender?.ok === false) {
    await close(sender.error.message);
    return tellFault(call, sender.error);
  }
  const control = await openControlChannel({ folder, apiFor: calls, logger });
  const consoles = await openConsoleDoor({
    folder,
    remote: read.configuration.remote,
    bridge,
    facts,
    hasOperators: () => runtime.engine.operators.all().size > 0,
    clock: runtime.clock,
    scheduler: runtime.scheduler,
    record: (event, actor) => runtime.engine.record(event, actor),
    logger: ofComponent(logger, 'console'),
  });
  if (!consoles.ok) {
    await control.close();
    await close(consoles.error.message);
    return tellFault(call, consoles.error);
  }
  const reloads = onReloadSignal(io, runtime);
  await io.json(readyMessage(runtime, folder, consoles.value.port));
  const { engine } = runtime;
  const settled = new AbortController();
  const told = orders === true ? tellOrders(io, engine.queries, settled.signal) : undefined;
  const ended = AbortSignal.any([interrupt.signal, io.unread]);
  const served = sender?.ok === true ? serveSignals(io, runtime, sender.value, ended) : Promise.resolve();
  // A failure of the feed ends the command; its normal end does not.
  await Promise.race([aborted(ended), served.then(() => aborted(ended))]);
  io.closeInput();
  const finish = async (): Promise<void> => {
    await Promise.all([served, runtime.closeDoors()]);
    if (drains(interrupt)) await engine.settled();
    if (told !== undefined) await untilWritten(engine, runtime.scheduler);
    settled.abort();
    await told;
  };
  const reason = `desk run was ended by ${interrupt.name() ?? 'its reader'}`;
  const code = await stopDesk(io, {
    engine,
    inFlight: [finish(), control.close()],
    close: async () => {
      await consoles.value.close(reason);
      await close(reason);
    },
  });
  interrupt.stop();
  reloads.stop();
  return code;
}

/**
 * Whether to wait for outcomes. Ctrl-C means a quick end: orders stay at the venue, and the next start asks about them.
 */
function drains(interrupt: Interrupt): boolean {
  return interrupt.name() !== 'SIGINT';
}

/**
 * Reads the configuration again on SIGHUP, as daemons do. On a terminal the signal means that the terminal was closed,
 * and ends the process as usual.
 */
function onReloadSignal(io: DeskIo, runtime: Runtime): { readonly stop: () => void } {
  if (io.isTerminal) return { stop: () => undefined };
  const session = runtime.logins.open('control');
  const hear = (): void => void runtime.reloadConfiguration({ actor: session.actor, reason: 'SIGHUP' });
  process.on('SIGHUP', hear);
  return { stop: () => void process.off('SIGHUP', hear) };
}

function readyMessage(runtime: Runtime, folder: string, consolePort: number | undefined) {
  const { engine, venues, prometheusPort, prometheusTokenFile, signalDoors } = runtime;
  const { accounts, instruments } = engine.configuration;
  const { sqliteVersion, record } = engine.store.health();
  const waiting = engine.reconciliation.waiting();
  return {
    type: 'ready',
    version: programVersion(),
    pid: process.pid,
    dataFolder: folder,
    venues: venues.map(({ venue, kind }) => {
      const connected = engine.guards.get(venue)?.venue.connected === true;
      return { venue, kind, connected, ordersLeave: !waiting.includes(venue) };
    }),
    accounts,
    symbols: instruments.map(({ symbol }) => symbol),
    lastPosition: engine.store.head().position,
    ...(sqliteVersion !== undefined && { sqlite: sqliteSentence(sqliteVersion) }),
    ...(record !== undefined && { postgres: record }),
    ...(prometheusPort !== undefined && { metrics: `http://127.0.0.1:${prometheusPort}/metrics` }),
    ...(prometheusTokenFile !== undefined && { metricsToken: prometheusTokenFile }),
    ...intakeAddress(signalDoors),
    ...(consolePort !== undefined && { consolePort }),
  };
}

function intakeAddress({ network, folder }: SignalDoorsView) {
  return {
    ...(network?.address !== undefined && { intake: network.address, intakeToken: network.tokenFile }),
    ...(folder !== undefined && { intakeFolder: folder.path }),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
