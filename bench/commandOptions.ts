/** Reads what a person typed behind a command of the bench. What the command can't take ends it with 2, wrong usage. */
import { accessSync, constants } from 'node:fs';
import { sep } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ readonly options: Options }>
>['values'];

/** `--help` prints the usage and ends the process. */
export function commandOptions<const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
  args: readonly string[] = process.argv.slice(2),
): Values<Options> {
  if (args.includes('--help')) {
    process.stdout.write(`Usage: ${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return wrongUsage(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}

export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  return wrongUsage(`${option} must be a whole number from ${min} to ${max}, not ${text}`);
}

export function writableFolder(option: string, path: string): string {
  try {
    accessSync(`${path}${sep}`, constants.W_OK);
    return path;
  } catch {
    return wrongUsage(`${option} must be a folder that takes files, not ${path}`);
  }
}

export function wrongUsage(message: string): never {
  process.stderr.write(`${message}\n`);
  return process.exit(2);
}
