import { describe, expect, test } from 'vitest';
import type { Job } from '../../../shared/contract/status.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import type { JobOptions, JobOutcome } from '../ports/servedRuntime.ts';
import { jobsRunningMax, JobRunner, type JobRequest } from './jobRunner.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;

function build() {
  const time = new SimulatedTime(start);
  let next = 1;
  const runner = new JobRunner(
    { clock: time, scheduler: time, logger: { log: () => undefined } },
    () => `job-${next++}`,
  );
  const told: Job[] = [];
  runner.onChange((jobs) => told.push(...jobs));
  return { time, runner, told };
}

/** Work that the test drives by hand. */
function handWork() {
  let options: JobOptions | undefined;
  let resolve: (outcome: JobOutcome) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const request: JobRequest = {
    kind: 'replay',
    title: 'Replay of signals.csv',
    unit: 'signal',
    work: (given) => {
      options = given;
      given.signal.addEventListener('abort', () => reject(new Error('aborted')));
      return new Promise((done, fail) => {
        resolve = (outcome) => done(ok(outcome));
        reject = fail;
      });
    },
  };
  return {
    request,
    progress: (done: number, total?: number) => options?.onProgress({ done, ...(total && { total }) }),
    resolve: (o: JobOutcome) => resolve(o),
  };
}

describe('a job', () => {
  test('is told at its start and at its end, with its result', async () => {
    const { time, runner, told } = build();
    const work = handWork();
    expect(runner.start(work.request)).toEqual({ ok: true, value: { jobId: 'job-1' } });
    await time.advance(1_000);
    work.progress(250, 500);
    work.resolve({ summary: '500 signals', good: true });
    await time.advance(0);
    expect(told.map(({ state }) => state)).toEqual(['running', 'done']);
    expect(told.at(-1)).toMatchObject({
      done: 500,
      total: 500,
      perSecond: 500,
      summary: '500 signals',
      good: true,
    });
    expect(runner.list()).toEqual([told.at(-1)]);
  });

  test('tells its progress at most ten times a second', async () => {
    const { time, runner, told } = build();
    const work = handWork();
    runner.start(work.request);
    for (let i = 1; i <= 1_000; i++) {
      work.progress(i, 1_000);
      await time.advance(1);
    }
    expect(told.length - 1).toBe(10);
    expect(told.at(-1)?.done).toBeGreaterThan(900);
  });

  test('that is canceled ends as canceled, and says nothing more', async () => {
    const { time, runner, told } = build();
    const work = handWork();
    runner.start(work.request);
    expect(runner.cancel('job-1')).toBe(true);
    await time.advance(0);
    work.progress(7);
    await time.advance(1_000);
    expect(told.map(({ state }) => state)).toEqual(['running', 'canceled']);
    expect(runner.cancel('job-1')).toBe(false);
  });

  test('that fails says why', async () => {
    const { time, runner, told } = build();
    runner.start({
      ...handWork().request,
      work: () => Promise.resolve(err({ code: 'file_missing', message: 'There is no such file.' })),
    });
    runner.start({ ...handWork().request, work: () => Promise.reject(new Error('a bug')) });
    await time.advance(0);
    expect(told.slice(2)).toMatchObject([
      { state: 'failed', summary: 'There is no such file.', good: false },
      { state: 'failed', summary: 'a bug', good: false },
    ]);
  });
});

test('more jobs than may run at once are refused', () => {
  const { runner } = build();
  for (let i = 0; i < jobsRunningMax; i++) runner.start(handWork().request);
  expect(runner.start(handWork().request)).toMatchObject({ ok: false, fault: { code: 'busy' } });
  runner.cancelAll();
});
