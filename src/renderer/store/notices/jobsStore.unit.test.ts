import { describe, expect, test } from 'vitest';
import { job } from '../../testing/jobs.ts';
import { endedJobs } from './jobsStore.ts';

const idsOf = (jobs: ReturnType<typeof endedJobs>) => jobs.map(({ jobId }) => jobId);
const running = job({ jobId: 'a', state: 'running' });

describe('a job that has ended', () => {
  test('is told once, also when nobody saw it run', () => {
    const ended = job({ jobId: 'a' });
    expect(idsOf(endedJobs([running], [ended]))).toEqual(['a']);
    expect(idsOf(endedJobs([], [ended]))).toEqual(['a']);
    expect(idsOf(endedJobs([ended], [ended]))).toEqual([]);
  });

  test('is not told when it had ended before the window opened', () => {
    expect(endedJobs(undefined, [job()])).toEqual([]);
    expect(endedJobs([], [running])).toEqual([]);
  });
});
