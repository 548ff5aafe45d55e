import { describe, expect, test } from 'vitest';
import { job } from '../../testing/jobs.ts';
import { jobLook, jobProgress, jobSummary } from './jobLook.ts';

const replay = (figures: Record<string, number>) =>
  job({
    figures: { signals: 10, accepted: 0, duplicates: 0, rejected: 0, denied: 0, inDoubt: 0, ...figures },
  });

describe('how a job ended', () => {
  test.each([
    ['all accepted', { accepted: 10 }, 'Done', 'ok'],
    ['all taken before', { duplicates: 10 }, 'Done', 'ok'],
    ['all rejected', { rejected: 10 }, 'Done, nothing accepted', 'warn'],
    ['all denied by the rules', { accepted: 10, denied: 10 }, 'Done, nothing accepted', 'warn'],
    ['some of both', { accepted: 8, rejected: 2, denied: 1 }, 'Done, 3 refused', 'warn'],
    ['some in doubt', { accepted: 10, inDoubt: 4 }, 'Done, 4 in doubt', 'warn'],
    ['an empty file', { signals: 0 }, 'Done, no signal in it', 'warn'],
  ])('a replay: %s', (_what, figures, word, tone) => {
    expect(jobLook(replay(figures))).toMatchObject({ word, tone });
  });

  test.each([
    [{ state: 'failed', good: false }, 'Failed', 'bad'],
    [{ state: 'canceled' }, 'Canceled', 'off'],
    [{ kind: 'verify', good: false }, 'Done: not good', 'bad'],
    [{ kind: 'verify' }, 'Done', 'ok'],
    [{ state: 'running' }, 'Running', 'wait'],
  ] as const)('%o', (change, word, tone) => {
    expect(jobLook(job(change))).toMatchObject({ word, tone });
  });
});

test('what is done is all of it, what runs is so far, what was stopped stopped there', () => {
  const plain = (text: string): string => text.replaceAll(/(?<=\d)\s(?=\d)/g, '');
  const verify = { kind: 'verify', unit: 'event', done: 47_822, total: 48_024, perSecond: 100 } as const;
  expect(plain(jobProgress(job(verify)))).toBe('48024 events · 100/s');
  expect(plain(jobProgress(job({ ...verify, state: 'running' })))).toBe(
    '47822 of 48024 events · 100/s · about 3.0 s left',
  );
  expect(plain(jobProgress(job({ ...verify, state: 'canceled' })))).toBe(
    'stopped after 47822 of 48024 events',
  );
  expect(jobProgress(job({ state: 'failed', done: 0 }))).toBe('');
  expect(jobProgress(job({ ...verify, unit: 'order', done: 1, total: 1 }))).toBe('1 order · 100/s');
  expect(jobProgress(job({ ...verify, state: 'canceled', done: 1, total: 1 }))).toBe(
    'stopped after 1 of 1 event',
  );
});

test('the counts in a result are grouped, and nothing else of it', () => {
  const said = (summary: string) => jobSummary({ summary })?.replaceAll(/(?<=\d)\s(?=\d)/g, '_');
  expect(said('48024 events are as they were written; 12 of 9003 orders read otherwise')).toBe(
    '48_024 events are as they were written; 12 of 9_003 orders read otherwise',
  );
  expect(said('9000 signals in 14.4 s: 9000 accepted, 1500 duplicates')).toBe(
    '9_000 signals in 14.4 s: 9_000 accepted, 1_500 duplicates',
  );
  expect(said('48024 events copied to /a/2026 events.db and verified')).toBe(
    '48_024 events copied to /a/2026 events.db and verified',
  );
});
