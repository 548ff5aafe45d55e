// Counts what the JSON reports of vitest, Playwright and the simulator say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
