import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../../shared/contract/status.ts';
import type { RebuildProgress } from '../../../../engine/readmodel/rebuildReadModel.ts';
import { rebuildOnline } from './rebuildOnline.ts';

const job: Job = {
  jobId: 'job-1',
  kind: 'rebuild',
  title: 'Rebuild of the read models',
  state: 'running',
  done: 0,
  unit: 'event',
  perSecond: 0,
  startedAt: '2026-11-23T10:00:00.000000Z',
};
const figures = { events: 900, orders: 150, elapsedMs: 12 };
const done: Job = { ...job, state: 'done', summary: '150 orders', figures, good: true };
const other: Job = { ...done, jobId: 'job-0', figures: { events: 1, orders: 1, elapsedMs: 1 } };

/** An engine that tells its jobs as given, one after the other; a cancel brings the last. */
function engineOf(...told: readonly Job[]) {
  const asked: string[] = [];
  const left = [...told];
  return {
    asked,
    startRebuild: () => Promise.resolve({ ok: true, value: { jobId: 'job-1' } } as const),
    listJobs: () => {
      const [now] = left.length > 1 ? left.splice(0, 1) : left;
      return Promise.resolve({ ok: true, value: { jobs: now === undefined ? [] : [other, now] } } as const);
    },
    cancelJob: ({ jobId }: { jobId: string }) => {
      asked.push(`cancel ${jobId}`);
      return Promise.resolve({ ok: true, value: {} } as const);
    },
  };
}

describe('a rebuild in a running engine', () => {
  it('tells how far it is, and its result in numbers', async () => {
    const told: RebuildProgress[] = [];
    const engine = engineOf(job, { ...job, done: 400, total: 900, perSecond: 4_000 }, done);
    const rebuilt = await rebuildOnline(engine, { onProgress: (progress) => void told.push(progress) });
    expect(rebuilt).toEqual({ ok: true, value: figures });
    expect(told).toEqual([
      { done: 0, total: 0, perSecond: 0 },
      { done: 400, total: 900, perSecond: 4_000 },
    ]);
    expect(engine.asked).toEqual([]);
  });

  it('is canceled there, once, when the command is interrupted', async () => {
    const engine = engineOf(job, job, { ...job, state: 'canceled', summary: 'Canceled' });
    const rebuilt = await rebuildOnline(engine, { signal: { aborted: true } });
    expect(rebuilt).toMatchObject({ ok: false, error: { code: 'canceled' } });
    expect(engine.asked).toEqual(['cancel job-1']);
  });

  it('says why it failed', async () => {
    const summary = 'a rebuild is running already';
    const rebuilt = await rebuildOnline(engineOf({ ...job, state: 'failed', summary, good: false }), {});
    expect(rebuilt).toEqual({ ok: false, error: { code: 'rebuild_failed', message: summary } });
  });
});
