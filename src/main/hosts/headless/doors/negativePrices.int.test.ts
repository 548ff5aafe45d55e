/** Oil at less than nothing, as in April 2020: what an instrument takes is traded, and nothing else. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import type { ReplayReport } from '../../replay/replayReport.ts';
import { runToEnd } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const prices = `date,open,high,low,close
2020-04-17,19.87,20.15,17.31,18.27
2020-04-20,17.73,17.85,-40.32,-37.63
2020-04-21,-14.00,13.86,-16.74,10.01
`;

const oil = (id: string, change: object) =>
  sampleSignal(id, { symbol: 'CLK20', createdAt: '2020-04-20T18:00:00Z', ...change });

const signals = ndjson([
  oil('market', { quantity: '1', orderType: 'market', timeInForce: 'DAY' }),
  oil('limit', { quantity: '2', orderType: 'limit', limitPrice: '-37.6', timeInForce: 'IOC' }),
  oil('stop', { side: 'sell', quantity: '3', orderType: 'stop', stopPrice: '-37.6', timeInForce: 'GTC' }),
  oil('too-low', { quantity: '1', orderType: 'limit', limitPrice: '-100.01', timeInForce: 'GTC' }),
  oil('off-tick', { quantity: '1', orderType: 'limit', limitPrice: '-37.625', timeInForce: 'GTC' }),
]);

async function replay(priceMin?: string) {
  const desk = tempDesk();
  desk.file('prices.csv', prices);
  const instrument = { symbol: 'CLK20', venue: 'sim', currency: 'USD', tickSize: '0.01', lotSize: '1' };
  const configuration = desk.file(
    'desk.json',
    JSON.stringify({
      instruments: [{ ...instrument, ...(priceMin !== undefined && { priceMin }) }],
      venues: [{ venue: 'sim', simulator: { prices: { CLK20: 'prices.csv' } } }],
    }),
  );
  const file = desk.file('signals.ndjson', signals);
  const result = await runToEnd('replay', file, '--config', configuration, '--data', desk.data, '--json');
  expect(result.code, result.stderr).toBe(0);
  const database = new Database(join(desk.data, 'venue-sim.db'), { readonly: true });
  const executions = database.prepare('SELECT side, quantity, price FROM executions ORDER BY sequence').all();
  database.close();
  const verified = await runToEnd('verify', '--data', desk.data);
  expect(verified.code, verified.stderr).toBe(0);
  return { report: result.json<ReplayReport>()[0], stderr: result.stderr, executions };
}

describe('an instrument at negative prices', () => {
  it('is traded from its lowest price on', async () => {
    const { report, stderr, executions } = await replay('-100');
    expect(report).toMatchObject({ signals: 5, accepted: 3, rejected: 2, orders: { filled: 3 } });
    expect(executions).toEqual([
      { side: 'buy', quantity: '1', price: '-37.62' },
      { side: 'buy', quantity: '2', price: '-37.62' },
      { side: 'sell', quantity: '3', price: '-37.63' },
    ]);
    expect(stderr).toContain('price_below_minimum: limitPrice -100.01 is below the lowest price -100');
    expect(stderr).toContain('price_off_tick: limitPrice -37.625');
  });

  it('is refused as a whole without a lowest price, with the reason', async () => {
    const { report, stderr, executions } = await replay();
    expect(report).toMatchObject({ signals: 5, accepted: 0, rejected: 5 });
    expect(executions).toEqual([]);
    expect(stderr).toContain('market_price_not_taken: the market price -37.63 of CLK20');
  });
});
