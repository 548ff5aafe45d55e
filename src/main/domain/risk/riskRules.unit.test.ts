import { describe, expect, test } from 'vitest';
import { decimal, zero } from '../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  OrderId,
  SignalId,
  StrategyId,
  Ticker,
  VenueId,
} from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import { groupLimits, type Limit, type LimitName } from './limits.ts';
import type { RiskInput } from './riskInput.ts';
import { atOneVenue } from './testing/atOneVenue.ts';
import { assessRisk } from './riskRules.ts';

const terms: OrderTerms = {
  orderId: 'o' as OrderId,
  signalId: 's' as SignalId,
  account: 'main' as AccountId,
  strategy: 'manual' as StrategyId,
  venue: 'sim' as VenueId,
  symbol: 'SPX' as Ticker,
  side: 'buy',
  quantity: decimal('10'),
  orderType: 'limit',
  limitPrice: decimal('100'),
  timeInForce: 'DAY',
  reduceOnly: false,
};

function hard(name: LimitName, value: string, scope = 'desk'): Limit {
  return { name, scope, hard: decimal(value) };
}

const alone: Omit<RiskInput, 'atVenue'> = {
  terms,
  currency: 'USD',
  limits: groupLimits([
    hard('orderQuantityMax', '50'),
    hard('orderNotionalMax', '2000'),
    hard('priceCollar', '0.05'),
    hard('positionMax', '100'),
    hard('messageRatePerSecondMax', '10'),
  ]),
  referencePrice: decimal('100'),
  notSaid: [],
  position: zero,
  openBuyQuantity: zero,
  openSellQuantity: zero,
  openOrders: 0,
  ordersLastSecond: 1,
  measured: {},
  trading: { state: 'active', scope: 'desk', reason: '' },
};
const inputOf = (over: Partial<RiskInput> = {}): RiskInput => atOneVenue({ ...alone, ...over });
const input = inputOf();

/** Names of the rules that deny. */
function denied(change: Partial<OrderTerms>, over: Partial<RiskInput> = {}): string[] {
  return deniedOf({ ...terms, ...change }, over);
}

function deniedOf(whole: OrderTerms, over: Partial<RiskInput> = {}): string[] {
  const { rules } = assessRisk(inputOf({ ...over, terms: whole }));
  return rules.filter((rule) => rule.verdict === 'deny').map((rule) => rule.rule);
}

const { limitPrice: _limit, ...withoutLimit } = terms;
const market: OrderTerms = { ...withoutLimit, orderType: 'market' };

