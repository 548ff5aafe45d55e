/** The commands about what the desk and its venues do not agree on, and about the configuration. */
import { InvalidArgumentError, type Command } from 'commander';
import { settlementOutcomes, type Settlement } from '../../../shared/contract/recovery.ts';
import { doubtsCommand, reconcileCommand, settleCommand } from './commands/operate/recoveryCommands.ts';
import { reloadCommand } from './commands/operate/reloadCommand.ts';
import {
  commonOf,
  deskCommand,
  oneOf,
  operatingCommand,
  operatingOf,
  type CommonOptions,
  type OnEnd,
  type OperatingOptions,
} from './commandLine.ts';
import type { DeskIo } from './terminal/deskIo.ts';

type Execution = NonNullable<Settlement['executions']>[number];

export function addRecoveryCommands(program: Command, io: DeskIo, onEnd: OnEnd): void {
  addDoubts(program, io, onEnd);
  addSettle(program, io, onEnd);
  addReconcile(program, io, onEnd);
  addReload(program, io, onEnd);
}

function addDoubts(program: Command, io: DeskIo, onEnd: OnEnd): void {
  deskCommand(program, 'doubts', 'orders in doubt with their evidence; exit code 1 when there are any')
    .option('--config <file>', 'the configuration file, where no engine runs yet')
    .action(async ({ config, ...options }: CommonOptions & { readonly config?: string }) => {
      onEnd(await doubtsCommand(io, { ...commonOf(options), config }));
    });
}

function addSettle(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends OperatingOptions {
    readonly outcome: Settlement['outcome'];
    readonly venueOrder?: string;
    readonly execution: readonly Execution[];
  }
  operatingCommand(program, 'settle', 'settle an order in doubt by your word')
    .argument('<order>', 'id of the order')
    .requiredOption('--outcome <outcome>', settlementOutcomes.join(', '), oneOf(settlementOutcomes))
    .option('--venue-order <id>', "the venue's id of the order")
    .option(
      '--execution <quantity@price>',
      'an execution that the desk does not know; repeatable',
      execution,
      [],
    )
    .action(async (orderId: string, { outcome, venueOrder, execution: given, ...options }: Options) => {
      const settlement: Settlement = {
        outcome,
        ...(venueOrder !== undefined && { venueOrderId: venueOrder }),
        ...(given.length > 0 && { executions: [...given] }),
      };
      onEnd(await settleCommand(io, { ...operatingOf(options), orderId, settlement }));
    });
}

function addReconcile(program: Command, io: DeskIo, onEnd: OnEnd): void {
  interface Options extends OperatingOptions {
    readonly venue?: string;
    readonly accept?: boolean;
  }
  operatingCommand(program, 'reconcile', 'compare orders, executions and positions with the venues')
    .option('--venue <venue>', 'that venue only')
    .option('--accept', 'let orders leave although the last comparison found differences')
    .addHelpText('after', '\nExit code 1 when orders may not leave for one of the venues.')
    .action(async ({ venue, accept, ...options }: Options) => {
      onEnd(await reconcileCommand(io, { ...operatingOf(options), venue, accept: accept === true }));
    });
}

function addReload(program: Command, io: DeskIo, onEnd: OnEnd): void {
  operatingCommand(program, 'reload', 'have the running engine read its configuration again').action(
    async (options: OperatingOptions) => {
      onEnd(await reloadCommand(io, { ...commonOf(options), reason: options.reason }));
    },
  );
}

function execution(value: string, before: readonly Execution[]): readonly Execution[] {
  const [quantity, price, more] = value.split('@');
  if (!quantity || !price || more !== undefined) {
    throw new InvalidArgumentError('expected a quantity and a price, such as 10@1450.25');
  }
  return [...before, { quantity, price }];
}
