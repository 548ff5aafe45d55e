/** The commands that steer the desk: on a running engine through its control channel, else on one of their own. */
import { InvalidArgumentError, type Command } from 'commander';
import { parseTradingScope, scopeExpectation } from '../../domain/trading/tradingScope.ts';
import { acknowledgeCommand, alarmsCommand } from './commands/operate/alarmCommands.ts';
import { amendCommand } from './commands/operate/amendCommand.ts';
import { breakerActions, breakerCommand, type BreakerAction } from './commands/operate/breakerCommand.ts';
import { cancelCommand, type OrderSelection } from './commands/operate/cancelCommand.ts';
import { killCommand } from './commands/operate/killCommand.ts';
import { statusCommand } from './commands/operate/statusCommand.ts';
import { resumeSubscriberCommand, subscribersCommand } from './commands/operate/subscriberCommands.ts';
import { enableCommand, restrictCommand } from './commands/operate/tradingCommands.ts';
import {
  commonOf,
  deskCommand,
  oneOf,
  operatingCommand,
  operatingOf,
  seconds,
  type CommonOptions,
  type OnEnd,
  type OperatingOptions,
} from './commandLine.ts';
import type { DeskIo } from './terminal/deskIo.ts';
import { UsageError } from './terminal/exitCode.ts';
import { addRecoveryCommands } from './recoveryCommands.ts';

export function addOperatingCommands(program: Command, io: DeskIo, onEnd: OnEnd): void {
  addStatus(program, io, onEnd);
  addBreaker(program, io, onEnd);
  addCancel(program, io, onEnd);
  addAmend(program, io, onEnd);
  addKill(program, io, onEnd);
  addEnable(program, io, onEnd);
  addRestrict(program, io, onEnd);
  addAlarms(program, io, onEnd);
  addSubscribers(program, io, onEnd);
  addRecoveryCommands(program, io, onEnd);
}

function addStatus(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(program, 'status', 'how the running engine is; exit code 1 when it takes no orders').action(
    async (options: CommonOptions) => {
      onEnd(await statusCommand(io, commonOf(options)));
    },
  );
}

function addBreaker(program: Command, io: DeskIo, onEnd: OnEnd): void {
  operatingCommand(program, 'breaker', "trip, reset or isolate a venue's circuit breaker")
    .argument('<action>', breakerActions.join(', '), oneOf(breakerActions))
    .argument('<venue>', 'the venue, such as sim')
    .action(async (action: BreakerAction, venue: string, options: OperatingOptions) => {
      onEnd(await breakerCommand(io, { ...operatingOf(options), action, venue }));
    });
}

function addCancel(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends OperatingOptions {
    readonly symbol?: string;
    readonly all?: boolean;
    readonly timeout: number;
  }
  operatingCommand(program, 'cancel', 'cancel orders, and wait for what becomes of them')
    .argument('[orders...]', 'ids of the orders')
    .option('--symbol <symbol>', 'all open orders in this symbol')
    .option('--all', 'all open orders')
    .option('--timeout <seconds>', 'how long to wait for the answers of the venues', seconds, 10)
    .action(async (orders: string[], { symbol, all, timeout, ...options }: Options) => {
      const selection = selectionOf(orders, symbol, all === true);
      const timeoutMs = timeout * 1_000;
      onEnd(await cancelCommand(io, { ...operatingOf(options), selection, timeoutMs }));
    });
}

function addAmend(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends OperatingOptions {
    readonly quantity?: string;
    readonly limit?: string;
    readonly stop?: string;
    readonly timeout: number;
  }
  operatingCommand(program, 'amend', 'change an order at the venue (cancel/replace), and wait for the answer')
    .argument('<order>', 'id of the order')
    .option('--quantity <units>', 'the new quantity, what is filled already included')
    .option('--limit <price>', 'the new limit price')
    .option('--stop <price>', 'the new stop price')
    .option('--timeout <seconds>', 'how long to wait for the answer of the venue', seconds, 10)
    .action(async (orderId: string, { quantity, limit, stop, timeout, ...options }: Options) => {
      if (quantity === undefined && limit === undefined && stop === undefined) {
        throw new UsageError('say what changes: --quantity, --limit or --stop');
      }
      const amendment = { orderId, quantity, limitPrice: limit, stopPrice: stop };
      const timeoutMs = timeout * 1_000;
      onEnd(await amendCommand(io, { ...operatingOf(options), amendment, timeoutMs }));
    });
}

