import { describe, expect, test } from 'vitest';
import { samplePlace } from './testing/samplePlace.ts';
import { formatTradingScope, parseTradingScope, scopeCovers, scopesOf } from './tradingScope.ts';

describe('a trading scope', () => {
  test.each(['desk', 'venue:sim', 'account:main', 'strategy:a:b', 'symbol:SPX'])(
    '%s survives text and back',
    (text) => {
      const scope = parseTradingScope(text);
      expect(scope === undefined ? undefined : formatTradingScope(scope)).toBe(text);
    },
  );

  test.each(['', 'Desk', 'desk:x', 'venue', 'venue:', 'venue: sim', 'order:1', ':sim', 7, undefined])(
    '%s is none',
    (text) => {
      expect(parseTradingScope(text)).toBeUndefined();
    },
  );

  test('covers the orders that carry its id, the desk all', () => {
    expect(scopesOf(samplePlace)).toHaveLength(5);
    for (const text of scopesOf(samplePlace)) {
      expect(scopeCovers(parseTradingScope(text)!, samplePlace)).toBe(true);
    }
    for (const text of ['venue:x', 'account:sim', 'strategy:main', 'symbol:manual']) {
      expect(scopeCovers(parseTradingScope(text)!, samplePlace)).toBe(false);
    }
  });
});
