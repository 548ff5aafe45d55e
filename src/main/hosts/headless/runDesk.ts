/** The command line of `desk` (SPEC section 10). */
import { Command, CommanderError } from 'commander';
import {
  commonOf,
  deskCommand,
  oneOf,
  port,
  withCommonOptions,
  type CommonOptions,
  type OnEnd,
} from './commandLine.ts';
import { replayCommand } from './commands/run/replayCommand.ts';
import { runCommand } from './commands/run/runCommand.ts';
import type { DeskIo } from './terminal/deskIo.ts';
import { exitCode, FaultError, UsageError, type ExitCode } from './terminal/exitCode.ts';
import { addOperatingCommands } from './operatingCommands.ts';
import { addReadingCommands } from './readingCommands.ts';
import { addSimulate } from './simulateOptions.ts';
import { programVersion } from './desk/resourcesFolder.ts';
import { tellFault } from './terminal/tellFault.ts';

/** Runs one command; gives the exit code. `argv` is without the program's own name. */
export async function runDesk(argv: readonly string[], io: DeskIo): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const program = deskProgram(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    if (error instanceof FaultError) return tellFault(io, error.fault, error.json);
    if (!(error instanceof UsageError)) throw error;
    io.note(`desk: ${error.message}`);
    return exitCode.usage;
  }
}

function deskProgram(io: DeskIo, onEnd: OnEnd): Command {
  const program = new Command('desk')
    .description(
      'Breakwater without a window. Results on standard output, everything else on standard error.',
    )
    .version(programVersion())
    .exitOverride()
    .configureOutput({ writeErr: (text) => io.note(text.trimEnd()) })
    .showHelpAfterError('Run `desk help` for the commands and their options.')
    .addHelpText('after', '\nExit codes: 0 done, 1 the answer is no, 2 wrong usage.');
  withCommonOptions(program);
  addReplay(program, io, onEnd);
  addRun(program, io, onEnd);
  addOperatingCommands(program, io, onEnd);
  addReadingCommands(program, io, onEnd);
  addSimulate(program, io, onEnd);
  return program;
}

function addReplay(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly venue?: string;
    readonly report?: string;
    readonly config?: string;
  }
  deskCommand(program, 'replay', 'send a file of signals (NDJSON or CSV) through the engine and report')
    .argument('<file>', 'the signals: .csv with a header, anything else one JSON object a line')
    .option('--venue <venue>', 'a venue that must be configured, such as sim')
    .option('--report <format>', 'json: the report as one JSON object', oneOf(['json']))
    .option('--config <file>', 'the configuration file')
    .addHelpText('after', replayHelp)
    .action(async (file: string, options: Options) => {
      const { folder, json } = commonOf(options);
      const { venue, config, report } = options;
      onEnd(await replayCommand(io, { folder, file, venue, config, json: json || report === 'json' }));
    });
}

function addRun(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends CommonOptions {
    readonly config?: string;
    readonly signals?: string;
    readonly metricsPort?: number;
    readonly metricsOpen?: boolean;
  }
  deskCommand(
    program,
    'run',
    'run the engine until SIGTERM (finishes what is in flight) or SIGINT (stops at once)',
  )
    .option('--config <file>', 'the configuration file')
    .option('--signals <source>', '-: signals from standard input, one JSON object a line')
    .option('--metrics-port <port>', 'metrics for Prometheus on 127.0.0.1 (0: a free port)', port)
    .option('--metrics-open', 'let every user of this machine read them, without the token')
    .addHelpText('after', runHelp)
    .action(async (options: Options) => {
      const { config, signals, metricsPort, metricsOpen } = options;
      onEnd(await runCommand(io, { ...commonOf(options), config, signals, metricsPort, metricsOpen }));
    });
}

const replayHelp = `
The simulated market stands still but for the replay: before each signal it moves to the day of the signal's
createdAt. The same file again makes no new order. Refused lines are told on standard error.`;

const runHelp = `
Prints {"type":"ready",…} once it takes signals, with the address of the metrics and the file of their token when they are asked for. Then one line for each line of input, in their order:
  {"type":"acknowledged","signalId","orderId","position","line"}   the signal is on disk at that position
  {"type":"refused","signalId","code","reasons","position","line"} it is not, for these reasons
An id that was used before gets the answer of its first use, with "duplicate":true and the first one's position.
A refusal without a position is not on record: the engine could not take the signal, and it may be sent again.`;
