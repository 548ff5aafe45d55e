/** Whoever reads the end of a CI run sees which tests failed, and why. */
import { describe, expect, it } from 'vitest';
import { failedInPlaywright, failedInVitest } from './lib/results.mjs';

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

  it('name the test of Playwright at any depth, and errors outside tests', () => {
    const spec = (title: string, ok: boolean) => ({ title, ok, file: 'a.spec.ts', line: 7 });
    const report = {
      suites: [
        {
          title: 'a.spec.ts',
          file: 'a.spec.ts',
          specs: [spec('opens', true)],
          suites: [{ title: 'with two venues', file: 'a.spec.ts', specs: [spec('closes', false)] }],
        },
      ],
      errors: [{ message: 'no display' }],
    };
    expect(failedInPlaywright(report)).toEqual(['a.spec.ts:7: closes', 'Playwright\n    no display']);
  });
});
