import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { foreignSymbol } from './foreignSymbol.ts';

const symbols = ['AAPL', 'BRK.B'].map(ids.symbol);

test('a ticker that is a symbol of the desk, letter for letter, is that symbol', () => {
  expect(foreignSymbol({ ids: { ticker: 'BRK.B', ISIN: 'US0846707026' } }, symbols)).toEqual({
    kind: 'known',
    symbol: 'BRK.B',
  });
});

test.each([
  [{ ids: { ticker: 'TSLA' } }, 'TSLA is no symbol of this desk'],
  [{ ids: { ticker: 'aapl' } }, 'aapl is no symbol of this desk; it has AAPL'],
  [{ ids: { ticker: 'AAPL ' } }, '“AAPL ” is no symbol of this desk; it has AAPL'],
  [{ ids: { ticker: '  ' } }, '“  ” is no symbol of this desk'],
  [
    { ids: { ISIN: 'US0378331005' }, name: 'Apple' },
    'ISIN US0378331005 comes without a ticker, and this desk knows symbols alone',
  ],
  [{ ids: {}, name: 'Apple' }, 'Apple comes without a ticker, and this desk knows symbols alone'],
  [{ ids: { ticker: '' } }, 'An instrument comes without a ticker, and this desk knows symbols alone'],
])('nobody guesses what else may be meant: %j', (instrument, why) => {
  expect(foreignSymbol(instrument, symbols)).toEqual({ kind: 'unknown', why });
});
