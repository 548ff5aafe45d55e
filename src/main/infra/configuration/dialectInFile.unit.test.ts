/** A FIX venue's own codes and tags in the configuration file, and what is refused. */
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from './loadConfiguration.ts';

const session = {
  host: '127.0.0.1',
  port: 5001,
  beginString: 'FIX.4.4',
  senderCompId: 'DESK',
  targetCompId: 'EXECUTOR',
  capabilities: { orderTypes: ['limit'], timesInForce: ['DAY'] },
};
const instrument = { venue: 'exec', currency: 'USD', tickSize: '0.25', lotSize: '1' };

const parse = (fix: object) =>
  parseConfiguration(
    JSON.stringify({
      accounts: ['main', 'hedge'],
      instruments: [
        { ...instrument, symbol: 'SPX' },
        { ...instrument, symbol: 'NDX' },
      ],
      venues: [{ venue: 'exec', kind: 'fix', fix: { ...session, ...fix } }],
    }),
    '/desk',
  );

function problems(fix: object): readonly string[] {
  const parsed = parse(fix);
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("a venue's own codes and tags", () => {
  it('are read', () => {
    const parsed = parse({
      codes: {
        side: { sell: '5' },
        accounts: { main: 'hedge', hedge: 'main' },
        symbols: { SPX: 'ESZ6', NDX: { symbol: 'ES', securityId: '4711', securityIdSource: '8' } },
      },
      tags: {
        logon: [{ tag: 1137, value: '9' }],
        newOrder: [
          { tag: 50, value: 'TRADER' },
          { tag: 453, value: '2' },
          { tag: 448, value: 'A' },
          { tag: 448, value: 'B' },
          { tag: 5700, from: 'strategy', name: 'StrategyName' },
        ],
        cancel: [{ tag: 5700, from: 'newOrder' }],
      },
    });
    expect(parsed.ok && parsed.value.fixes.get('exec' as never)).toMatchObject({
      session: { logonTags: [[1137, '9']] },
      tagNames: { 5700: 'StrategyName' },
      codes: {
        side: { buy: '1', sell: '5' },
        accounts: { main: 'hedge', hedge: 'main' },
        symbols: {
          SPX: { symbol: 'ESZ6' },
          NDX: { symbol: 'ES', securityId: '4711', securityIdSource: '8' },
        },
      },
      tags: { newOrder: [{ tag: 50 }, {}, {}, {}, { value: { from: 'strategy' } }], replace: [], status: [] },
    });
  });

  const taken = 'the desk sets tag';
  const framed = 'the session sets tag';
  it.each<readonly [fix: object, path: string, expected: string]>([
    [{ tags: { newOrder: [{ tag: 38, value: '1' }] } }, 'tags.newOrder[0].tag', `${taken} 38 itself`],
    [{ tags: { cancel: [{ tag: 41, value: 'x' }] } }, 'tags.cancel[0].tag', `${taken} 41 itself`],
    [{ tags: { replace: [{ tag: 11, value: 'x' }] } }, 'tags.replace[0].tag', `${taken} 11 itself`],
    [{ tags: { status: [{ tag: 55, value: 'x' }] } }, 'tags.status[0].tag', `${taken} 55 itself`],
    [{ tags: { logon: [{ tag: 108, value: '5' }] } }, 'tags.logon[0].tag', `${taken} 108 itself`],
    ...[8, 9, 10, 34, 35, 43, 49, 52, 56, 97, 115, 122, 128].map(
      (tag) =>
        [{ tags: { logon: [{ tag, value: '5' }] } }, 'tags.logon[0].tag', `${framed} ${tag} itself`] as const,
    ),
    [{ tags: { logon: [{ tag: 554, value: 'x' }] } }, 'tags.logon[0].tag', 'username and passwordFile'],
    [{ tags: { newOrder: [{ tag: 925, value: 'x' }] } }, 'tags.newOrder[0].tag', 'username and passwordFile'],
    [{ tags: { logon: [{ tag: 96, value: 'x' }] } }, 'tags.logon[0].tag', 'raw data'],
    [{ tags: { newOrder: [{ tag: 0, value: 'x' }] } }, 'tags.newOrder[0].tag', 'a whole number from 1'],
    [{ tags: { newOrder: [{ tag: 5700, value: '' }] } }, 'tags.newOrder[0].value', 'printable characters'],
    [
      { tags: { newOrder: [{ tag: 5700, value: 'a\u000135=5' }] } },
      'tags.newOrder[0].value',
      'printable characters',
    ],
    [{ tags: { newOrder: [{ tag: 5700, value: 'Ω' }] } }, 'tags.newOrder[0].value', 'Latin-1'],
    [
      { tags: { newOrder: [{ tag: 5700, value: 'x', name: 'my tag' }] } },
      'tags.newOrder[0].name',
      'letters and digits',
    ],
    [{ tags: { newOrder: [{ tag: 5700 }] } }, 'tags.newOrder[0].value', 'either value or from'],
    [
      { tags: { newOrder: [{ tag: 5700, from: 'price' }] } },
      'tags.newOrder[0].from',
      'expected one of strategy, account, signal',
    ],
    [{ tags: { logon: [{ tag: 5700, from: 'strategy' }] } }, 'tags.logon[0].from', 'expected a value'],
    [{ tags: { cancel: [{ tag: 5700, from: 'newOrder' }] } }, 'tags.cancel[0].from', 'not among the tags'],
    [
      {
        tags: {
          newOrder: [
            { tag: 5700, value: 'a' },
            { tag: 5700, value: 'b' },
          ],
        },
      },
      'tags.newOrder[1].tag',
      'stands there already',
    ],
    [{ tags: { quote: [] } }, 'tags.quote', 'unknown key; expected one of logon, newOrder'],
    [{ codes: { orderType: { limit: '1' } } }, 'codes.orderType.limit', '1 stands for market already'],
    [{ codes: { orderType: { market: '2' } } }, 'codes.orderType.market', '2 stands for limit already'],
    [{ codes: { side: { buy: '2' } } }, 'codes.side.buy', '2 stands for sell already'],
    [{ codes: { side: { buy: 'x' } } }, 'codes.side.buy', '1 to 9 or A to G'],
    [{ codes: { side: { long: '1' } } }, 'codes.side.long', 'expected one of buy, sell'],
    [{ codes: { timeInForce: { DAY: '10' } } }, 'codes.timeInForce.DAY', 'one digit or letter'],
    [{ codes: { accounts: { other: 'X' } } }, 'codes.accounts.other', 'expected one of main, hedge'],
    [{ codes: { accounts: { main: 'hedge' } } }, 'codes.accounts.main', 'hedge stands for hedge already'],
    [
      { codes: { accounts: { main: 'X', hedge: 'X' } } },
      'codes.accounts.hedge',
      'X stands for main already; expected a code of its own',
    ],
    [{ codes: { accounts: { main: 'a\u0001b' } } }, 'codes.accounts.main', 'printable characters'],
    [{ codes: { symbols: { DAX: 'X' } } }, 'codes.symbols.DAX', 'expected one of SPX, NDX'],
    [{ codes: { symbols: { SPX: 'NDX' } } }, 'codes.symbols.SPX', 'NDX stands for NDX already'],
    [{ codes: { symbols: { SPX: { symbol: 'A', securityId: '1' } } } }, 'codes.symbols.SPX', 'expected both'],
  ])('%j is refused', (fix, path, expected) => {
    const found = problems(fix);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`venues[0].fix.${path}`);
    expect(found[0]).toContain(expected);
  });
});
