/** What all commands share on their command line. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Call } from '../desk/call.ts';
import type { DeskIo } from '../terminal/deskIo.ts';
import type { ExitCode } from '../terminal/exitCode.ts';

/** The options that every command hands on in its call. */
interface CallOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly config?: string;
}

/** Of a command that changes something on a desk. */
export interface OperatingOptions {
  readonly reason: string;
}

/** Told how the command ended. */
export type OnEnd = (code: ExitCode) => void;

/** Adds one command to the program. */
export type AddCommand = (program: Command, io: DeskIo, onEnd: OnEnd) => void;

export interface CommandPlan<Given extends unknown[]> {
  readonly name: string;
  readonly about: string;
  /** Stands after the options in the command's help. */
  readonly help?: string;
  /** Declares its arguments and options; the common ones are there already. */
  readonly declare?: (command: Command) => Command;
  /** `given`: the arguments in their order, then the options. */
  readonly work: (call: Call, ...given: Given) => Promise<ExitCode>;
}

/** The options that all commands have, before the command's name or after it. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <dir>', "the data folder (default: the console's own)")
    .option('--json', 'one JSON object, or one a line where results stream');
}

export function deskCommand<Given extends unknown[]>(plan: CommandPlan<Given>): AddCommand {
  return (program, io, onEnd) => {
    const command = withCommonOptions(program.command(plan.name).description(plan.about));
    if (plan.help !== undefined) command.addHelpText('after', plan.help);
    plan.declare?.(command);
    command.action(async (...given: Given) => {
      const { data, json, config } = { ...program.opts<CallOptions>(), ...command.opts<CallOptions>() };
      const call = { io, host: `desk ${plan.name}`, data, config, json: json === true };
      onEnd(await plan.work(call, ...given));
    });
  };
}

/** A command that changes something: it says why, for the audit trail. */
export function operatingCommand<Given extends unknown[]>(plan: CommandPlan<Given>): AddCommand {
  const declare = (command: Command): Command => {
    const operating = withConfig(
      command.requiredOption('--reason <text>', 'why, for the audit trail: 3 to 500 characters', reasonText),
    );
    return plan.declare?.(operating) ?? operating;
  };
  return deskCommand({ ...plan, declare });
}

/** Of a command that opens an engine where none runs. */
export function withConfig(command: Command): Command {
  return command.option('--config <file>', 'the configuration file, where no engine runs yet');
}

export function oneOf<Word extends string>(words: readonly Word[]) {
  return (value: string): Word => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new InvalidArgumentError(`expected ${words.join(' or ')}`);
    return word;
  };
}

function reasonText(value: string): string {
  const text = value.trim();
  if (text.length < 3 || text.length > 500) throw new InvalidArgumentError('expected 3 to 500 characters');
  return text;
}

export function seconds(value: string): number {
  const parsed = /^\d{1,5}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
  if (parsed <= 0) throw new InvalidArgumentError('expected a number of seconds, such as 30');
  return parsed;
}
