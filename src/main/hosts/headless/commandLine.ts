/** What all commands share on their command line. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { parseStreamId, type StreamId } from '../../../shared/kernel/ids.ts';
import { formatMicros, readInstant } from '../../../shared/kernel/time.ts';
import { dataFolder } from '../../infra/paths/dataFolder.ts';
import { whyNotOwn, whyNotReadable } from '../../infra/paths/folderOwner.ts';
import { FaultError, UsageError, type ExitCode } from './terminal/exitCode.ts';

export interface CommonOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** Of a command that changes something on a desk. */
export interface OperatingOptions extends CommonOptions {
  readonly config?: string;
  readonly reason: string;
}

/** Told how the command ended. */
export type OnEnd = (code: ExitCode) => void;

/** The options that all commands have, before the command's name or after it. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <dir>', "the data folder (default: the console's own)")
    .option('--json', 'one JSON object, or one a line where results stream');
}

export function deskCommand(program: Command, usage: string, description: string): Command {
  return withCommonOptions(program.command(usage).description(description)).hook(
    'preAction',
    (_hooked, command) => {
      for (const [name, value] of Object.entries(program.opts())) {
        if (command.getOptionValue(name) === undefined) command.setOptionValue(name, value);
      }
    },
  );
}

/** Of a command that trades, signs or gives orders: the folder is this user's own, or not there yet. */
export function commonOf(options: CommonOptions) {
  return checkedBy(whyNotOwn, options);
}

/** Of a command that only reads: the folder may be another user's, such as an archive. */
export function readingOf(options: CommonOptions) {
  return checkedBy(whyNotReadable, options);
}

function checkedBy(whyNot: (folder: string) => Fault | undefined, { data, json }: CommonOptions) {
  const folder = dataFolder({ argument: data });
  if (!folder.ok) throw new UsageError(folder.error.message);
  const common = { folder: folder.value, json: json === true };
  const fault = whyNot(common.folder);
  if (fault !== undefined) throw new FaultError(fault, common.json);
  return common;
}

export function operatingOf({ config, reason, ...options }: OperatingOptions) {
  return { ...commonOf(options), config, reason };
}

export function oneOf<Word extends string>(words: readonly Word[]) {
  return (value: string): Word => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new InvalidArgumentError(`expected ${words.join(' or ')}`);
    return word;
  };
}

export function position(value: string): number {
  const parsed = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (parsed === undefined) throw new InvalidArgumentError('expected a position, such as 1200');
  return parsed;
}

export function port(value: string): number {
  const parsed = /^\d{1,5}$/.test(value) ? Number(value) : undefined;
  if (parsed === undefined || parsed > 65_535) {
    throw new InvalidArgumentError('expected a port from 0 to 65535');
  }
  return parsed;
}

export type Bound = { readonly position: number } | { readonly time: string };

/** A position, or an instant as text that compares with the store's. */
export function bound(value: string): Bound {
  if (/^\d{1,15}$/.test(value)) return { position: Number(value) };
  const instant = readInstant(value);
  if (!instant.ok) throw new InvalidArgumentError(`expected a position, or ${instant.error.expected}`);
  return { time: formatMicros(instant.value) };
}

export function stream(value: string): StreamId {
  const parsed = parseStreamId(value);
  if (parsed === undefined) {
    throw new InvalidArgumentError(
      'expected desk, or the name of a stream such as order-<id> or signal-<id>',
    );
  }
  return parsed;
}

/** A command that changes something: it says why, for the audit trail. */
export function operatingCommand(program: Command, name: string, description: string): Command {
  return deskCommand(program, name, description)
    .requiredOption('--reason <text>', 'why, for the audit trail: 3 to 500 characters', reasonText)
    .option('--config <file>', 'the configuration file, where no engine runs yet');
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
