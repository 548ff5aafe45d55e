// Counts what the JSON reports of vitest, Playwright and the simulator say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { results } from './places.mjs';

export const vitestReport = join(results, 'vitest.json');
export const playwrightReport = join(results, 'playwright.json');
export const simulationReport = join(results, 'simulation.json');

/** @typedef {{passed: number, failed: number}} Count */

/**
 * A report that says "failed" without a failed test (a file that does not load, an unhandled error) counts as one.
 * @param {{numPassedTests: number, numFailedTests: number, success: boolean}} report
 * @returns {Count}
 */
export function countVitest(report) {
  const failed = report.numFailedTests;
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed };
}

/**
 * A flaky test has passed in the end.
 * @param {{stats: {expected: number, unexpected: number, flaky: number}, errors: unknown[]}} report
 * @returns {Count}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length };
}

/**
 * All runs of the simulator together are one test; each seed that broke an invariant is a failure.
 * @param {{runs: number, failed: number}} report
 * @returns {Count}
 */
export function countSimulation({ runs, failed }) {
  if (runs === 0) return { passed: 0, failed: 1 };
  return { passed: failed === 0 ? 1 : 0, failed };
}

/**
 * The sum over the reports that should be there; a missing or unreadable one counts as one failure.
 * @returns {Count}
 */
export function countAll() {
  const counts = [
    countReport(vitestReport, countVitest),
    countReport(simulationReport, countSimulation),
    countReport(playwrightReport, countPlaywright),
  ];
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

/**
 * @template T
 * @param {string} file
 * @param {(report: T) => Count} count
 * @returns {Count}
 */
function countReport(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** @typedef {{name: string, status: string, message?: string, assertionResults: readonly {fullName: string, status: string, failureMessages: readonly string[] | null}[]}} VitestFile */

/**
 * A file that does not load has no tests; its own name and message stand for them.
 * @param {{testResults: readonly VitestFile[]}} report
 * @returns {readonly string[]}
 */
export function failedInVitest(report) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0) return status === 'failed' ? [described(name, message)] : [];
    return tests.map(({ fullName, failureMessages }) =>
      described(`${name}: ${fullName}`, failureMessages?.join('\n')),
    );
  });
}

/**
 * The tests that failed at first and passed when vitest ran them again.
 * @param {{testResults: readonly VitestFile[]}} report
 * @returns {readonly string[]}
 */
export function flakyInVitest({ testResults }) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && (failureMessages ?? []).length > 0)
      .map(({ fullName, failureMessages }) => described(`${name}: ${fullName}`, failureMessages?.join('\n'))),
  );
}

/** @typedef {{status: string, results: readonly {error?: {message?: string}}[]}} PlaywrightTest */
/** @typedef {{title: string, ok: boolean, file: string, line: number, tests: readonly PlaywrightTest[]}} PlaywrightSpec */
/** @typedef {{specs?: readonly PlaywrightSpec[], suites?: readonly PlaywrightSuite[]}} PlaywrightSuite */
/** @typedef {{suites: readonly PlaywrightSuite[], errors: readonly {message?: string}[]}} PlaywrightReport */

/**
 * @param {PlaywrightReport} report
 * @returns {readonly string[]}
 */
export function failedInPlaywright({ suites, errors }) {
  return [...told(suites, ({ ok }) => !ok), ...errors.map(({ message }) => described('Playwright', message))];
}

/**
 * The tests that failed at first and passed when Playwright ran them again.
 * @param {PlaywrightReport} report
 * @returns {readonly string[]}
 */
export function flakyInPlaywright({ suites }) {
  return told(suites, ({ tests }) => tests.some(({ status }) => status === 'flaky'));
}

/**
 * Each with the message of its first failure.
 * @param {readonly PlaywrightSuite[]} suites
 * @param {(spec: PlaywrightSpec) => boolean} wanted
 * @returns {readonly string[]}
 */
function told(suites, wanted) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs.filter(wanted).map(({ file, line, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? ''));
      return described(
        `${file}:${line}: ${title}`,
        stripVTControlCharacters(errors.find((message) => message !== '') ?? ''),
      );
    }),
    ...told(inner, wanted),
  ]);
}

/**
 * @param {{failures: readonly {failure?: {invariant: string, detail: string}, again: string}[]}} report
 * @returns {readonly string[]}
 */
export function failedInSimulation({ failures }) {
  return failures.map(({ failure, again }) =>
    described(again, failure && `${failure.invariant}: ${failure.detail}`),
  );
}

/**
 * What failed, a line or a few for each.
 * @returns {readonly string[]}
 */
export function failedTests() {
  return [
    ...failedIn('vitest', vitestReport, failedInVitest),
    ...failedIn('The simulator', simulationReport, failedInSimulation),
    ...failedIn('Playwright', playwrightReport, failedInPlaywright),
  ];
}

/**
 * What only passed the second time.
 * @returns {readonly string[]}
 */
export function flakyTests() {
  return [
    ...(toldOf(vitestReport, flakyInVitest) ?? []),
    ...(toldOf(playwrightReport, flakyInPlaywright) ?? []),
  ];
}

/**
 * @template T
 * @param {string} runner
 * @param {string} file
 * @param {(report: T) => readonly string[]} failures
 * @returns {readonly string[]}
 */
function failedIn(runner, file, failures) {
  return toldOf(file, failures) ?? [`${runner} left no report that can be read`];
}

/**
 * Undefined where the report can't be read.
 * @template T
 * @param {string} file
 * @param {(report: T) => readonly string[]} tell
 * @returns {readonly string[] | undefined}
 */
function toldOf(file, tell) {
  try {
    return tell(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Characters of a failure's message that are told; a property's message also holds its seed, near the beginning. */
const toldMax = 1_500;

/**
 * @param {string} name
 * @param {string | undefined} message
 */
function described(name, message = '') {
  return message === '' ? name : `${name}\n    ${message.slice(0, toldMax).replaceAll('\n', '\n    ')}`;
}