interface ScopedOptions extends OperatingOptions {
  readonly scope: string;
}

function addKill(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends ScopedOptions {
    readonly flatten?: boolean;
    readonly timeout: number;
  }
  scoped(program, 'kill', 'halt a scope, cancel every working order in it, and tell until it is proven')
    .option('--flatten', 'close its positions, too')
    .option('--timeout <seconds>', 'how long to wait for the proof; the engine goes on after it', seconds, 60)
    .addHelpText('after', '\nExit code 1 and every order that is left when it is not proven in time.')
    .action(async ({ scope, flatten, timeout, ...options }: Options) => {
      const wanted = { scope, flatten: flatten === true, timeoutMs: timeout * 1_000 };
      onEnd(await killCommand(io, { ...operatingOf(options), ...wanted }));
    });
}

function addEnable(program: Command, io: DeskIo, onEnd: OnEnd): void {
  scoped(program, 'enable', 'let a scope trade again, and tell exactly what changes').action(
    async ({ scope, ...options }: ScopedOptions) => {
      onEnd(await enableCommand(io, { ...operatingOf(options), scope }));
    },
  );
}

const restrictedStates = ['reducing', 'halted'] as const;

function addRestrict(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends ScopedOptions {
    readonly state: (typeof restrictedStates)[number];
  }
  scoped(program, 'restrict', 'let a scope only reduce positions, or halt it; working orders stay')
    .requiredOption('--state <state>', restrictedStates.join(' or '), oneOf(restrictedStates))
    .action(async ({ scope, state, ...options }: Options) => {
      onEnd(await restrictCommand(io, { ...operatingOf(options), scope, state }));
    });
}

function addAlarms(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(program, 'alarms', 'open alarms; exit code 1 when there are any')
    .option('--config <file>', 'the configuration file, where no engine runs yet')
    .action(async ({ config, ...options }: CommonOptions & { readonly config?: string }) => {
      onEnd(await alarmsCommand(io, { ...commonOf(options), config }));
    });
  operatingCommand(program, 'acknowledge', 'say that alarms were seen; what they held goes on')
    .argument('<alarms...>', 'ids of the alarms')
    .action(async (alarmIds: string[], options: OperatingOptions) => {
      onEnd(await acknowledgeCommand(io, { ...operatingOf(options), alarmIds }));
    });
}

function addSubscribers(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(
    program,
    'subscribers',
    "the running engine's durable subscribers; exit code 1 when one does not run",
  ).action(async (options: CommonOptions) => {
    onEnd(await subscribersCommand(io, commonOf(options)));
  });
  operatingCommand(program, 'resume-subscriber', 'have a subscriber that failed try again at once')
    .argument('<name>', 'the subscriber, such as audit-log')
    .action(async (subscriber: string, options: OperatingOptions) => {
      const { reason } = options;
      onEnd(await resumeSubscriberCommand(io, { ...commonOf(options), reason, subscriber }));
    });
}

function selectionOf(orderIds: readonly string[], symbol: string | undefined, all: boolean): OrderSelection {
  if (orderIds.length > 0 && symbol === undefined && !all) return { orderIds };
  if (orderIds.length === 0 && symbol !== undefined && !all) return { symbol };
  if (orderIds.length === 0 && symbol === undefined && all) return { all };
  throw new UsageError('name the orders, or one of --symbol and --all');
}

function scoped(program: Command, name: string, description: string): Command {
  return operatingCommand(program, name, description).requiredOption(
    '--scope <scope>',
    scopeExpectation,
    scopeText,
  );
}

function scopeText(value: string): string {
  if (parseTradingScope(value) !== undefined) return value;
  throw new InvalidArgumentError(`expected ${scopeExpectation}`);
}
