/** `desk replay` of orders with exits over real prices: what is left at the venue once the market has moved on. */
import { expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { readRecords } from './testing/compareRecords.ts';
import { runToEnd } from './testing/deskProcess.ts';
import { tempDesk } from './testing/tempDesk.ts';

interface Line {
  readonly id: string;
  readonly day: string;
  readonly [field: string]: unknown;
}

/** Executions at the venue in their order: side and quantity. */
async function executed(lines: readonly Line[]): Promise<string[]> {
  const desk = tempDesk();
  const signals = lines.map(({ id, day, ...change }) =>
    sampleSignal(id, { createdAt: `${day}T21:00:00Z`, ...change }),
  );
  const file = desk.file('signals.ndjson', ndjson(signals));
  const result = await runToEnd('replay', file, '--data', desk.data, '--report', 'json');
  expect(result.code, result.stderr).toBe(0);
  const { venue } = await readRecords(desk.data);
  return venue.executions.map(({ side, quantity }) => `${side} ${quantity}`);
}

const later = (day: string): Line => ({
  id: 'later',
  day,
  quantity: '1',
  orderType: 'limit',
  limitPrice: '1300',
  timeInForce: 'GTC',
});

it('lets one exit of a bracket fill where the market passes both between two signals', async () => {
  const entry = { id: 'entry', day: '2000-01-03', stopLoss: '1430', takeProfit: '1465' };
  expect(await executed([entry, later('2000-03-30')])).toEqual(['buy 10', 'sell 10']);
});
