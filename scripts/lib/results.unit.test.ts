/** Whoever reads the end of a CI run sees which tests failed, and why. */
import { describe, expect, it } from 'vitest';
import {
  countPlaywright,
  countSimulation,
  countVitest,
  failedInPlaywright,
  failedInSimulation,
  failedInVitest,
  flakyInPlaywright,
  flakyInVitest,
} from './results.mjs';

describe('the failures of a run', () => {
  it('name the test of vitest with its message, and a file that does not load', () => {
    const passed = { fullName: 'sums add', status: 'passed', failureMessages: [] };
    const failed = {
      fullName: 'sums subtract',
      status: 'failed',
      failureMessages: ['expected 2\nreceived 3'],
    };
    const report = {
      testResults: [
        { name: 'a.test.ts', status: 'failed', message: '', assertionResults: [passed, failed] },
        { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
        { name: 'c.test.ts', status: 'passed', message: '', assertionResults: [passed] },
      ],
    };
    expect(failedInVitest(report)).toEqual([
      'a.test.ts: sums subtract\n    expected 2\n    received 3',
      'b.test.ts\n    no such module',
    ]);
  });

  it('leave out a test of vitest that passed when it ran again, which is told by itself', () => {
    const flaky = { fullName: 'desk closes', status: 'passed', failureMessages: ['expected 1'] };
    const report = {
      testResults: [{ name: 'a.test.ts', status: 'passed', message: '', assertionResults: [flaky] }],
    };
    expect(failedInVitest(report)).toEqual([]);
    expect(flakyInVitest(report)).toEqual(['a.test.ts: desk closes\n    expected 1']);
  });

  it('name the test of Playwright at any depth with its first message, and errors outside tests', () => {
    const report = {
      suites: [
        {
          specs: [spec('opens', 'expected')],
          suites: [{ specs: [spec('closes', 'unexpected', '\u001b[31mTimeout\u001b[39m', 'another')] }],
        },
      ],
      errors: [{ message: 'no display' }],
    };
    expect(failedInPlaywright(report)).toEqual([
      'a.spec.ts:7: closes\n    Timeout',
      'Playwright\n    no display',
    ]);
    expect(flakyInPlaywright(report)).toEqual([]);
  });

  it('leave out a test of Playwright that passed when it ran again, which is told by itself', () => {
    const report = { suites: [{ specs: [spec('closes', 'flaky', 'Timeout', '')] }], errors: [] };
    expect(failedInPlaywright(report)).toEqual([]);
    expect(flakyInPlaywright(report)).toEqual(['a.spec.ts:7: closes\n    Timeout']);
  });
});

function spec(title: string, status: string, ...messages: readonly string[]) {
  const results = messages.map((message) => (message === '' ? {} : { error: { message } }));
  return { title, ok: status !== 'unexpected', file: 'a.spec.ts', line: 7, tests: [{ status, results }] };
}

describe('countVitest', () => {
  it('counts passed and failed tests', () => {
    expect(countVitest({ numPassedTests: 7, numFailedTests: 2, success: false })).toEqual({
      passed: 7,
      failed: 2,
    });
  });

  it('counts a failed run without a failed test as one failure', () => {
    expect(countVitest({ numPassedTests: 7, numFailedTests: 0, success: false })).toEqual({
      passed: 7,
      failed: 1,
    });
  });
});

describe('countPlaywright', () => {
  it('counts a flaky test as passed, and an error outside the tests as failed', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1 };
    expect(countPlaywright({ stats, errors: [] })).toEqual({ passed: 6, failed: 1 });
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 6, failed: 2 });
  });
});

describe('countSimulation', () => {
  it('counts all runs as one test, and each seed that failed as a failure', () => {
    expect(countSimulation({ runs: 1_000, failed: 0 })).toEqual({ passed: 1, failed: 0 });
    expect(countSimulation({ runs: 1_000, failed: 3 })).toEqual({ passed: 0, failed: 3 });
  });

  it('counts no run at all as a failure', () => {
    expect(countSimulation({ runs: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 });
  });

  it('tells which seeds broke what', () => {
    const failure = { invariant: 'acts_by_right', detail: 'submit is refused' };
    expect(failedInSimulation({ failures: [{ failure, again: 'npm run simulate -- --seed 5' }] })).toEqual([
      'npm run simulate -- --seed 5\n    acts_by_right: submit is refused',
    ]);
  });
});
