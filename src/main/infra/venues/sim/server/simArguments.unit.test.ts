import { describe, expect, it } from 'vitest';
import { noFaults } from '../wire/faultSwitches.ts';
import { ArgumentsUnusable, readSimArguments } from './simArguments.ts';

const read = (...args: string[]) => readSimArguments(['--record', 'r.db', ...args]);

describe('readSimArguments', () => {
  it('needs nothing but the record', () => {
    expect(read()).toMatchObject({
      record: 'r.db',
      address: { host: '127.0.0.1', port: 0 },
      mode: 'paced',
      tickMs: 250,
      atEnd: 'stop',
      house: { levels: 10, lotsPerLevel: 500, spreadTicks: 1 },
      faults: noFaults,
    });
    expect(read().symbols).toMatchObject([{ symbol: 'SPX', prices: undefined }]);
  });

  it('reads instruments and the files of their prices', () => {
    const instruments = ['--instrument', 'SPX,0.25,1', '--instrument', 'EURUSD,0.00001,1000,1.1'];
    const { symbols } = read(...instruments, '--prices', 'a=b.csv', '--prices', 'EURUSD=e.csv');
    expect(symbols.map(({ symbol, prices, startTicks }) => [symbol, prices, startTicks])).toEqual([
      ['SPX', 'a=b.csv', 400],
      ['EURUSD', 'e.csv', 110_000],
    ]);
  });

  it('reads the lowest price of an instrument, and takes start prices from there on', () => {
    const [oil] = read('--instrument', 'CL,0.01,1,-5,-40').symbols;
    expect([oil?.grid.ticksMin, oil?.startTicks]).toEqual([-4_000, -500]);
    for (const text of ['CL,0.01,1,-5', 'CL,0.01,1,-41,-40', 'CL,0.01,1,1,x', 'CL,0.01,1,1,1,1']) {
      expect(() => read('--instrument', text)).toThrow(/lowest price/);
    }
  });

  it('reads fault switches, start and socket', () => {
    const args = read('--faults', '{"loseAnswers":0.1}', '--start', '2008-09-15', '--socket', '/tmp/s');
    expect(args.faults).toEqual({ ...noFaults, loseAnswers: 0.1 });
    expect(args.start).toBe(Date.UTC(2008, 8, 15) * 1_000);
    expect(args.address).toEqual({ path: '/tmp/s' });
  });

  it.each([
    [['--mode', 'fast'], /mode/],
    [['--tick-ms', '0'], /tick-ms/],
    [['--start', '15.9.2008'], /start/],
    [['--nonsense'], /nonsense/],
    [['--instrument', 'SPX'], /SYMBOL,tick,lot/],
    [['--instrument', 'SPX,0,1,100'], /SYMBOL,tick,lot/],
    [['--instrument', 'SPX,1,1', '--instrument', 'SPX,1,1'], /once/],
    [['--tick-band', 'SPX,1'], /SYMBOL,from,tick/],
    [['--tick-band', 'SPX,1,0'], /SYMBOL,from,tick/],
    [['--faults', '{"loseAnswers":2}'], /faults/],
    [['--faults', '{"loseEverything":1}'], /faults/],
    [['--faults', 'x'], /faults/],
    [['--socket', `/${'x'.repeat(120)}`], /103 bytes/],
  ])('refuses %j and names it', (args, message) => {
    expect(() => read(...args)).toThrow(ArgumentsUnusable);
    expect(() => read(...args)).toThrow(message);
  });

  it('refuses to start without a record', () => {
    expect(() => readSimArguments([])).toThrow(/record/);
  });
});
