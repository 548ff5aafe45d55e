/** A desk that is killed while it sends orders to QuickFIX's `executor`, again and again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { trusted, parseClientOrderId } from '../../../../shared/kernel/ids.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { soh } from './codec/encodeMessage.ts';
import { openFixStore } from './store/fixStore.ts';
import { childSession } from './testing/childSession.ts';
import { FixTestBed } from './testing/fixTestBed.ts';
import { freePort, hasQuickFix, QuickFix } from './testing/quickFix.ts';

const rounds = 5;
const lifeMsMax = 60;

/** Runs a desk, and kills it some time after it began to trade. */
async function tradeUntilKilled(file: string, port: number, prefix: string): Promise<void> {
  const script = join(import.meta.dirname, 'testing', 'orderChild.ts');
  const child = spawn(process.execPath, [script, file, String(port), prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said, { timeout: 30_000 }).toContain('trading');
  setTimeout(() => child.kill('SIGKILL'), Math.random() * lifeMsMax);
  await closed;
}

function field(raw: string, tag: number): string {
  return (
    raw
      .split(soh)
      .find((one) => one.startsWith(`${tag}=`))
      ?.slice(String(tag).length + 1) ?? ''
  );
}

describe.skipIf(!hasQuickFix)('a desk that is killed', () => {
  test('sends each order once, has each execution once, and its numbers never go back', async () => {
    const bed = new FixTestBed();
    onTestFinished(() => bed.dispose());
    const port = await freePort();
    const executor = new QuickFix({
      program: 'executor',
      folder: join(bed.folder, 'executor'),
      port,
      beginString: 'FIX.4.4',
      compId: 'EXECUTOR',
      desks: ['DESK'],
    });
    await executor.start();
    bed.onEnd(() => executor.kill());
    const file = join(bed.folder, 'DESK.db');
    let nextOut = 1;
    for (let round = 1; round <= rounds; round++) {
      await tradeUntilKilled(file, port, `r${round}`);
      const store = openFixStore(file, childSession);
      if (!store.ok) throw new Error(store.error.message);
      const numbers = store.value.numbers();
      store.value.close();
      expect(numbers.nextOut).toBeGreaterThan(nextOut);
      ({ nextOut } = numbers);
    }
    const desk = await bed.connect({ port, targetCompId: 'EXECUTOR' });
    const messages = executor.messages('DESK');
    const orders = messages.filter(
      ({ raw, direction }) => direction === 'incoming' && field(raw, 35) === 'D',
    );
    const ids = orders.map(({ raw }) => field(raw, 11));
    expect(ids.length).toBeGreaterThan(rounds * 50);
    expect(new Set(ids).size).toBe(ids.length);
    const executions = await desk.venue.executions({ since: epochMicros(0) }, neverAborted);
    expect(executions.map(({ clientOrderId }) => clientOrderId as string).toSorted()).toEqual(ids.toSorted());
    const clientOrderIds = ids.map((id) => trusted(parseClientOrderId, id));
    const records = await Promise.all(clientOrderIds.map((id) => desk.venue.queryOrder(id, neverAborted)));
    expect(new Set(records.map((record) => record?.status))).toEqual(new Set(['filled']));
    const firstSent = orders.map(({ raw }) => Number(field(raw, 34)));
    expect(firstSent).toEqual(firstSent.toSorted((one, other) => one - other));
    expect(desk.notices).toEqual([]);
  });
});
