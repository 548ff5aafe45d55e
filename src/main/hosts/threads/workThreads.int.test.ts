import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sampleEvents, stream } from '../../engine/events/testing/sampleEvents.ts';
import { sampleOrder } from '../../engine/readmodel/testing/sampleOrders.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { openSqliteEventStore } from '../../infra/sqlite/events/sqliteEventStore.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { WorkThreads } from './workThreads.ts';

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-threads-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = await openSqliteEventStore({ folder, clock: systemClock(), scheduler: nodeScheduler() });
  if (!store.ok) throw new Error(store.error.message);
  await store.value.append(stream('desk'), sampleEvents(20_000), 'any');
  await store.value.close();
});

/** Of a thread, as proc(5) tells it: the 17th value after the name, which may have blanks. */
function niceOf(thread: string): number {
  try {
    const text = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
  } catch {
    // The thread has ended meanwhile.
    return Number.NaN;
  }
}

describe('work in a thread of its own', () => {
  it('gives its result and its progress, and leaves this thread free', async () => {
    const progress: number[] = [];
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const verified = await new WorkThreads().run(
      { kind: 'verify', folder },
      { onProgress: ({ done, total }) => progress.push(done / total) },
    );
    clearInterval(counting);
    expect(verified).toMatchObject({ ok: true, value: { good: true, chain: { events: 20_000 } } });
    expect(progress.length).toBeGreaterThan(0);
    expect(turns).toBeGreaterThan(10);
  });

  it.runIf(process.platform === 'linux')(
    'for which nobody waits takes only what the other threads leave of the processor',
    async () => {
      const found: number[][] = [];
      const look = (): void => void found.push(readdirSync('/proc/self/task').map(niceOf));
      await new WorkThreads().run({ kind: 'chain', folder }, { onProgress: look });
      const own = niceOf(String(process.pid));
      expect(own).toBeLessThan(19);
      expect(found.flat().some((nice) => nice > own)).toBe(true);
    },
  );

  it('is canceled by its signal, before and after it has begun', async () => {
    const threads = new WorkThreads();
    const before = await threads.run({ kind: 'verify', folder }, { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ ok: false, error: { code: 'canceled' } });
    const abort = new AbortController();
    const during = await threads.run(
      { kind: 'verify', folder },
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    expect(during).toMatchObject({ ok: false, error: { code: 'canceled' } });
  });

  it('and for which nobody waits is canceled too, in the middle of its rows', async () => {
    const views = openSqliteOrderViewStore({ folder });
    if (!views.ok) throw new Error(views.error.message);
    const rows = Array.from({ length: 3_000 }, (_one, index) => sampleOrder(index));
    views.value.save(rows, { version: 1, position: 1 });
    views.value.close();
    const threads = new WorkThreads();
    expect(await threads.run({ kind: 'views', folder }, {})).toEqual({ ok: true, value: undefined });
    const looked = [threads.run({ kind: 'views', folder }, {}), threads.run({ kind: 'chain', folder }, {})];
    await threads.close();
    expect(await Promise.all(looked)).toMatchObject([
      { ok: false, error: { code: 'canceled' } },
      { ok: false, error: { code: 'canceled' } },
    ]);
  });

  it('is canceled at the end of the host, and has let go of its files then', async () => {
    const threads = new WorkThreads();
    const target = join(folder, 'copy.db');
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const running = threads.run({ kind: 'backup', folder, target }, { onProgress: () => begun() });
    await Promise.race([first, running]);
    await threads.close();
    // It was quicker, or it was canceled; either way nothing unfinished is left.
    expect((await running).ok).toBe(readdirSync(folder).includes('copy.db'));
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('that breaks down is a fault, not a wait without end', async () => {
    const file = join(folder, 'broken.mjs');
    writeFileSync(file, 'throw new Error("planted");');
    const thrown = await new WorkThreads(file).run({ kind: 'verify', folder }, {});
    expect(thrown).toMatchObject({ ok: false, error: { code: 'work_failed', message: 'planted' } });
    writeFileSync(file, 'process.exit(3);');
    const left = await new WorkThreads(file).run({ kind: 'verify', folder }, {});
    expect(left).toMatchObject({ ok: false, error: { code: 'work_failed' } });
  });
});
