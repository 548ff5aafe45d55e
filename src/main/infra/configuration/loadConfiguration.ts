/**
 * Reads the configuration file. The fault names every mistake in the file at once, with its path and what was expected.
 */
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { parseJson } from '../../../shared/kernel/strictJson.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import { readRegularFile } from '../paths/regularFile.ts';
import { jsonFaultText } from '../intake/locateJsonFault.ts';
import { countedLimits, windowOf, type CountedLimit } from '../../domain/controls/countingWindows.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import { checkConfiguration } from './checkConfiguration.ts';
import type { ConfigurationProblem } from './configurationProblem.ts';
import { configurationFile, type ConfigurationFile } from './configurationFile.ts';
import type { DeskConfiguration } from './deskConfiguration.ts';
import { mergeConfiguration } from './mergeConfiguration.ts';

export function loadConfiguration(path: string): Result<DeskConfiguration, Fault> {
  const read = readConfiguration(path);
  return read.ok ? ok(read.value.desk) : read;
}

/** What a configuration file says about limits. */
export interface LimitsInFile extends Pick<EngineConfiguration, 'instruments' | 'risk'> {
  /** The windows that the file itself sets, in milliseconds; no defaults. */
  readonly windows: Readonly<Partial<Record<CountedLimit, number>>>;
}

export function loadLimits(path: string): Result<LimitsInFile, Fault> {
  const read = readConfiguration(path);
  if (!read.ok) return read;
  const { file, desk } = read.value;
  const windows: Partial<Record<CountedLimit, number>> = {};
  for (const limit of countedLimits) {
    const windowMs = file.risk?.[windowOf[limit]];
    if (windowMs !== undefined) windows[limit] = windowMs;
  }
  return ok({ ...desk.engine, windows });
}

interface ReadConfiguration {
  readonly file: ConfigurationFile;
  readonly desk: DeskConfiguration;
}

function readConfiguration(path: string): Result<ReadConfiguration, Fault> {
  const text = readRegularFile(path, 'configuration_unreadable');
  if (!text.ok) return text;
  const parsed = parseFile(text.value, dirname(resolve(path)));
  return parsed.ok ? parsed : err(invalid(path, parsed.error));
}

/** Parses the file's text. Relative paths in the text start at `folder`. */
export function parseConfiguration(
  text: string,
  folder: string,
): Result<DeskConfiguration, readonly ConfigurationProblem[]> {
  const parsed = parseFile(text, folder);
  return parsed.ok ? ok(parsed.value.desk) : parsed;
}

function parseFile(text: string, folder: string): Result<ReadConfiguration, readonly ConfigurationProblem[]> {
  const json = parseJson(text.replace(/^\u{feff}/u, ''));
  if (!json.ok) return err([{ path: '', message: jsonFaultText(text, json.error) }]);
  const parsed = configurationFile.safeParse(json.value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    return err([...issues.flatMap(problemsOf), ...furtherProblems(json.value, issues, folder)]);
  }
  const desk = mergeConfiguration(parsed.data, folder);
  const problems = checkConfiguration(desk);
  return problems.length === 0 ? ok({ file: parsed.data, desk }) : err(problems);
}

/**
 * Where only limits can't be read: checks the rest without those limits, so that whoever corrects the file sees every
 * mistake at once.
 */
function furtherProblems(
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  folder: string,
): readonly ConfigurationProblem[] {
  if (!issues.every(({ path }) => path[0] === 'risk')) return [];
  const readable = structuredClone(value);
  for (const issue of issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    for (const key of keys) removeSetting(readable, key === undefined ? issue.path : [...issue.path, key]);
  }
  const parsed = configurationFile.safeParse(readable);
  return parsed.success ? checkConfiguration(mergeConfiguration(parsed.data, folder)) : [];
}

/** Removes the whole setting of `risk`, or of one of its scopes, in which the path lies. */
function removeSetting(value: unknown, path: readonly PropertyKey[]): void {
  const keys = path.slice(0, path[1] === 'scopes' ? 4 : 2);
  let place = value;
  for (const key of keys.slice(0, -1)) {
    if (typeof place !== 'object' || place === null) return;
    place = Reflect.get(place, key);
  }
  const last = keys.at(-1);
  if (typeof place === 'object' && place !== null && last !== undefined) Reflect.deleteProperty(place, last);
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

function invalid(path: string, problems: readonly ConfigurationProblem[]): Fault {
  const lines = problems.map(({ path: where, message }) => (where === '' ? message : `${where}: ${message}`));
  return {
    code: 'configuration_invalid',
    message: `${path} is not a valid configuration:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    details: { problems: problems.length },
  };
}
