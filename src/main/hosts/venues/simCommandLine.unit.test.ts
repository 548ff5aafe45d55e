import { describe, expect, it } from 'vitest';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { defaultDeskConfiguration } from '../../infra/configuration/deskConfiguration.ts';
import { parseConfiguration } from '../../infra/configuration/loadConfiguration.ts';
import { readSimArguments } from '../../infra/venues/sim/server/simArguments.ts';
import { simCommandLine } from './simCommandLine.ts';

const sim = 'sim' as VenueId;

describe('simCommandLine', () => {
  it('gives SPX its real prices', () => {
    expect(simCommandLine(defaultDeskConfiguration(), sim, 'held', '/resources')).toEqual([
      '--instrument',
      'SPX,0.25,1,100',
      '--prices',
      'SPX=/resources/prices/sp500-2000.csv',
      '--mode=held',
      '--tick-ms=250',
      '--at-end=wrap',
      '--seed=1',
    ]);
  });

  it('gives stocks their real prices, unless the configuration gives them others, and walks the rest', () => {
    const one = { venue: 'sim', currency: 'USD', tickSize: '0.01', lotSize: '1' };
    const parsed = parseConfiguration(
      JSON.stringify({
        instruments: ['MSFT', 'IBM', 'GOOG', 'ABC'].map((symbol) => ({ ...one, symbol })),
        venues: [{ venue: 'sim', simulator: { prices: { IBM: 'i.csv' }, startPrices: { GOOG: '7' } } }],
      }),
      '/desk',
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const args = simCommandLine(parsed.value, sim, 'paced', '/resources');
    expect(args.filter((one) => one.includes('csv'))).toEqual([
      'MSFT=/resources/prices/stocks.csv',
      'IBM=/desk/i.csv',
    ]);
  });

  it('tells the venue the bands of prices, as it reads them', () => {
    const tickBands = [
      { from: '1000', tick: '0.5' },
      { from: '1500', tick: '5' },
    ];
    const instruments = [
      { symbol: 'SPX', venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1', tickBands },
    ];
    const parsed = parseConfiguration(JSON.stringify({ instruments }), '/desk');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const args = simCommandLine(parsed.value, sim, 'paced', '/resources');
    const [spx] = readSimArguments(['--record', 'r.db', ...args]).symbols;
    expect(spx?.grid.tickBands).toEqual(parsed.value.engine.instruments[0]?.tickBands);
  });

  it('quotes what names it as a source of prices, also where it is traded elsewhere', () => {
    const one = { currency: 'USD', tickSize: '0.01', lotSize: '1' };
    const parsed = parseConfiguration(
      JSON.stringify({
        instruments: [
          { ...one, symbol: 'ABC', venue: 'lab', priceSources: ['lab', 'sim'] },
          { ...one, symbol: 'DEF', venue: 'lab' },
        ],
        venues: [{ venue: 'sim', simulator: { startPrices: { ABC: '7' } } }, { venue: 'lab' }],
      }),
      '/desk',
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const args = simCommandLine(parsed.value, sim, 'paced', '/resources');
    expect(args.filter((_, index) => args[index - 1] === '--instrument')).toEqual(['ABC,0.01,1,7']);
  });

  it('is understood by the venue, with the instruments of that venue alone', () => {
    const parsed = parseConfiguration(
      JSON.stringify({
        instruments: [
          { symbol: 'ABC', venue: 'lab', currency: 'EUR', tickSize: '0.01', lotSize: '5' },
          { symbol: 'DEF', venue: 'lab', currency: 'EUR', tickSize: '1', lotSize: '1' },
          { symbol: 'SPX', venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1' },
        ],
        venues: [
          {
            venue: 'lab',
            simulator: {
              tickMs: 5,
              atEnd: 'stop',
              seed: 9,
              prices: { DEF: 'd.csv' },
              startPrices: { ABC: '50' },
            },
          },
          { venue: 'sim' },
        ],
      }),
      '/desk',
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const args = simCommandLine(parsed.value, 'lab' as VenueId, 'paced', '/resources');
    expect(readSimArguments(['--record', 'r.db', ...args])).toMatchObject({
      mode: 'paced',
      tickMs: 5,
      atEnd: 'stop',
      seed: 9,
      symbols: [
        { symbol: 'ABC', startTicks: 5_000, prices: undefined },
        { symbol: 'DEF', prices: '/desk/d.csv' },
      ],
    });
  });
});
