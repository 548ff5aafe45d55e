/** The command line of `desk`. */
import { Command, CommanderError } from 'commander';
import { withCommonOptions, type AddCommand, type OnEnd } from './commands/commandLine.ts';
import { replayCommand } from './commands/run/replayCommand.ts';
import { runCommand } from './commands/run/runCommand.ts';
import { statusCommand } from './commands/operate/statusCommand.ts';
import { breakerCommand } from './commands/operate/breakerCommand.ts';
import { cancelCommand } from './commands/operate/cancelCommand.ts';
import { amendCommand } from './commands/operate/amendCommand.ts';
import { dryRunCommand } from './commands/operate/dryRunCommand.ts';
import { killCommand } from './commands/operate/killCommand.ts';
import { positionsCommand } from './commands/operate/positionsCommand.ts';
import { limitsCommand, overrideCommand } from './commands/operate/limitCommands.ts';
import { enableCommand, restrictCommand } from './commands/operate/tradingCommands.ts';
import { alertsCommand } from './commands/operate/alertCommands.ts';
import { resumeSubscriberCommand, subscribersCommand } from './commands/operate/subscriberCommands.ts';
import { doubtsCommand, reconcileCommand, settleCommand } from './commands/operate/recoveryCommands.ts';
import { loginCommand, logoutCommand, passwordCommand } from './commands/operate/loginCommands.ts';
import { operatorsCommand } from './commands/operate/operatorCommands.ts';
import { tokensCommand } from './commands/operate/tokenCommands.ts';
import { handOverCommand } from './commands/operate/handOverCommand.ts';
import { reloadCommand } from './commands/operate/reloadCommand.ts';
import { ordersCommand } from './commands/read/ordersCommand.ts';
import { eventsCommand } from './commands/read/eventsCommand.ts';
import { verifyCommand } from './commands/read/verifyCommand.ts';
import { rebuildCommand } from './commands/read/rebuildCommand.ts';
import { exportCommand } from './commands/read/exportCommand.ts';
import { checkpointCommand } from './commands/read/checkpointCommand.ts';
import { controlsCommand } from './commands/read/controlsCommand.ts';
import { whatIfCommand } from './commands/read/whatIfCommand.ts';
import { backupCommand } from './commands/read/backupCommand.ts';
import { fixCompareCommand } from './commands/read/fixCompareCommand.ts';
import { fixMessagesCommand } from './commands/read/fixMessagesCommand.ts';
import { fixReleaseCommand } from './commands/operate/fixReleaseCommand.ts';
import { migrateCommand } from './commands/run/migrateCommand.ts';
import { simulateCommand } from './commands/run/simulateCommand.ts';
import { tellFault } from './desk/call.ts';
import { programVersion } from './desk/resourcesFolder.ts';
import type { DeskIo } from './terminal/deskIo.ts';
import { exitCode, FaultError, UsageError, type ExitCode } from './terminal/exitCode.ts';

/** The commands, in the order of the help. */
const commands: readonly AddCommand[] = [
  replayCommand,
  runCommand,
  statusCommand,
  breakerCommand,
  cancelCommand,
  amendCommand,
  dryRunCommand,
  killCommand,
  enableCommand,
  restrictCommand,
  limitsCommand,
  overrideCommand,
  positionsCommand,
  alertsCommand,
  subscribersCommand,
  resumeSubscriberCommand,
  doubtsCommand,
  settleCommand,
  reconcileCommand,
  reloadCommand,
  handOverCommand,
  operatorsCommand,
  tokensCommand,
  loginCommand,
  logoutCommand,
  passwordCommand,
  ordersCommand,
  eventsCommand,
  verifyCommand,
  rebuildCommand,
  exportCommand,
  checkpointCommand,
  backupCommand,
  migrateCommand,
  controlsCommand,
  whatIfCommand,
  fixMessagesCommand,
  fixReleaseCommand,
  fixCompareCommand,
  simulateCommand,
];

/** Runs one command and gives the exit code. `argv` is without the program's own name. */
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
    if (error instanceof FaultError) return tellFault({ io, json: error.json }, error.fault);
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
  for (const add of commands) add(program, io, onEnd);
  return program;
}