describe('the risk rules', () => {
  test('keep, for each rule, the input, the limit and the headroom', () => {
    expect(assessRisk(input)).toEqual({
      level: 'medium',
      rules: [
        { rule: 'trading_state', verdict: 'pass', input: 'active', limit: 'active' },
        {
          rule: 'max_order_quantity',
          verdict: 'pass',
          input: '10',
          limit: '50',
          headroom: '40',
          use: 0.2,
          unit: 'units',
        },
        {
          rule: 'max_order_notional',
          verdict: 'pass',
          input: '1000',
          limit: '2000',
          headroom: '1000',
          use: 0.5,
          unit: 'USD',
        },
        { rule: 'price_collar', verdict: 'pass', input: '0', limit: '5', headroom: '5', use: 0, unit: '%' },
        {
          rule: 'position_limit',
          verdict: 'pass',
          input: '10',
          limit: '100',
          headroom: '90',
          use: 0.1,
          unit: 'units',
        },
        {
          rule: 'message_rate',
          verdict: 'pass',
          input: '1',
          limit: '10',
          headroom: '9',
          use: 0.1,
          unit: 'orders/s',
        },
      ],
    });
  });

  test.each([
    ['at the quantity limit', { quantity: decimal('50'), limitPrice: decimal('40') }, []],
    [
      'above the quantity limit',
      { quantity: decimal('51'), limitPrice: decimal('39') },
      ['max_order_quantity'],
    ],
    ['above the notional limit', { quantity: decimal('20.01') }, ['max_order_notional']],
    ['a buy at the collar', { limitPrice: decimal('105') }, []],
    ['a buy above the collar', { limitPrice: decimal('105.25') }, ['price_collar']],
    ['a buy far below the market', { limitPrice: decimal('1') }, []],
    ['a sell below the collar', { side: 'sell' as const, limitPrice: decimal('94.75') }, ['price_collar']],
    ['a sell far above the market', { side: 'sell' as const, limitPrice: decimal('190') }, []],
  ])('decide on %s', (_name, change, expected) => {
    expect(denied(change)).toEqual(expected);
  });

  test('say how far a price is from the reference', () => {
    const { rules } = assessRisk(inputOf({ terms: { ...terms, limitPrice: decimal('110') } }));
    expect(rules.find((rule) => rule.rule === 'price_collar')?.message).toBe(
      'price 110 is 10 % above the reference 100, the collar allows 5 %',
    );
  });

  test('deny what they cannot measure for want of a reference price', () => {
    const { rules } = assessRisk(inputOf({ terms: market, referencePrice: undefined }));
    expect(rules.filter((rule) => rule.verdict === 'deny').map((rule) => rule.rule)).toEqual([
      'max_order_notional',
      'price_collar',
    ]);
  });

  test('take the limit of a stop_limit for a distance from its trigger, and a trigger for none', () => {
    const stopLimit = (side: 'buy' | 'sell', stop: string, limit: string): Partial<OrderTerms> => ({
      side,
      orderType: 'stop_limit',
      stopPrice: decimal(stop),
      limitPrice: decimal(limit),
    });
    // The market is at 100: a limit 5 % beyond the trigger is as far as the collar goes.
    expect(denied(stopLimit('buy', '120', '126'))).toEqual([]);
    expect(denied(stopLimit('buy', '120', '126.01'))).toEqual(['price_collar']);
    expect(denied(stopLimit('sell', '80', '76'))).toEqual([]);
    expect(denied(stopLimit('sell', '80', '75.99'))).toEqual(['price_collar']);
    // A trigger that the market has passed already: the limit works at once, at the market.
    expect(denied(stopLimit('buy', '50', '105'))).toEqual([]);
    expect(denied(stopLimit('buy', '50', '105.01'))).toEqual(['price_collar']);
    expect(denied(stopLimit('sell', '150', '95'))).toEqual([]);
    expect(denied(stopLimit('sell', '150', '94.99'))).toEqual(['price_collar']);
    const { rules } = assessRisk(inputOf({ terms: { ...terms, ...stopLimit('buy', '120', '132') } }));
    expect(rules.find(({ rule }) => rule === 'price_collar')?.message).toBe(
      'price 132 is 10 % above the trigger 120, the collar allows 5 %',
    );
  });

  test.each(['1', '99', '101', '190'])('take no offence at a plain stop at %s', (level) => {
    for (const side of ['buy', 'sell'] as const) {
      const stop: OrderTerms = { ...withoutLimit, side, orderType: 'stop', stopPrice: decimal(level) };
      expect(deniedOf(stop)).toEqual([]);
    }
  });

  test.each<[string, string, Partial<OrderTerms>, string]>([
    ['a buy limit', '100', { limitPrice: decimal('90') }, '90'],
    ['a buy limit through the market', '100', { limitPrice: decimal('104') }, '104'],
    ['a sell limit', '100', { side: 'sell', limitPrice: decimal('110') }, '110'],
    ['a sell limit through the market', '100', { side: 'sell', limitPrice: decimal('96') }, '100'],
    ['a sell limit far through the market', '100', { side: 'sell', limitPrice: decimal('0.01') }, '100'],
    ['a buy limit below zero', '-37', { limitPrice: decimal('-40') }, '40'],
    ['a buy limit through a market below zero', '-37', { limitPrice: decimal('-36') }, '37'],
    ['a buy limit above zero, the market below', '-37', { limitPrice: decimal('1') }, '37'],
    ['a sell limit through a market below zero', '-37', { side: 'sell', limitPrice: decimal('-38') }, '38'],
    ['a sell limit above a market below zero', '-37', { side: 'sell', limitPrice: decimal('-1') }, '1'],
  ])('value %s with the market at %s by the worst price', (_name, reference, change, expected) => {
    const referencePrice = decimal(reference);
    const one = { ...terms, quantity: decimal('1'), ...change };
    const { rules } = assessRisk(inputOf({ referencePrice, terms: one }));
    expect(rules.find(({ rule }) => rule === 'max_order_notional')?.input).toBe(expected);
  });

  test.each<[string, string, Partial<OrderTerms>, string]>([
    ['a market order below zero', '-37', { orderType: 'market' }, '37'],
    ['a buy stop', '100', { orderType: 'stop', stopPrice: decimal('130') }, '130'],
    ['a sell stop', '100', { side: 'sell', orderType: 'stop', stopPrice: decimal('70') }, '70'],
    ['a buy stop that fires at once', '100', { orderType: 'stop', stopPrice: decimal('70') }, '100'],
    [
      'a sell stop that fires at once',
      '100',
      { side: 'sell', orderType: 'stop', stopPrice: decimal('130') },
      '100',
    ],
    [
      'a sell stop_limit',
      '100',
      { side: 'sell', orderType: 'stop_limit', stopPrice: decimal('70'), limitPrice: decimal('60') },
      '70',
    ],
  ])('value %s with the market at %s where it will trade', (_name, reference, change, expected) => {
    const referencePrice = decimal(reference);
    const one = { ...withoutLimit, quantity: decimal('1'), ...change } as OrderTerms;
    const { rules } = assessRisk(inputOf({ referencePrice, terms: one }));
    expect(rules.find(({ rule }) => rule === 'max_order_notional')?.input).toBe(expected);
  });

  test('hold caps at prices of zero and below as at those above', () => {
    const below = { referencePrice: decimal('-100') };
    expect(denied({ quantity: decimal('21'), limitPrice: decimal('-100') }, below)).toEqual([
      'max_order_notional',
    ]);
    expect(denied({ limitPrice: decimal('-95') }, below)).toEqual([]);
    expect(denied({ limitPrice: decimal('-94.99') }, below)).toEqual(['price_collar']);
    expect(denied({ side: 'sell', limitPrice: decimal('-105') }, below)).toEqual([]);
    expect(denied({ side: 'sell', limitPrice: decimal('-105.01') }, below)).toEqual(['price_collar']);
    const at = { referencePrice: zero };
    expect(denied({ limitPrice: decimal('-1') }, at)).toEqual([]);
    expect(denied({ limitPrice: zero }, at)).toEqual([]);
    expect(denied({ limitPrice: decimal('0.01') }, at)).toEqual(['price_collar']);
    expect(denied({ side: 'sell', limitPrice: decimal('-0.01') }, at)).toEqual(['price_collar']);
    expect(deniedOf(market, at)).toEqual([]);
  });

  test.each<[string, string, string, Partial<OrderTerms>, string]>([
    ['a market buy', '0', '2.75', { side: 'buy' }, '2.75'],
    ['a market sell', '0', '-2.75', { side: 'sell' }, '2.75'],
    ['a market buy', '-3', '0', { side: 'buy' }, '3'],
    ['a market buy', '0', '0', { side: 'buy' }, '0.25'],
    ['a buy limit', '0', '1', { limitPrice: zero }, '0.25'],
    ['a buy limit through the offer', '10', '8', { limitPrice: decimal('9') }, '9'],
    ['a buy limit below the offer', '100', '100.25', { limitPrice: decimal('100') }, '100'],
    ['a sell limit through the bid', '100', '110', { side: 'sell', limitPrice: decimal('105') }, '110'],
    ['a buy stop that waits', '0', '9', { orderType: 'stop', stopPrice: decimal('2') }, '2'],
    ['a buy stop that waits', '-1', '9', { orderType: 'stop', stopPrice: zero }, '0.25'],
  ])(
    'value %s with the reference at %s and the touch at %s by the worse, and by a tick at least',
    (_name, reference, touch, change, expected) => {
      const one = { ...withoutLimit, quantity: decimal('1'), ...change } as OrderTerms;
      const at = {
        referencePrice: decimal(reference),
        touchPrice: decimal(touch),
        tickSize: decimal('0.25'),
      };
      const { rules } = assessRisk(inputOf({ ...at, terms: one }));
      expect(rules.find(({ rule }) => rule === 'max_order_notional')?.input).toBe(expected);
    },
  );

  test('hold the position limit for the absolute value, also through zero', () => {
    const [long, short] = [{ position: decimal('60') }, { position: decimal('-60') }];
    expect(
      denied({ side: 'sell', quantity: decimal('50') }, { ...long, openSellQuantity: decimal('111') }),
    ).toEqual(['max_order_notional', 'position_limit']);
    const cheap = { limitPrice: decimal('1') };
    expect(
      denied({ ...cheap, quantity: decimal('50') }, { ...short, openBuyQuantity: decimal('110') }),
    ).toEqual([]);
    expect(
      denied({ ...cheap, quantity: decimal('50') }, { ...short, openBuyQuantity: decimal('111') }),
    ).toEqual(['position_limit']);
  });

  test('keep every digit of sizes and prices at the ends of their ranges', () => {
    const huge = {
      quantity: decimal('999999999999999.999999999'),
      limitPrice: decimal('999999999999999.999999999'),
    };
    const { rules } = assessRisk(inputOf({ terms: { ...terms, ...huge } }));
    const notional = rules.find(({ rule }) => rule === 'max_order_notional');
    expect(notional).toMatchObject({ verdict: 'deny', input: '999999999999999999999998000000' });
    expect(denied({ quantity: decimal('0.000000001'), limitPrice: decimal('0.000000001') })).toEqual([]);
  });

  test('judge an order that is to be amended by what it may still be filled for, its size by all of it', () => {
    const filledQuantity = decimal('8');
    const grown = { quantity: decimal('20') };
    const full = { position: decimal('88'), filledQuantity };
    expect(denied(grown, full)).toEqual([]);
    expect(denied(grown, { ...full, position: decimal('89') })).toEqual(['position_limit']);
    const large = { quantity: decimal('51'), limitPrice: decimal('30') };
    expect(denied(large, { filledQuantity: decimal('40') })).toEqual(['max_order_quantity']);
    const close = { side: 'sell' as const, reduceOnly: true };
    expect(
      denied({ ...close, quantity: decimal('18') }, { position: decimal('10'), filledQuantity }),
    ).toEqual([]);
    expect(
      denied({ ...close, quantity: decimal('19') }, { position: decimal('10'), filledQuantity }),
    ).toEqual(['reduce_only']);
  });

  test('count every open order on the side as filled for the position', () => {
    const open = { openBuyQuantity: decimal('60') };
    expect(denied({ quantity: decimal('20') }, { position: decimal('20'), ...open })).toEqual([]);
    expect(denied({ quantity: decimal('20') }, { position: decimal('21'), ...open })).toEqual([
      'position_limit',
    ]);
    expect(denied({ quantity: decimal('20'), side: 'sell' }, { position: decimal('21'), ...open })).toEqual(
      [],
    );
  });

  test('never hold back an order that brings the position towards zero', () => {
    expect(denied({ quantity: decimal('20'), side: 'sell' }, { position: decimal('500') })).toEqual([]);
    expect(denied({ quantity: decimal('20'), side: 'buy' }, { position: decimal('-500') })).toEqual([]);
    expect(denied({ quantity: decimal('20'), side: 'sell' }, { position: decimal('-90') })).toEqual([
      'position_limit',
    ]);
    expect(denied({ quantity: decimal('20'), side: 'buy' }, { position: decimal('90') })).toEqual([
      'position_limit',
    ]);
  });

  test('bound the orders of an account in a second', () => {
    expect(denied({}, { ordersLastSecond: 10 })).toEqual([]);
    expect(denied({}, { ordersLastSecond: 11 })).toEqual(['message_rate']);
  });

  test('hold a reduce-only order to what is left to close', () => {
    const sell = { side: 'sell' as const, reduceOnly: true };
    expect(denied({ ...sell, quantity: decimal('10') }, { position: decimal('10') })).toEqual([]);
    expect(denied({ ...sell, quantity: decimal('11') }, { position: decimal('10') })).toEqual([
      'reduce_only',
    ]);
    expect(denied(sell, { position: decimal('15'), openSellQuantity: decimal('6') })).toEqual([
      'reduce_only',
    ]);
    expect(denied(sell, { position: decimal('-10') })).toEqual(['reduce_only']);
    expect(denied({ reduceOnly: true }, { position: decimal('-10') })).toEqual([]);
    expect(denied({ reduceOnly: true })).toEqual(['reduce_only']);
  });

  test('let nothing pass while halted, and name the scope and why', () => {
    const trading = { state: 'halted' as const, scope: 'venue:sim', reason: 'prices look wrong' };
    const { rules } = assessRisk(inputOf({ trading }));
    expect(rules[0]).toEqual({
      rule: 'trading_state',
      verdict: 'deny',
      input: 'halted',
      limit: 'active',
      message: 'venue:sim is halted: prices look wrong',
    });
    const closing = { side: 'sell' as const, reduceOnly: true };
    expect(denied(closing, { trading, position: decimal('10') })).toEqual(['trading_state']);
  });

  test('let only what reduces a position pass while reducing, open orders counted', () => {
    const trading = { state: 'reducing' as const, scope: 'desk', reason: 'late' };
    const long = { trading, position: decimal('15') };
    const sell = { side: 'sell' as const };
    expect(denied(sell, long)).toEqual([]);
    expect(denied(sell, { ...long, openSellQuantity: decimal('5') })).toEqual([]);
    expect(denied(sell, { ...long, openSellQuantity: decimal('6') })).toEqual(['trading_state']);
    expect(denied({}, long)).toEqual(['trading_state']);
    expect(denied({}, { trading, position: decimal('-10') })).toEqual([]);
    expect(denied({}, { trading })).toEqual(['trading_state']);
    const { rules } = assessRisk(inputOf({ ...long, terms: { ...terms, quantity: decimal('20'), ...sell } }));
    expect(rules[0]).toMatchObject({
      input: '20',
      limit: '15',
      message:
        'desk takes only orders that reduce a position (late): a sell of 20 goes beyond the 15 that are left to close',
    });
  });

  test('let a kill switch close what is held while halted, and no more', () => {
    const trading = { state: 'halted' as const, scope: 'desk', reason: 'test' };
    const close = { side: 'sell' as const, reduceOnly: true, killId: 'k' };
    const long = { trading, position: decimal('10'), openSellQuantity: decimal('10') };
    expect(denied(close, long)).toEqual([]);
    expect(denied({ ...close, quantity: decimal('11') }, long)).toEqual(['trading_state', 'reduce_only']);
    expect(denied({ ...close, side: 'buy' }, long)).toEqual(['trading_state', 'reduce_only']);
  });
});

