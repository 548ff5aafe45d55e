/** What a venue's codes mean for the desk. */
import { describe, expect, test } from 'vitest';
import type { Field } from '../codec/fixMessage.ts';
import { Dialect, plainCodes } from './dialect.ts';

const message = (...fields: readonly Field[]) => ({ fields });

describe("a venue's names", () => {
  const dialect = new Dialect({
    ...plainCodes,
    accounts: { main: 'hedge' },
    symbols: {
      SPX: { symbol: 'ES', securityId: '1', securityIdSource: '8' },
      NDX: { symbol: 'ES', securityId: '2', securityIdSource: '8' },
      DAX: { symbol: 'SPX' },
    },
  });

  test.each([
    [
      'by SecurityID',
      [
        [55, 'ES'],
        [48, '2'],
        [22, '8'],
      ],
      'NDX',
    ],
    [
      'by SecurityID without its source',
      [
        [55, 'ES'],
        [48, '1'],
      ],
      'SPX',
    ],
    ['by a Symbol that is a name of ours for another', [[55, 'SPX']], 'DAX'],
    ['as they came where two are meant', [[55, 'ES']], 'ES'],
    [
      'as they came where the source is another',
      [
        [55, 'ES'],
        [48, '1'],
        [22, '4'],
      ],
      'ES',
    ],
    ['as they came where they are unknown', [[55, 'CAC']], 'CAC'],
    ['as a name of the venue where they are ours for another', [[55, 'NDX']], 'venue:NDX'],
  ] as const)('of instruments are read %s', (_how, fields, symbol) => {
    expect(dialect.symbolOf(message(...fields))).toBe(symbol);
  });

  test.each([
    ['hedge', 'main'],
    ['main', 'venue:main'],
    ['other', 'other'],
  ])('of accounts: %s is %s', (code, account) => {
    expect(dialect.accountOf(message([1, code]))).toBe(account);
  });

  test('of sides: short sales sell, and what is neither a buy nor a sale has none', () => {
    const sides = ['1', '2', '5', '6', '3', '4', '8', 'G', ''].map((code) =>
      new Dialect().sideOf(message([54, code])),
    );
    expect(sides.slice(0, 4)).toEqual(['buy', 'sell', 'sell', 'sell']);
    expect(sides.slice(4)).toEqual(Array.from({ length: 5 }, () => undefined));
  });
});
