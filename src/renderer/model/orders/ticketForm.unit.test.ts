import { describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import { ticketSchema } from '../../../shared/contract/signals.ts';
import {
  buildTicket,
  emptyForm,
  goodTillProblem,
  missingField,
  marketWarnings,
  venueOf,
  type TicketForm,
} from './ticketForm.ts';

const instrument = {
  symbol: ids.symbol('SPX'),
  venues: [ids.venue('sim')],
  currency: 'USD',
  tickSize: '0.25',
  lotSize: '1',
  quantityMin: '1',
  quantityMax: '1000',
};
const market = {
  symbol: ids.symbol('SPX'),
  last: '1432.25',
  bid: '1432',
  ask: '1432.5',
  marketTime: '2000-03-01T00:00:00Z',
  source: 'sim',
  ageMs: 100,
};
const desk: DeskInfo = {
  accounts: [ids.account('main')],
  strategies: [ids.strategy('manual')],
  venues: [
    {
      venue: ids.venue('sim'),
      kind: 'sim',
      orderTypes: ['market', 'limit'],
      timesInForce: ['DAY', 'GTC'],
      replace: true,
    },
  ],
  instruments: [instrument],
  routes: [],
  sampleSignals: 'x',
};
const form: TicketForm = {
  ...emptyForm(desk),
  quantity: '100',
  limitPrice: '1432.00',
};
const codes = (change: Partial<TicketForm>, seen = market, old = false) =>
  marketWarnings({ ...form, ...change }, seen, instrument, old).map((warning) => warning.code);

test('an empty form starts with what the desk has', () => {
  expect(form).toMatchObject({
    account: ids.account('main'),
    strategy: ids.strategy('manual'),
    symbol: ids.symbol('SPX'),
    orderType: 'limit',
    timeInForce: 'DAY',
  });
  expect(emptyForm(undefined)).toMatchObject({ symbol: '', strategy: ids.strategy('manual') });
});

describe('the venue of a ticket', () => {
  const two: DeskInfo = {
    ...desk,
    accounts: [ids.account('main'), ids.account('hedge')],
    venues: [ids.venue('sim'), ids.venue('exec')].map((venue) => ({ ...desk.venues[0]!, venue })),
    instruments: [{ ...instrument, venues: [ids.venue('sim'), ids.venue('exec')] }],
    routes: [
      { account: ids.account('hedge'), venue: ids.venue('exec') },
      { account: ids.account('hedge'), symbol: ids.symbol('SPX'), venue: ids.venue('sim') },
    ],
  };
  const [wide, exact] = two.routes;

  test("is the chosen one, else that of the desk's routes, else the symbol's own", () => {
    const at = (change: Partial<TicketForm>, routes = two.routes) =>
      venueOf({ ...form, ...change }, { ...two, routes })?.venue;
    expect(at({})).toBe('sim');
    expect(at({ venue: ids.venue('exec') })).toBe('exec');
    expect(at({ account: ids.account('hedge') }, [wide!])).toBe('exec');
    expect(at({ account: ids.account('hedge') }, [wide!, exact!])).toBe('sim');
    expect(at({ account: ids.account('hedge'), venue: ids.venue('sim') }, [wide!])).toBe('sim');
    expect(at({ symbol: ids.symbol('gone') })).toBeUndefined();
  });

  test('is sent where it is chosen, and left to the routes where it is not', () => {
    expect(ticketSchema.parse(buildTicket({ ...form, venue: ids.venue('exec') }, 't'))).toMatchObject({
      venue: ids.venue('exec'),
    });
    expect(buildTicket(form, 't')).not.toHaveProperty('venue');
  });
});

describe('the ticket that is sent', () => {
  test('fits the contract and leaves out what is empty', () => {
    const ticket = buildTicket({ ...form, quantity: ' 100 ', note: '  ' }, 'ticket-1');
    expect(ticketSchema.parse(ticket)).toEqual({
      signalId: ids.signal('ticket-1'),
      account: ids.account('main'),
      strategy: ids.strategy('manual'),
      symbol: ids.symbol('SPX'),
      side: 'buy',
      quantity: '100',
      orderType: 'limit',
      limitPrice: '1432.00',
      timeInForce: 'DAY',
    });
  });

  test('never carries a price that its type has no use for', () => {
    const ticket = buildTicket({ ...form, orderType: 'market', stopPrice: '1400' }, 'ticket-1');
    expect(ticket).not.toHaveProperty('limitPrice');
    expect(ticket).not.toHaveProperty('stopPrice');
    expect(buildTicket({ ...form, orderType: 'stop_limit', stopPrice: '1400' }, 't')).toMatchObject({
      limitPrice: '1432.00',
      stopPrice: '1400',
    });
  });

  test('reads good-till as UTC, and only for GTD', () => {
    const typed = { ...form, goodTill: '2026-11-24T10:30' };
    const sent = (goodTill: string) => buildTicket({ ...form, timeInForce: 'GTD', goodTill }, 't').goodTill;
    for (const [text, instant] of [
      ['2026-11-24T10:30', '2026-11-24T10:30:00Z'],
      [' 2026-11-24 17:30:05 ', '2026-11-24T17:30:05Z'],
      ['2026-11-24 23:59:59.25Z', '2026-11-24T23:59:59.25Z'],
      // Not guessed at: refused with a reason.
      ['24.11.2026 5:30 PM', '24.11.2026 5:30 PM'],
    ] as const) {
      expect(sent(text)).toBe(instant);
    }
    expect(buildTicket(typed, 't')).not.toHaveProperty('goodTill');
  });

  test('understands a number as the window prints it', () => {
    const ticket = buildTicket({ ...form, quantity: '1 000', limitPrice: '1\u00a0432.00' }, 't');
    expect(ticket).toMatchObject({ quantity: '1000', limitPrice: '1432.00' });
  });

  test('sends what was typed, right or wrong: the engine judges', () => {
    expect(buildTicket({ ...form, quantity: '-3x' }, 't').quantity).toBe('-3x');
  });
});

test('says what is missing before anything is asked', () => {
  expect(missingField(form)).toBeUndefined();
  expect(missingField({ ...form, quantity: ' ' })).toBe('Enter a quantity');
  expect(missingField({ ...form, limitPrice: '' })).toBe('Enter a limit price');
  expect(missingField({ ...form, orderType: 'stop' })).toBe('Enter a stop price');
  expect(missingField({ ...form, orderType: 'market', limitPrice: '' })).toBeUndefined();
  expect(missingField({ ...form, timeInForce: 'GTD' })).toMatch(/until when/);
});

test.each([
  '2026-12-24',
  '24.12.2026 17:30',
  '2026-12-24 24:00',
  '17:30',
  '2026-02-30 10:00',
  '2026-12-24T17:30:00+02:00',
])('a good till of %s is refused in the format that the field asks for', (goodTill) => {
  const gtd = { ...form, timeInForce: 'GTD' as const, goodTill };
  expect(goodTillProblem(gtd)).toBe(`"${goodTill}" is no time: expected 2026-12-24 17:30, in UTC`);
  expect(missingField(gtd)).toContain('2026-12-24 17:30, in UTC');
  expect(goodTillProblem({ ...gtd, timeInForce: 'DAY' })).toBeUndefined();
});

test.each(['2026-12-24 17:30', '2026-12-24 17:30:05', '2026-12-24T17:30:00Z', '2026-12-24 17:30 UTC'])(
  'a good till of %s is taken',
  (goodTill) => {
    expect(goodTillProblem({ ...form, timeInForce: 'GTD', goodTill })).toBeUndefined();
  },
);

describe('warnings', () => {
  test('a price near the market that does not cross it needs none', () => {
    expect(codes({})).toEqual([]);
  });
  test('a price far from the market is named with its distance', () => {
    expect(codes({ limitPrice: '1300' })).toEqual(['far_from_market']);
    expect(marketWarnings({ ...form, limitPrice: '1300' }, market, instrument, false)[0]?.message).toMatch(
      /9.23 % below/,
    );
  });
  test('a marketable limit is named for both sides', () => {
    expect(codes({ limitPrice: '1432.50' })).toEqual(['crosses_market']);
    expect(codes({ side: 'sell', limitPrice: '1432.00' })).toEqual(['crosses_market']);
    expect(codes({ side: 'sell', limitPrice: '1433.00' })).toEqual([]);
  });
  test('a stop beyond the market would trigger at once', () => {
    expect(codes({ orderType: 'stop', stopPrice: '1430' })).toEqual(['stop_triggers_now']);
    expect(codes({ orderType: 'stop', stopPrice: '1440' })).toEqual([]);
    expect(codes({ orderType: 'stop', side: 'sell', stopPrice: '1440' })).toEqual(['stop_triggers_now']);
  });
  test('without a market, or with an old one, the distance is not vouched for', () => {
    const none = marketWarnings(form, undefined, instrument, false);
    expect(none.map((warning) => warning.code)).toEqual(['no_market']);
    expect(codes({}, market, true)).toEqual(['stale_market']);
  });
});
