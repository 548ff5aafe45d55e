/** The commands that steer the desk: on a running engine through its control channel, else on one of their own. */
import { InvalidArgumentError, type Command } from 'commander';
import { breakerActions, breakerCommand, type BreakerAction } from './commands/breakerCommand.ts';
import { cancelCommand, type OrderSelection } from './commands/cancelCommand.ts';
import { statusCommand } from './commands/statusCommand.ts';
import { commonOf, deskCommand, oneOf, type CommonOptions, type OnEnd } from './commandLine.ts';
import type { DeskIo } from './deskIo.ts';
import { UsageError } from './exitCode.ts';

interface OperatingOptions extends CommonOptions {
  readonly config?: string;
  readonly reason: string;
}

export function addOperatingCommands(program: Command, io: DeskIo, onEnd: OnEnd): void {
  addStatus(program, io, onEnd);
  addBreaker(program, io, onEnd);
  addCancel(program, io, onEnd);
}

function addStatus(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(program, 'status', 'how the running engine is; exit code 1 when it takes no orders').action(
    async (options: CommonOptions) => {
      onEnd(await statusCommand(io, commonOf(options)));
    },
  );
}

function addBreaker(program: Command, io: DeskIo, onEnd: OnEnd): void {
  operating(program, 'breaker', "trip, reset or isolate a venue's circuit breaker")
    .argument('<action>', breakerActions.join(', '), oneOf(breakerActions))
    .argument('<venue>', 'the venue, such as sim')
    .action(async (action: BreakerAction, venue: string, options: OperatingOptions) => {
      const { config, reason } = options;
      onEnd(await breakerCommand(io, { ...commonOf(options), config, reason, action, venue }));
    });
}

function addCancel(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends OperatingOptions {
    readonly symbol?: string;
    readonly all?: boolean;
    readonly timeout: number;
  }
  operating(program, 'cancel', 'cancel orders, and wait for what becomes of them')
    .argument('[orders...]', 'ids of the orders')
    .option('--symbol <symbol>', 'all open orders in this symbol')
    .option('--all', 'all open orders')
    .option('--timeout <seconds>', 'how long to wait for the answers of the venues', seconds, 10)
    .action(async (orders: string[], { symbol, all, timeout, ...options }: Options) => {
      const { config, reason } = options;
      const selection = selectionOf(orders, symbol, all === true);
      const timeoutMs = timeout * 1_000;
      onEnd(await cancelCommand(io, { ...commonOf(options), config, reason, selection, timeoutMs }));
    });
}

function selectionOf(orderIds: readonly string[], symbol: string | undefined, all: boolean): OrderSelection {
  if (orderIds.length > 0 && symbol === undefined && !all) return { orderIds };
  if (orderIds.length === 0 && symbol !== undefined && !all) return { symbol };
  if (orderIds.length === 0 && symbol === undefined && all) return { all };
  throw new UsageError('name the orders, or one of --symbol and --all');
}

/** A command that changes something: it says why, for the audit trail. */
function operating(program: Command, name: string, description: string): Command {
  return deskCommand(program, name, description)
    .requiredOption('--reason <text>', 'why, for the audit trail: 3 to 500 characters', reasonText)
    .option('--config <file>', 'the configuration file, where no engine runs yet');
}

function reasonText(value: string): string {
  const text = value.trim();
  if (text.length < 3 || text.length > 500) throw new InvalidArgumentError('expected 3 to 500 characters');
  return text;
}

function seconds(value: string): number {
  const parsed = /^\d{1,5}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
  if (parsed <= 0) throw new InvalidArgumentError('expected a number of seconds, such as 30');
  return parsed;
}
