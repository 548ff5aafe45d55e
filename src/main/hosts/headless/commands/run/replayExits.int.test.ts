/** `desk replay` of orders with exits over real prices: what is left at the venue once the market has moved on. */
import { expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { readRecords } from '../../testing/compareRecords.ts';
import { runToEnd } from '../../testing/deskProcess.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

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

const entry = { id: 'entry', day: '2000-01-03', stopLoss: '1430' };
const close = { id: 'close', day: '2000-01-03', side: 'sell' };

it('ends the exits of a position that another order closes', async () => {
  expect(await executed([entry, close, later('2000-01-06')])).toEqual(['buy 10', 'sell 10']);
});

it('holds the exits of a position that another order closes in part to the rest', async () => {
  const part = { ...close, quantity: '4', strategy: 'other' };
  expect(await executed([entry, part, later('2000-01-06')])).toEqual(['buy 10', 'sell 4', 'sell 6']);
});

it('ends a resting reduce-only order with the position', async () => {
  const long = { id: 'long', day: '2000-01-03' };
  const resting = {
    id: 'resting',
    day: '2000-01-04',
    side: 'sell',
    orderType: 'limit',
    limitPrice: '1465',
    timeInForce: 'GTC',
    reduceOnly: true,
  };
  expect(await executed([long, resting, { ...close, day: '2000-01-05' }, later('2000-03-22')])).toEqual([
    'buy 10',
    'sell 10',
  ]);
});

it('lets a resting order that closes the position fill, and the take-profit behind it not', async () => {
  const bracket = { ...entry, takeProfit: '1470' };
  const resting = {
    id: 'resting',
    day: '2000-01-03',
    side: 'sell',
    orderType: 'limit',
    limitPrice: '1465',
    timeInForce: 'GTC',
  };
  const [, , ...rest] = await executed([{ ...bracket, stopLoss: '1100' }, resting, later('2000-03-30')]);
  expect(rest).toEqual([]);
});

it('lets one exit of a bracket fill where the market passes both between two signals', async () => {
  const bracket = { ...entry, takeProfit: '1465' };
  expect(await executed([bracket, later('2000-03-30')])).toEqual(['buy 10', 'sell 10']);
});

it('refuses exits on the wrong side of the market', async () => {
  const [stop, profit] = [
    { id: 'stop', day: '2000-01-03', stopLoss: '1500' },
    { id: 'profit', day: '2000-01-03', takeProfit: '1300' },
  ];
  expect(await executed([stop, profit])).toEqual([]);
});
