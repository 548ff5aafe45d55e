/** `desk run`: runs the engine until somebody stops it, with signals from standard input if wanted. */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { ownFolder, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { openConsoleDoor } from '../../../consoles/consoleDoor.ts';
import { ofComponent } from '../../../../infra/logging/ofComponent.ts';
import { recordIdOf } from '../../../../infra/sqlite/chain/recordIdOf.ts';
import { openControlChannel } from '../../../control/controlServer.ts';
import { untilWritten } from '../../../feed/untilWritten.ts';
import type { Runtime } from '../../../runtime.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, UsageError, type ExitCode } from '../../terminal/exitCode.ts';
import { signalSender } from '../../desk/identify.ts';
import { configurationOf, openDesk, type OpenDesk, type ReadConfiguration } from '../../desk/openDesk.ts';
import { ok } from '../../../../../shared/kernel/result.ts';
import { awaitLease, type LeaseWait } from './awaitLease.ts';
import { Leaving } from './leaving.ts';
import { readyMessage } from './readyMessage.ts';
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
  /** Whether to wait where another engine has the record. */
  readonly standby?: boolean;
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
With --standby ("standby" of "store" in the configuration) and another engine on the record, first these, and refusals with the code standby:
  {"type":"standby","position","holder":{"host","pid","what","since","epoch"}}   its copy follows the record, and it waits
  {"type":"takeover","epoch","reason":"lapsed" or "released","waitedMs"}          it has the lease, and starts; the ready line has "epoch" and "ms" since then
With --orders also, between those lines, the newest 1,000 orders and then what changes; a reader that falls far behind gets a fresh snapshot:
  {"type":"orders","update":"snapshot" or "delta","sequence","position","orders":[…]}   each as "desk orders --json" has it`,
  declare: (command) =>
    command
      .option('--config <file>', 'the configuration file')
      .option('--signals <source>', '-: signals from standard input, one JSON object a line')
      .option('--standby', 'wait as the standby where another engine has the record in PostgreSQL')
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
  const { io } = call;
  const folder = ownFolder(call);
  checkSignals(call, options);
  const read = await configurationOf(call.config, folder);
  const interrupt = onInterrupt();
  const ended = AbortSignal.any([interrupt.signal, io.unread]);
  try {
    const wait = await awaitLease(call, options, { folder, ended, configuration: read.configuration });
    if (!wait.ok) return tellFault(call, wait.error);
    if (ended.aborted) return exitCode.done;
    return await serve(call, options, { folder, read, interrupt, ended, wait: wait.value });
  } finally {
    io.closeInput();
    interrupt.stop();
  }
}

function checkSignals({ operator, passwordFile }: Call, { signals }: Options): void {
  if (signals !== undefined && signals !== '-') {
    throw new UsageError(
      `--signals takes -, for standard input; to send a file, use: desk replay ${signals}`,
    );
  }
  if (signals !== undefined && operator !== undefined && passwordFile === undefined) {
    throw new UsageError('the input has the signals, so the password comes from --password-file');
  }
}

interface Service {
  readonly folder: string;
  readonly read: ReadConfiguration;
  readonly interrupt: Interrupt;
  readonly ended: AbortSignal;
  readonly wait: LeaseWait;
}

async function serve(
  call: Call,
  options: Options,
  { folder, read, interrupt, ended, wait }: Service,
): Promise<ExitCode> {
  const { io, host, json } = call;
  const leaving = new Leaving(ended);
  const opened = await openDesk({
    folder,
    host,
    market: 'paced',
    json,
    intake: { port: options.intakePort, folder: options.intakeFolder && resolve(options.intakeFolder) },
    prometheusPort: options.metricsPort,
    prometheusOpen: options.metricsOpen,
    granted: wait.lease,
    onHandedOver: (reason) => leaving.handedOver(reason),
    ...read,
  });
  if (!opened.ok) return tellFault(call, opened.error);
  const { runtime, calls, close } = opened.value;
  const sender = options.signals === '-' ? await signalSender(call, calls()) : undefined;
  if (sender?.ok === false) {
    await close(sender.error.message);
    return tellFault(call, sender.error);
  }
  const doors = await openDoors(opened.value, folder, read);
  if (!doors.ok) {
    await close(doors.error.message);
    return tellFault(call, doors.error);
  }
  const reloads = onReloadSignal(io, runtime);
  leaving.watch(runtime);
  await io.json({ ...readyMessage(runtime, folder, doors.value.consolePort), ...wait.facts() });
  const { engine } = runtime;
  const settled = new AbortController();
  const told = options.orders === true ? tellOrders(io, engine.queries, settled.signal) : undefined;
  const records = await wait.records();
  const served =
    sender?.ok === true
      ? serveSignals(io, runtime, sender.value, leaving.signal, records)
      : Promise.resolve();
  // A failure of the feed ends the command; its normal end does not.
  await Promise.race([aborted(leaving.signal), served.then(() => aborted(leaving.signal))]);
  io.closeInput();
  const finish = async (): Promise<void> => {
    await Promise.all([served, runtime.closeDoors()]);
    if (leaving.why === undefined && drains(interrupt)) await engine.settled();
    if (told !== undefined) await untilWritten(engine, runtime.scheduler);
    settled.abort();
    await told;
  };
  const reason = leaving.why ?? `desk run was ended by ${interrupt.name() ?? 'its reader'}`;
  const code = await stopDesk(io, {
    engine,
    inFlight: [finish(), doors.value.closeControl()],
    close: async () => {
      leaving.close();
      await doors.value.closeConsoles(reason);
      await close(reason);
    },
  });
  reloads.stop();
  return code;
}

/** The doors for commands of this machine and for consoles. Faults: those of openConsoleDoor. */
async function openDoors(
  { runtime, logger, calls, bridge, facts }: OpenDesk,
  folder: string,
  { configuration }: ReadConfiguration,
) {
  const control = await openControlChannel({ folder, apiFor: calls, logger });
  const consoles = await openConsoleDoor({
    folder,
    remote: configuration.remote,
    bridge,
    facts,
    recordId: recordIdOf(folder),
    hasOperators: () => runtime.engine.operators.all().size > 0,
    clock: runtime.clock,
    scheduler: runtime.scheduler,
    record: (event, actor) => runtime.engine.record(event, actor),
    logger: ofComponent(logger, 'console'),
  });
  if (!consoles.ok) {
    await control.close();
    return consoles;
  }
  return ok({
    consolePort: consoles.value.port,
    closeControl: () => control.close(),
    closeConsoles: (reason: string) => consoles.value.close(reason),
  });
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
