import { describe, expect, it } from 'vitest';
import { countPlaywright, countSimulation, countVitest } from './results.mjs';

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
});
