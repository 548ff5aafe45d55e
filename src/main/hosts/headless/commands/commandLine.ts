/** The parts of a command line that all commands share. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  parseTicker,
  parseVenueId,
  type Ticker,
  type VenueId,
  parseAlertId,
  parseProposalId,
  type AlertId,
  type ProposalId,
} from '../../../../shared/kernel/ids.ts';
import type { Call } from '../desk/call.ts';
import type { DeskIo } from '../terminal/deskIo.ts';
import type { ExitCode } from '../terminal/exitCode.ts';

/** The options that become part of every command's call. */
interface CallOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly config?: string;
  readonly operator?: string;
  readonly passwordFile?: string;
}

/** The options of a command that changes something on a desk. */
export interface OperatingOptions {
  readonly reason: string;
}

/** Called with how the command ended. */
export type OnEnd = (code: ExitCode) => void;

/** Adds one command to the program. */
export type AddCommand = (program: Command, io: DeskIo, onEnd: OnEnd) => void;

export interface CommandPlan<Given extends unknown[]> {
  readonly name: string;
  readonly about: string;
  /** Text after the options in the command's help. */
  readonly help?: string;
  /** Declares the command's arguments and options. The common options are declared already. */
  readonly declare?: (command: Command) => Command;
  /** The commands that stand under this one. */
  readonly under?: readonly AddCommand[];
  /** Does the work. `given` has the arguments in their order, then the options. */
  readonly work: (call: Call, ...given: Given) => Promise<ExitCode>;
}

/** Adds the options that all commands have. They may stand before the command's name or after it. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <dir>', "the data folder (default: the console's own)")
    .option('--json', 'one JSON object, or one a line where results stream')
    .option('--operator <name>', 'who you are, where the desk has operators (default: as desk login said)')
    .option('--password-file <file>', 'your password, in a file that only you may read');
}

export function deskCommand<Given extends unknown[]>(plan: CommandPlan<Given>): AddCommand {
  return (program, io, onEnd) => {
    const command = withCommonOptions(program.command(plan.name).description(plan.about));
    if (plan.help !== undefined) command.addHelpText('after', plan.help);
    plan.declare?.(command);
    command.action(async (...given: Given) => {
      const { data, json, config, operator, passwordFile } = command.optsWithGlobals<CallOptions>();
      const host = `${nameOf(program)} ${plan.name}`;
      const call = { io, host, data, config, json: json === true, operator, passwordFile };
      onEnd(await plan.work(call, ...given));
    });
    for (const add of plan.under ?? []) add(command, io, onEnd);
  };
}

/** Commands that stand under one name, which does nothing by itself. */
export function commandGroup(name: string, about: string, commands: readonly AddCommand[]): AddCommand {
  return (program, io, onEnd) => {
    const group = program.command(name).description(about);
    for (const add of commands) add(group, io, onEnd);
  };
}

/** The name of a command with those that it stands under: `desk limits`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** A command that changes something. It needs a reason for the audit trail. */
export function operatingCommand<Given extends unknown[]>(plan: CommandPlan<Given>): AddCommand {
  const declare = (command: Command): Command => {
    const operating = withConfig(
      command.requiredOption('--reason <text>', 'why, for the audit trail: 3 to 500 characters', reasonText),
    );
    return plan.declare?.(operating) ?? operating;
  };
  return deskCommand({ ...plan, declare });
}

/** Adds the options of a command that opens an engine where none runs. */
export function withConfig(command: Command): Command {
  return command.option('--config <file>', 'the configuration file, where no engine runs yet');
}

/** Adds the option of a command that also looks at the record of which the folder has the copy. */
export function withRecordConfig(command: Command): Command {
  return command.option(
    '--config <file>',
    'the configuration file, which names a record in PostgreSQL where there is one',
  );
}

export function oneOf<Word extends string>(words: readonly Word[]) {
  return (value: string): Word => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new InvalidArgumentError(`expected ${words.join(' or ')}`);
    return word;
  };
}

export function reasonText(value: string): string {
  const text = value.trim();
  if (text.length < 3 || text.length > 500) throw new InvalidArgumentError('expected 3 to 500 characters');
  return text;
}

export function venueId(value: string): VenueId {
  const parsed = parseVenueId(value);
  if (parsed === undefined) throw new InvalidArgumentError('expected the name of a venue');
  return parsed;
}

export function symbolName(value: string): Ticker {
  const parsed = parseTicker(value);
  if (parsed === undefined) throw new InvalidArgumentError('expected a symbol');
  return parsed;
}

/** Takes several, one after the other. */
export function alertIds(value: string, before: readonly AlertId[] = []): readonly AlertId[] {
  const parsed = parseAlertId(value);
  if (parsed === undefined) throw new InvalidArgumentError('expected the id of an alert');
  return [...before, parsed];
}

export function proposalId(value: string): ProposalId {
  const parsed = parseProposalId(value);
  if (parsed === undefined) throw new InvalidArgumentError('expected the id of a proposal');
  return parsed;
}

export function seconds(value: string): number {
  const parsed = /^\d{1,5}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
  if (parsed <= 0) throw new InvalidArgumentError('expected a number of seconds, such as 30');
  return parsed;
}

export function position(value: string): number {
  const parsed = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (parsed === undefined) throw new InvalidArgumentError('expected a position, such as 1200');
  return parsed;
}
