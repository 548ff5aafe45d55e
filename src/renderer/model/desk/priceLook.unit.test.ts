import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { isPriceOld, priceWords } from './priceLook.ts';

const sim = { venue: ids.venue('sim'), connected: true };
const exec = { venue: ids.venue('exec'), connected: false };
const market = { symbol: ids.symbol('SPX'), last: '1400', source: 'sim', ageMs: 60_000 };

test.each([
  ['of a venue that answers, however long it stands', market, [sim], false],
  ['of a venue that is silent', market, [{ ...sim, silentSince: '2026-11-23T09:31:05Z' }], true],
  ['of a venue that is not connected', { ...market, source: 'exec' }, [sim, exec], true],
  ['of another venue than the one that is down', market, [exec, sim], false],
  ['of a venue that is gone', market, [exec], true],
  ['that is older than the limit', { ...market, stale: true as const }, [sim], true],
  ['of the file', { ...market, source: 'file' }, [exec], false],
  ['of the file, too old', { ...market, source: 'file', stale: true as const }, [exec], true],
  ['that is fixed', { symbol: ids.symbol('SPX'), last: '1400', source: 'fixed' }, [exec], false],
])('a price %s', (_what, price, venues, expected) => {
  expect(isPriceOld(price, venues)).toBe(expected);
});

test('a price says its source, and its age goes on after the status was made', () => {
  expect(priceWords(market, 60_000)).toBe('sim, 2 min old');
  expect(priceWords({ ...market, source: 'file', ageMs: 7_200_000 })).toBe('price file, 2 h old');
  expect(priceWords({ symbol: ids.symbol('SPX'), last: '1400', source: 'fixed' }, 5_000)).toBe('fixed price');
});
