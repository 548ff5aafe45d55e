/** A whole desk on QuickFIX's `executor`, by a configuration file, without the simulated venue. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { freePort, hasQuickFix, QuickFix } from '../../infra/venues/fix/testing/quickFix.ts';
import { runHere } from '../headless/testing/runHere.ts';
import type { Runtime } from '../runtime.ts';
import { openedRuntime, operator } from './testing/scriptedRuntime.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-fix-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function opened(folder: string, port: number): Promise<Runtime> {
  const instrument = { symbol: 'SPX', venue: 'exec', currency: 'USD', tickSize: '0.25', lotSize: '1' };
  const fix = {
    host: '127.0.0.1',
    port,
    beginString: 'FIX.4.4',
    senderCompId: 'DESK',
    targetCompId: 'EXECUTOR',
    heartbeatSeconds: 30,
    resetOnLogon: false,
    tls: null,
    capabilities: { orderTypes: ['limit'], timesInForce: ['DAY'], replace: false, statusRequest: false },
  };
  return openedRuntime(folder, {
    instruments: [{ ...instrument, referencePrice: '1400' }],
    venues: [{ venue: 'exec', kind: 'fix', fix }],
  });
}

describe.skipIf(!hasQuickFix)('a desk on executor', () => {
  test('trades a signal to its fill, and agrees with the venue after a restart', async () => {
    const folder = tempFolder();
    const port = await freePort();
    const executor = new QuickFix({
      program: 'executor',
      folder: join(folder, 'executor'),
      port,
      beginString: 'FIX.4.4',
      compId: 'EXECUTOR',
      desks: ['DESK'],
    });
    await executor.start();
    onTestFinished(() => executor.kill());
    const first = await opened(folder, port);
    const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY' };
    const outcome = await first.engine.intake.submit(sampleSignal('S-1', limit), { actor: operator }).outcome;
    expect(outcome).toMatchObject({ type: 'ordered' });
    await first.engine.settled();
    const filled = { orders: 1, byStatus: { filled: 1 } };
    expect(await first.engine.queries.getStatistics()).toMatchObject(filled);
    expect(existsSync(join(folder, 'venue-exec.db'))).toBe(false);
    await first.close('restart');

    const second = await opened(folder, port);
    expect(await second.engine.queries.getStatistics()).toMatchObject(filled);
    expect(second.engine.alerts.open()).toEqual([]);
    await second.engine.intake.submit(sampleSignal('S-2', limit), { actor: operator }).outcome;
    await second.engine.settled();
    expect(await second.engine.queries.getStatistics()).toMatchObject({ orders: 2, byStatus: { filled: 2 } });
    await second.close('done');

    const log = join(folder, 'executor', 'screen.log');
    const compared = await runHere('fix-compare', 'exec', log, '--data', folder, '--json');
    expect(compared).toMatchObject({ code: 0, stderr: '' });
    expect(compared.json()).toMatchObject([{ good: true, lost: [], contradicted: [] }]);
    const changed = join(folder, 'changed.log');
    // An execution that the venue's log does not have as it came here.
    writeFileSync(changed, readFileSync(log, 'latin1').replaceAll('31=1400.25', '31=1400.26'), 'latin1');
    expect(await runHere('fix-compare', 'exec', changed, '--data', folder)).toMatchObject({ code: 1 });
    expect(await runHere('fix-compare', 'other', log, '--data', folder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('store_missing'),
    });
  });
});
