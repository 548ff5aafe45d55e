/** The runtime that all hosts share, with a simulated venue in a process of its own. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor, VenueId } from '../../shared/kernel/ids.ts';
import { smaCross } from '../engine/signals/strategyRunner.ts';
import { defaultDeskConfiguration, defaultSimSettings } from '../infra/configuration/deskConfiguration.ts';
import { resourcesFolder } from './headless/desk/resourcesFolder.ts';
import { sampleSignal } from '../domain/signal/testing/sampleSignal.ts';
import { testFolder } from '../infra/sqlite/testing/testFolder.ts';
import { openRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import { openedRuntime, runtimeOptions } from './testing/testRuntime.ts';

const operator = 'operator:ada' as Actor;
const sim = 'sim' as VenueId;
const settleMsMax = 30_000;

/** A market that takes its four steps a bar in 40 ms instead of a second. */
function fastMarket() {
  const { engine } = defaultDeskConfiguration();
  return {
    engine,
    sims: new Map([[sim, { ...defaultSimSettings, tickMs: 10 }]]),
    fixes: new Map(),
    store: { kind: 'sqlite' as const },
  };
}

describe('the runtime', () => {
  it('trades, proves itself, and goes on where it stopped', async () => {
    const folder = testFolder();
    const first = await openedRuntime(runtimeOptions(folder));
    const submission = first.engine.intake.submit(sampleSignal('S-1'), { actor: operator });
    expect(await submission.outcome).toMatchObject({ type: 'ordered' });
    await first.engine.settled();
    expect(await first.engine.queries.getStatistics()).toMatchObject({ orders: 1, byStatus: { filled: 1 } });
    expect((await first.search.search({ types: ['OrderFilled'] })).events).toHaveLength(1);
    expect(await first.verify()).toMatchObject({ ok: true, value: { good: true } });
    await first.close('done');
    await first.close('a second time does nothing');

    const second = await openedRuntime(runtimeOptions(folder));
    expect(second.openedAtPosition).toBe(first.engine.store.head().position);
    expect(await second.engine.queries.getStatistics()).toMatchObject({ orders: 1, byStatus: { filled: 1 } });
    expect(
      await second.engine.intake.submit(sampleSignal('S-1'), { actor: operator }).acknowledged,
    ).toMatchObject({
      type: 'duplicate',
    });
  });

  it('is backed up while it trades, and trades on from the backup', async () => {
    const first = await openedRuntime(runtimeOptions(testFolder()));
    const trade = async ({ engine }: Runtime, id: string): Promise<void> => {
      await engine.intake.submit(sampleSignal(id), { actor: operator }).outcome;
      await engine.settled();
    };
    await trade(first, 'S-1');
    const restored = testFolder();
    const [copied] = await Promise.all([
      first.backup(join(restored, 'events.db')),
      trade(first, 'S-2'),
      trade(first, 'S-3'),
    ]);
    if (!copied.ok) throw new Error(copied.error.message);
    expect(copied.value.summary).toContain('copied to');
    expect(first.engine.store.hashAt(copied.value.backup.events)).toBe(copied.value.backup.head.hash);
    const second = await openedRuntime(runtimeOptions(restored));
    expect(second.openedAtPosition).toBe(copied.value.backup.events);
    await trade(second, 'S-4');
    expect(await second.verify()).toMatchObject({ ok: true, value: { good: true } });
  });

  it('writes its audit log in every life, each entry once when it stops in order', async () => {
    const folder = testFolder();
    const written: { message: string; fields: { position: number; type: string } }[] = [];
    const log = (_level: string, message: string, fields?: object): void => {
      if (message === 'audit') written.push({ message, fields } as (typeof written)[number]);
    };
    for (const life of [1, 2]) {
      const runtime = await openedRuntime(runtimeOptions(folder, { logger: { log } }));
      await runtime.close(`life ${life}`);
    }
    const types = written.map(({ fields }) => fields.type);
    expect(types.filter((type) => type === 'EngineStarted')).toHaveLength(2);
    expect(types.filter((type) => type === 'EngineStopped')).toHaveLength(2);
    const positions = written.map(({ fields }) => fields.position);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
  });

  it('refuses a folder that another one holds, and leaves nothing running', async () => {
    const folder = testFolder();
    await openedRuntime(runtimeOptions(folder));
    const started: string[] = [];
    const startSim: RuntimeOptions['startSim'] = (request) => {
      started.push(request.venue);
      return Promise.resolve({ ok: false, error: { code: 'never', message: 'never' } });
    };
    expect(await openRuntime(runtimeOptions(folder, { startSim }))).toMatchObject({
      ok: false,
      error: { code: 'data_folder_in_use', details: { pid: process.pid } },
    });
    expect(started).toEqual([]);
  });

  it('lets go of everything when a venue does not start', async () => {
    const folder = testFolder();
    const fault = { code: 'sim_exited', message: 'no' };
    const startSim: RuntimeOptions['startSim'] = () => Promise.resolve({ ok: false, error: fault });
    expect(await openRuntime(runtimeOptions(folder, { startSim }))).toEqual({ ok: false, error: fault });
    await openedRuntime(runtimeOptions(folder));
  });

  it('runs the strategy on a moving market: it trades, mostly fills, and stops when told', async () => {
    const runtime = await openedRuntime(
      runtimeOptions(testFolder(), { market: 'paced', configuration: fastMarket() }),
    );
    expect(await runtime.strategies.start(smaCross, { actor: operator })).toMatchObject({ ok: true });
    const orders = async (): Promise<number> => (await runtime.engine.queries.getStatistics()).orders;
    await expect.poll(orders, { timeout: settleMsMax }).toBeGreaterThanOrEqual(15);
    expect(await runtime.strategies.stop(smaCross, { actor: operator, reason: 'enough' })).toMatchObject({
      ok: true,
    });
    await runtime.engine.settled();
    const { byStatus } = await runtime.engine.queries.getStatistics();
    expect(byStatus.filled ?? 0).toBeGreaterThan((await orders()) / 2);
    expect(runtime.strategies.list()).toMatchObject([{ state: 'stopped', signals: await orders() }]);
    expect(
      (await runtime.search.search({ streamId: 'desk', actor: operator })).events.map(({ type }) => type),
    ).toEqual(['StrategyStopped', 'StrategyStarted']);
  });

  it('switches faults of the simulated venue, on record', async () => {
    const runtime = await openedRuntime(runtimeOptions(testFolder()));
    const switches = runtime.sims.get(sim);
    const faults = { ...switches!.faults(), rejectProbability: 1 };
    expect(await switches?.configureFaults(faults, { actor: operator, reason: 'drill' })).toMatchObject({
      ok: true,
    });
    expect(switches?.faults()).toEqual(faults);
    await runtime.engine.intake.submit(sampleSignal('S-1'), { actor: operator }).outcome;
    const byStatus = async () => (await runtime.engine.queries.getStatistics()).byStatus;
    await expect.poll(byStatus).toEqual({ rejected: 1 });
    expect((await runtime.search.search({ types: ['VenueSimulationConfigured'] })).events).toMatchObject([
      { actor: operator, data: { venue: 'sim', reason: 'drill', faults: { rejectProbability: 1 } } },
    ]);
  });

  it('starts a venue’s process again when it dies, and trades on', async () => {
    const runtime = await openedRuntime(runtimeOptions(testFolder()));
    const { control } = runtime.sims.get(sim)!;
    const { pid } = await control.send({ type: 'status' });
    process.kill(pid, 'SIGKILL');
    // What is on record can't be missed, however short it was; the gate is shut by then.
    const lost = async () => (await runtime.search.search({ types: ['VenueDisconnected'] })).events.length;
    await expect.poll(lost, { timeout: settleMsMax }).toBe(1);
    // Open once it is connected again and its orders are compared.
    await expect.poll(() => runtime.engine.reconciliation.gate(sim), { timeout: settleMsMax }).toBe('open');
    expect((await control.send({ type: 'status' })).pid).not.toBe(pid);
    const submission = runtime.engine.intake.submit(sampleSignal('S-1'), { actor: operator });
    expect(await submission.outcome).toMatchObject({ type: 'ordered' });
  });

  it('can be told to stop a replay', async () => {
    const runtime = await openedRuntime(runtimeOptions(testFolder()));
    const abort = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 100) abort.abort();
    };
    const file = join(resourcesFolder, 'signals-sp500.ndjson');
    expect(await runtime.replay(file, { actor: operator, onProgress, signal: abort.signal })).toMatchObject({
      ok: false,
      error: { code: 'canceled' },
    });
    expect((await runtime.engine.queries.getStatistics()).orders).toBeLessThan(2_000);
  });
});
