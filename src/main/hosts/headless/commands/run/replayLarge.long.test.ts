/** Thirty thousand signals: report, orders, chain, read models and the venue's own record tell the same. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, decimal, formatDecimal, zero, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { formatMicros } from '../../../../../shared/kernel/time.ts';
import type { OrderView } from '../../../../engine/orders/orderView.ts';
import { createGrid } from '../../../../infra/venues/sim/exchange/grid.ts';
import { loadPriceBars } from '../../../../infra/venues/sim/prices/priceBars.ts';
import { seededRandom } from '../../../../infra/venues/sim/faults/seededRandom.ts';
import { countNames, type ReplayReport } from '../../../replay/replayReport.ts';
import { resourcesFolder } from '../../desk/resourcesFolder.ts';
import { badSignals } from '../../../../../../scripts/samples/badSignals.ts';
import { goodSignal, ticksOf, whole } from '../../../../../../scripts/samples/goodSignal.ts';
import { contradictions, readRecords } from '../../testing/compareRecords.ts';
import { runToEnd } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { testSeed } from '../../testing/seed.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const signalsMin = 30_000;
const days = 40;

/** Signals of some days, one in thirty sent twice, one in fifty bad. */
function manySignals(seed: number) {
  const random = seededRandom(`replay:${seed}`);
  const grid = createGrid(decimal('0.25'), decimal('1'));
  const bars = loadPriceBars(join(resourcesFolder, 'prices/sp500-2000.csv'), grid, 'SPX').slice(0, days);
  const lines: string[] = [];
  const counts = { signals: 0, accepted: 0, duplicates: 0, rejected: 0 };
  for (const { date: at, closeTicks } of bars) {
    const market = { date: formatMicros(at).slice(0, 10), close: ticksOf(closeTicks) };
    const today: string[] = [];
    for (let index = 0; index < signalsMin / days; index++) {
      const good = goodSignal(`L-${counts.signals++}`, market, index % 60, random);
      const draw = random.next();
      const before = today[whole(random, today.length)];
      if (draw < 1 / 30 && before !== undefined) {
        counts.duplicates++;
        lines.push(before);
      } else if (draw > 49 / 50) {
        counts.rejected++;
        lines.push(badSignals[whole(random, badSignals.length)]?.line(good) ?? '');
      } else {
        counts.accepted++;
        const line = JSON.stringify(good);
        today.push(line);
        lines.push(line);
      }
    }
  }
  return { text: `${lines.join('\n')}\n`, counts };
}

function countBy<T>(rows: readonly T[], key: (row: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + 1;
  return counts;
}

function sum(quantities: readonly string[]): string {
  return formatDecimal(quantities.reduce((total: Decimal, quantity) => add(total, decimal(quantity)), zero));
}

describe('a replay of thirty thousand signals', () => {
  it('is told the same by its report, the orders, the chain, the read models and the venue', async () => {
    const seed = testSeed('replay');
    const { text, counts } = manySignals(seed);
    const desk = tempDesk();
    const { data } = desk;
    const replayed = await runToEnd('replay', desk.file('many.ndjson', text), '--data', data, '--json');
    expect(replayed.code, replayed.stderr.slice(-2_000)).toBe(0);
    const [report] = replayed.json<ReplayReport>();
    if (report === undefined) throw new Error('a replay reports');
    const { signals, accepted, duplicates, rejected } = report;
    expect({ signals, accepted, duplicates, rejected }, `seed ${seed}`).toEqual(counts);

    const orders = (await runHere('orders', '--data', data, '--json')).json<OrderView>();
    const inReport = Object.fromEntries(Object.entries(report.orders).filter(([, count]) => count > 0));
    expect(countBy(orders, ({ status }) => countNames[status])).toEqual(inReport);
    expect(inReport).toMatchObject({
      filled: expect.any(Number) as number,
      canceled: expect.any(Number) as number,
      accepted: expect.any(Number) as number,
    });

    const records = await readRecords(data);
    expect(contradictions(records), `seed ${seed}`).toEqual([]);
    const { venue } = records;
    expect(orders.reduce((total, { executions }) => total + executions, 0)).toBe(venue.executions.length);
    expect(sum(orders.map(({ filledQuantity }) => filledQuantity))).toBe(
      sum(venue.executions.map(({ quantity }) => quantity)),
    );
    expect(venue.orders.length).toBe(accepted - report.orders.denied);

    const verified = await runToEnd('verify', '--data', data, '--json');
    expect(verified.code, verified.stdout).toBe(0);
    expect(verified.json()).toMatchObject([
      {
        good: true,
        chain: {
          events: report.lastPosition,
          head: { position: report.lastPosition, hash: report.chainHead },
        },
        readModel: { state: 'compared', orders: accepted, different: 0 },
      },
    ]);
    const rebuilt = await runToEnd('rebuild', '--data', data, '--json');
    expect(rebuilt.code, rebuilt.stderr).toBe(0);
    expect(rebuilt.json()).toMatchObject([{ orders: accepted, events: report.lastPosition }]);
    const again = (await runHere('orders', '--data', data, '--json')).json<OrderView>();
    expect(again).toEqual(orders);
  });
});
