/**
 * Kill -9 of the engine at random moments, with a thousand orders on their way to QuickFIX's `executor`, an engine that
 * nobody here wrote. Its own log of the messages is the independent record.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Random } from '../../../engine/ports.ts';
import { limitSignal, ndjson } from '../../../domain/signal/testing/sampleSignal.ts';
import { freePort, hasQuickFix, type QuickFix } from '../../../infra/venues/fix/testing/quickFix.ts';
import { seededRandom } from '../../../infra/venues/sim/faults/seededRandom.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { executorDesk, executorIn, expectAlike, isFirst, logged } from '../testing/executorVenue.ts';
import { testSeed } from '../testing/seed.ts';
import { tempDesk } from '../testing/tempDesk.ts';
import { untilSettled } from '../testing/untilSettled.ts';

/** Engines killed of one desk; there are two of them. */
const kills = 13;
const orders = 1_000;
/** The share of engines that are killed while they look into what the last one left. */
const earlyShare = 0.2;
/** Bytes that an order with its fill takes in the venue's log; it takes some more. */
const orderBytesMin = 400;
const settleMsMax = 60_000;

class FixDesk {
  readonly data: string;
  readonly executor: QuickFix;
  private readonly config: string;
  private signals = 0;

  constructor(port: number) {
    const { data, file } = tempDesk();
    this.data = data;
    // As many orders at a time as there are signals in a life.
    this.config = file('fix.json', JSON.stringify(executorDesk(port, orders)));
    this.executor = executorIn(join(data, '..'), port);
  }

  start(): RunningDesk {
    return new RunningDesk('--data', this.data, '--config', this.config, '--signals', '-');
  }

  /**
   * One life of an engine: a thousand orders are on their way, and at any moment from the first to the last it is killed.
   * Now and then it only starts, and looks into what the last one left.
   */
  async live(random: Random): Promise<void> {
    const engine = this.start();
    if (random.next() < earlyShare) await engine.answered(1);
    else {
      const bytes = this.logSize() + random.next() * orders * orderBytesMin;
      engine.write(this.thousand());
      await engine.answered(1);
      await vi.waitUntil(() => this.logSize() > bytes, { timeout: settleMsMax, interval: 2 });
    }
    engine.kill('SIGKILL');
    const { signal } = await engine.ended;
    if (signal !== 'SIGKILL') throw new Error(`ended by itself: ${engine.stderr}`);
  }

  /** Nothing is under way, and the venue has restarted once. */
  async rest(): Promise<void> {
    const engine = this.start();
    await engine.answered(1);
    await untilSettled(this.data);
    await this.executor.kill();
    await this.executor.start();
    engine.send(this.signal());
    await engine.answered(2);
    await untilSettled(this.data);
    engine.kill('SIGTERM');
    const { code } = await engine.ended;
    if (code !== 0) throw new Error(`ended with ${code}: ${engine.stderr}`);
  }

  private logSize(): number {
    return statSync(this.executor.log).size;
  }

  private thousand(): string {
    return ndjson(Array.from({ length: orders }, () => this.signal()));
  }

  /** Buys and sells in turn, so that no position reaches a limit. */
  private signal(): object {
    const side = ++this.signals % 2 === 0 ? 'sell' : 'buy';
    return limitSignal(`K-${this.signals}`, { side, quantity: '1', timeInForce: 'DAY' });
  }
}

async function liveThroughKills(seed: string): Promise<{ readonly orders: number; readonly again: number }> {
  const random = seededRandom(seed);
  const desk = new FixDesk(await freePort());
  await desk.executor.start();
  for (let life = 1; life <= kills; life++) await desk.live(random);
  await desk.rest();

  const ids = await expectAlike(desk.executor, desk.data, seed);
  expect(ids.length, `seed ${seed}`).toBeGreaterThan(orders);
  const verified = await runToEnd('verify', '--data', desk.data, '--json');
  expect(verified.code, `seed ${seed}: ${verified.stdout.slice(-2_000)}${verified.stderr}`).toBe(0);
  const compared = await runToEnd('fix-compare', 'exec', desk.executor.log, '--data', desk.data, '--json');
  expect(compared.code, `seed ${seed}: ${compared.stdout.slice(-2_000)}`).toBe(0);
  const again = logged(desk.executor, 'incoming').filter((message) => !isFirst(message));
  return { orders: ids.length, again: again.length };
}

describe.skipIf(!hasQuickFix)('desks that trade with QuickFIX', () => {
  it(`whose engines are killed ${2 * kills} times with ${orders} orders on their way send each once and count each execution once`, async () => {
    const seed = testSeed('FIX kills');
    const runs = await Promise.all([liveThroughKills(`${seed}:a`), liveThroughKills(`${seed}:b`)]);
    process.stdout.write(`FIX kills: ${JSON.stringify(runs)}\n`);
    // Kills struck in the middle of the work: messages were missed, and came again.
    expect(runs.reduce((sum, { again }) => sum + again, 0)).toBeGreaterThan(0);
  });
});
