import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest } from './results.mjs';

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
