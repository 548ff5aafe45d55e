/** Jobs for tests. */
import type { Job } from '../../shared/contract/status.ts';

/** A replay that is done, all of it accepted. */
export function job(change: Partial<Job> = {}): Job {
  return {
    jobId: 'j1',
    kind: 'replay',
    title: 'Replay of day.ndjson',
    state: 'done',
    done: 9_000,
    unit: 'signal',
    perSecond: 625,
    startedAt: '2026-11-23T09:31:05.877004Z',
    finishedAt: '2026-11-23T09:31:20.277004Z',
    summary: '9000 signals in 14.4 s: 9000 accepted, 0 duplicates, 0 rejected; 6000 orders filled',
    figures: { signals: 9_000, accepted: 9_000, duplicates: 0, rejected: 0, denied: 0, inDoubt: 0 },
    good: true,
    ...change,
  };
}