describe('the age of the price', () => {
  const limits = groupLimits([hard('marketDataAgeMaxMs', '1000'), hard('priceFileAgeMaxMs', '5000')]);
  const sim = 'sim' as VenueId;
  const ruleOf = (over: Partial<RiskInput>) =>
    assessRisk({ ...input, limits, ...over }).rules.find(({ rule }) => rule.endsWith('_age'));

  test.each([
    [999, 'pass', '1'],
    [1_000, 'pass', '0'],
    [1_001, 'deny', '-1'],
  ])('of %i ms: %s', (ageMs, verdict, headroom) => {
    expect(ruleOf({ priceOrigin: { source: sim, ageMs } })).toMatchObject({
      rule: 'market_data_age',
      verdict,
      headroom,
      limit: '1000',
    });
  });

  test('names the source and both ages where it denies', () => {
    expect(ruleOf({ priceOrigin: { source: 'file', ageMs: 7_200_000 } })?.message).toBe(
      'the price is too old: price file, 2 h old; the limit allows 5.0 s',
    );
  });

  test('has a limit of its own for the price file', () => {
    const rule = 'price_file_age';
    expect(ruleOf({ priceOrigin: { source: 'file', ageMs: 5_000 } })).toMatchObject({
      rule,
      verdict: 'pass',
    });
    expect(ruleOf({ priceOrigin: { source: 'file', ageMs: 5_001 } })).toMatchObject({
      rule,
      verdict: 'deny',
    });
    expect(ruleOf({ priceOrigin: { source: sim, ageMs: 5_000 } })?.verdict).toBe('deny');
  });

  test('is none for a fixed price, which the rule says', () => {
    expect(ruleOf({ priceOrigin: { source: 'fixed' } })).toMatchObject({
      verdict: 'pass',
      input: 'fixed',
      limit: '1000',
    });
  });

  test('does not hold back an order of a kill switch, and is not judged without a limit', () => {
    const priceOrigin = { source: sim, ageMs: 9_000 };
    expect(ruleOf({ priceOrigin, terms: { ...terms, killId: 'k' } })).toBeUndefined();
    expect(ruleOf({ priceOrigin, limits: input.limits })).toBeUndefined();
  });

  test('denies where no price is known, so that none is not taken for a new one', () => {
    expect(ruleOf({ referencePrice: undefined })).toMatchObject({ verdict: 'deny', input: 'none' });
  });

  test('names the scope and the soft limit that it is beyond', () => {
    const soft: Limit = { name: 'marketDataAgeMaxMs', scope: 'symbol:SPX', soft: decimal('500') };
    const row = ruleOf({ limits: groupLimits([soft]), priceOrigin: { source: sim, ageMs: 501 } });
    expect(row).toMatchObject({ verdict: 'deny', soft: true, scope: 'symbol:SPX' });
    expect(row?.message).toBe(
      'the price is too old: sim, 501 ms old; the soft limit of symbol:SPX allows 500 ms',
    );
  });
});

test('the decision keeps the price by which it judged, with source and age', () => {
  const priceOrigin = { source: 'sim' as VenueId, ageMs: 120 };
  expect(assessRisk({ ...input, priceOrigin }).reference).toEqual({
    price: '100',
    source: 'sim',
    ageMs: 120,
  });
  expect(assessRisk({ ...input, priceOrigin, referencePrice: undefined }).reference).toBeUndefined();
});

test('a collar that denies by a price of another source says which', () => {
  const message = (priceOrigin: RiskInput['priceOrigin']) =>
    assessRisk({ ...input, priceOrigin, terms: { ...terms, limitPrice: decimal('110') } }).rules.find(
      ({ rule }) => rule === 'price_collar',
    )?.message;
  expect(message({ source: 'fixed' })).toContain('above the reference 100 (fixed price), the collar');
  expect(message({ source: 'exec' as VenueId, ageMs: 2_000 })).toContain('(exec, 2.0 s old)');
  expect(message({ source: 'sim' as VenueId, ageMs: 2_000 })).toContain(
    'above the reference 100, the collar',
  );
});
