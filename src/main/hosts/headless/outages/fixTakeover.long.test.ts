/**
 * FIX sessions that move with the record: an engine is killed with orders on their way to QuickFIX's `executor`, and one
 * on another machine goes on, with an empty folder and the same PostgreSQL. Then the first machine comes back.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { limitSignal, ndjson } from '../../../domain/signal/testing/sampleSignal.ts';
import { tags, valueOf, type FixMessage } from '../../../infra/venues/fix/codec/fixMessage.ts';
import { freePort, hasQuickFix } from '../../../infra/venues/fix/testing/quickFix.ts';
import { seededRandom } from '../../../infra/venues/sim/faults/seededRandom.ts';
import { hasPostgres, PostgresServer, storeOn } from '../../../infra/testing/postgresServer.ts';
import { sessionRecordFile } from '../../venues/sessionRecordFile.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { executorDesk, executorId, executorIn, expectAlike, logged } from '../testing/executorVenue.ts';
import { testSeed } from '../testing/seed.ts';
import { tempDesk } from '../testing/tempDesk.ts';
import { untilSettled } from '../testing/untilSettled.ts';

const orders = 200;
/** Bytes that an order with its fill takes in the venue's log; it takes some more. */
const orderBytesMin = 400;
const waitMsMax = 60_000;

const isGapFill = (message: FixMessage): boolean => valueOf(message, tags.gapFillFlag) === 'Y';

describe.skipIf(!hasQuickFix || !hasPostgres)('FIX sessions of a desk on PostgreSQL', () => {
  let server: PostgresServer;
  let made = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  it('go on on another machine, and on the first one again: each order leaves once, each execution counts once', async () => {
    const seed = String(testSeed('FIX takeover'));
    const port = await freePort();
    const { data, file } = tempDesk();
    const store = storeOn(server.database(`desk_${++made}`));
    const config = file('fix.json', JSON.stringify({ ...executorDesk(port, orders), store }));
    const executor = executorIn(join(data, '..'), port);
    await executor.start();
    let signals = 0;
    const signal = (): object => {
      const side = ++signals % 2 === 0 ? 'sell' : 'buy';
      return limitSignal(`T-${signals}`, { side, quantity: '1', timeInForce: 'DAY' });
    };
    const start = (folder: string): RunningDesk =>
      new RunningDesk('--data', folder, '--config', config, '--signals', '-');
    const second = join(data, '..', 'second');

    const first = start(data);
    await first.answered(1);
    const bytes = statSync(executor.log).size + seededRandom(seed).next() * orders * orderBytesMin;
    first.write(ndjson(Array.from({ length: orders }, signal)));
    await vi.waitUntil(() => statSync(executor.log).size > bytes, { timeout: waitMsMax, interval: 2 });
    first.kill('SIGKILL');
    await first.ended;

    for (const folder of [second, data]) {
      const engine = start(folder);
      await engine.answered(1);
      engine.send(signal(), signal());
      await engine.answered(3);
      await untilSettled(folder);
      engine.kill('SIGTERM');
      expect((await engine.ended).code, `seed ${seed}: ${engine.stderr}`).toBe(0);
      const ids = await expectAlike(executor, folder, seed);
      expect(ids.length, `seed ${seed}`).toBeGreaterThan(2);
      const verified = await runToEnd('verify', '--data', folder, '--config', config);
      expect(verified.code, `seed ${seed}: ${verified.stdout}${verified.stderr}`).toBe(0);
    }
    // The second machine went on beyond what the first may have used, and said so; the first again with the next number.
    expect(logged(executor, 'incoming').filter(isGapFill), `seed ${seed}`).toHaveLength(1);
    expect(existsSync(sessionRecordFile(second, executorId, 'orders'))).toBe(true);
  });
});
