import { expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { routeOf, withRoute, type AccountRoute } from './route.ts';

const [sim, exec, dark] = ['sim', 'exec', 'dark'] as unknown as [VenueId, VenueId, VenueId];
const [main, hedge] = ['main', 'hedge'] as unknown as [AccountId, AccountId];
const [spx, vix] = ['SPX', 'VIX'] as unknown as [Ticker, Ticker];
const instrument = {
  symbol: spx,
  venue: sim,
  alsoAt: [exec],
  currency: 'USD',
  tickSize: decimal('0.25'),
  lotSize: decimal('1'),
  quantityMin: decimal('1'),
  quantityMax: decimal('100'),
};
const venues = [sim, exec, dark].map((venue) => ({ venue }));
const signal = { account: main, symbol: spx };
const route = (asked: object, routes: readonly AccountRoute[] = []) =>
  routeOf({ ...signal, ...asked }, instrument, { routes, venues });

test('the signal says where, then the account in the symbol, then the account, then the symbol', () => {
  const wide = { account: main, venue: exec };
  const exact = { account: main, symbol: spx, venue: sim };
  const others = [
    { account: hedge, venue: dark },
    { account: main, symbol: vix, venue: dark },
  ];
  expect(route({})).toMatchObject({ value: { venue: sim, by: 'symbol' } });
  expect(route({}, others)).toMatchObject({ value: { venue: sim, by: 'symbol' } });
  expect(route({}, [...others, wide])).toMatchObject({ value: { venue: exec, by: 'account' } });
  expect(route({}, [wide, exact])).toMatchObject({ value: { venue: sim, by: 'account and symbol' } });
  expect(route({ venue: exec }, [exact])).toMatchObject({ value: { venue: exec, by: 'signal' } });
});

test('what leads nowhere is refused, and never sent where the next rule would lead', () => {
  const refused = { field: 'venue', actual: 'dark', expected: 'sim or exec' };
  expect(route({ venue: 'nyse' })).toMatchObject({
    error: { code: 'unknown_venue', actual: 'nyse', expected: 'one of sim, exec, dark' },
  });
  expect(route({ venue: dark })).toMatchObject({ error: { ...refused, code: 'no_route' } });
  expect(route({}, [{ account: main, venue: dark }])).toEqual({
    ok: false,
    error: {
      ...refused,
      code: 'no_route',
      message: 'the route of account main leads to venue dark, which does not trade SPX',
    },
  });
});

test('the record of the decision says the venue and why', () => {
  const decision = { level: 'low' as const, rules: [], reference: { price: '1', source: 'sim' } };
  const rule = { rule: 'route', verdict: 'pass', input: 'exec', limit: 'account' };
  expect(withRoute(decision, { venue: exec, by: 'account' })).toMatchObject({ ...decision, rules: [rule] });
});
