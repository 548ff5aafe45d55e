import { expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker } from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { parsePriceFile } from './priceFile.ts';

const now = parseInstant('2026-11-23T10:00:00Z')!;
const instruments = [{ symbol: 'SPX' as Ticker }, { symbol: 'CL' as Ticker, priceMin: decimal('-100') }];
const parse = (text: string) => parsePriceFile(text, instruments, now);

test('takes the newest row of each symbol, whatever the order of rows and columns', () => {
  const text = [
    'time,symbol,price',
    '2026-11-22T21:00:00Z,SPX,1400.25',
    '2026-11-20T21:00:00Z,SPX,1390',
    '',
    '2026-11-22T21:00:00Z,"CL",-37.63',
    '2026-11-22T21:00:00Z,OTHER,nonsense',
    '',
  ].join('\r\n');
  expect(parse(text)).toEqual({
    ok: true,
    value: new Map([
      ['SPX', { price: decimal('1400.25'), time: parseInstant('2026-11-22T21:00:00Z') }],
      ['CL', { price: decimal('-37.63'), time: parseInstant('2026-11-22T21:00:00Z') }],
    ]),
  });
});

test.each([
  ['symbol,price\n', 'line 1', 'expected the header symbol,price,time'],
  ['SPX,1400,2026-11-22T21:00:00Z\n', 'line 1', 'expected the header'],
  ['symbol,price,time\nSPX,1400\n', 'line 2', 'has 2 values'],
  ['symbol,price,time\n\nSPX,14e2,2026-11-22T21:00:00Z\n', 'line 3', 'has the price 14e2'],
  ['symbol,price,time\nSPX,0,2026-11-22T21:00:00Z\n', 'line 2', 'SPX takes more than 0'],
  ['symbol,price,time\nCL,-101,2026-11-22T21:00:00Z\n', 'line 2', 'CL takes at least -100'],
  ['symbol,price,time\nSPX,1400,yesterday\n', 'line 2', 'has the time yesterday'],
  ['symbol,price,time\nSPX,1400,2026-11-23T10:01:01Z\n', 'line 2', 'in the future'],
  ['symbol,price,time\nSPX,"14\n', 'line 2', 'is no CSV row'],
])('refuses %j as a whole', (text, line, why) => {
  const parsed = parse(text);
  expect(parsed).toMatchObject({ ok: false, error: { code: 'price_file_invalid' } });
  if (parsed.ok) return;
  expect(parsed.error.message).toContain(line);
  expect(parsed.error.message).toContain(why);
});

test('takes a time that is ahead by as much as two clocks differ', () => {
  expect(parse('symbol,price,time\nSPX,1400,2026-11-23T10:01:00Z\n').ok).toBe(true);
});

test('a last line without an end is not judged: half a price is another price', () => {
  const text = 'time,symbol,price\n2026-11-22T21:00:00Z,SPX,14';
  expect(parse(text)).toMatchObject({ ok: false, error: { code: 'price_file_incomplete' } });
});
