/**
 * Reads the configuration file. The fault names every mistake in the file at once, with its path and what was expected.
 */
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { duplicateKeysText, parseJson } from '../../../shared/kernel/strictJson.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import { readRegularFile } from '../paths/regularFile.ts';
import { locateJsonFault } from '../intake/locateJsonFault.ts';
import { checkConfiguration } from './checkConfiguration.ts';
import type { ConfigurationProblem } from './configurationProblem.ts';
import { configurationFile } from './configurationFile.ts';
import type { DeskConfiguration } from './deskConfiguration.ts';
import { mergeConfiguration } from './mergeConfiguration.ts';

export function loadConfiguration(path: string): Result<DeskConfiguration, Fault> {
  const text = readRegularFile(path, 'configuration_unreadable');
  if (!text.ok) return text;
  const parsed = parseConfiguration(text.value, dirname(resolve(path)));
  return parsed.ok ? parsed : err(invalid(path, parsed.error));
}

/** Parses the file's text. Relative paths in the text start at `folder`. */
export function parseConfiguration(
  text: string,
  folder: string,
): Result<DeskConfiguration, readonly ConfigurationProblem[]> {
  const json = parseJson(text.replace(/^\u{feff}/u, ''));
  if (!json.ok) {
    const { error } = json;
    const message =
      error.type === 'malformed'
        ? `not valid JSON at ${placeOf(text, locateJsonFault(text, error.error))}`
        : `${duplicateKeysText(error.keys)}; expected each once`;
    return err([{ path: '', message }]);
  }
  const parsed = configurationFile.safeParse(json.value);
  if (!parsed.success) return err(parsed.error.issues.flatMap(problemsOf));
  const configuration = mergeConfiguration(parsed.data, folder);
  const problems = checkConfiguration(configuration);
  return problems.length === 0 ? ok(configuration) : err(problems);
}

function problemsOf(issue: z.core.$ZodIssue): ConfigurationProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: issue.message }));
  }
  const message = issue.message.replace(/^Invalid (input|option): e/, 'e').replace(', received', ', found');
  return [{ path: pathOf(issue.path), message }];
}

function pathOf(keys: readonly PropertyKey[]): string {
  return keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${visibleLine(String(key))}`))
    .join('')
    .replace(/^\./, '');
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function invalid(path: string, problems: readonly ConfigurationProblem[]): Fault {
  const lines = problems.map(({ path: where, message }) => (where === '' ? message : `${where}: ${message}`));
  return {
    code: 'configuration_invalid',
    message: `${path} is not a valid configuration:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    details: { problems: problems.length },
  };
}
