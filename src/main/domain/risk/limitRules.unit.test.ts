/** Each rule that compares an order with a limit: just below it, at it and just above it, on both sides. */
import { describe, expect, test } from 'vitest';
import { decimal, zero } from '../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import { sampleTerms } from '../order/testing/sampleTerms.ts';
import { groupLimits, type Limit, type LimitName } from './limits.ts';
import type { ExposureSum, RiskInput } from './riskInput.ts';
import { atOneVenue } from './testing/atOneVenue.ts';
import { assessRisk } from './riskRules.ts';

const terms: OrderTerms = { ...sampleTerms, quantity: decimal('10'), limitPrice: decimal('100') };
const base: Omit<RiskInput, 'terms' | 'limits' | 'atVenue'> = {
  currency: 'USD',
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

type Over = Partial<Omit<RiskInput, 'terms'>>;

/** The row of the one limit; undefined where the limit does not apply. */
function rowOf(limit: Limit, change: Partial<OrderTerms> = {}, over: Over = {}) {
  const { rules } = assessRisk(
    atOneVenue({ ...base, limits: groupLimits([limit]), ...over, terms: { ...terms, ...change } }),
  );
  return rules.find(({ rule }) => rule !== 'trading_state' && rule !== 'reduce_only');
}

function hard(name: LimitName, value: string, scope = 'desk'): Limit {
  return { name, scope, hard: decimal(value) };
}

const units = (text: string) => ({ quantity: decimal(text) });
const sell = { side: 'sell' as const };

type Case = readonly [string, Limit, Partial<OrderTerms>, Over, string | undefined, 'pass' | 'deny'];

const long = hard('longPositionMax', '50');
const short = hard('shortPositionMax', '20');
const held = (position: string, over: Over = {}): Over => ({ position: decimal(position), ...over });
const buying = (quantity: string): Over => ({ openBuyQuantity: decimal(quantity) });
const selling = (quantity: string): Over => ({ openSellQuantity: decimal(quantity) });

describe('a position limit for one side', () => {
  test.each<Case>([
    ['long, just below', long, units('9'), held('30', buying('10')), '49', 'pass'],
    ['long, at it', long, units('10'), held('30', buying('10')), '50', 'pass'],
    ['long, just above', long, units('10.000000001'), held('30', buying('10')), '50.000000001', 'deny'],
    [
      'long, an amend of a part-filled order',
      long,
      units('15'),
      held('45', { filledQuantity: decimal('10') }),
      '50',
      'pass',
    ],
    [
      'long, an amend beyond it',
      long,
      units('16'),
      held('45', { filledQuantity: decimal('10') }),
      '51',
      'deny',
    ],
    ['long, out of a short', long, units('10'), held('-100'), '0', 'pass'],
    ['short, just below', short, { ...sell, ...units('9') }, held('-5', selling('5')), '19', 'pass'],
    ['short, at it', short, { ...sell, ...units('10') }, held('-5', selling('5')), '20', 'pass'],
    ['short, just above', short, { ...sell, ...units('11') }, held('-5', selling('5')), '21', 'deny'],
    ['short, through zero', short, { ...sell, ...units('31') }, held('10'), '21', 'deny'],
    ['short, out of a long', short, { ...sell, ...units('10') }, held('100'), '0', 'pass'],
  ])('%s', (_name, limit, change, over, input, verdict) => {
    expect(rowOf(limit, change, over)).toMatchObject({ input, verdict });
  });

  test('says nothing to an order of the other side', () => {
    expect(rowOf(long, { ...sell, ...units('1000') })).toBeUndefined();
    expect(rowOf(short, units('1000'))).toBeUndefined();
  });
});

describe('a restricted symbol', () => {
  const closed = hard('openingQuantityMax', '0', 'symbol:SPX');
  test.each<Case>([
    ['takes no order that opens', closed, units('1'), {}, '1', 'deny'],
    ['takes an order that closes', closed, { ...sell, ...units('10') }, held('10'), '0', 'pass'],
    [
      'takes no more than is left to close',
      closed,
      { ...sell, ...units('10') },
      held('15', selling('6')),
      '1',
      'deny',
    ],
    ['takes none that turns the position', closed, { ...sell, ...units('11') }, held('10'), '1', 'deny'],
    ['takes a buy that closes a short', closed, units('10'), held('-10'), '0', 'pass'],
    ['can allow a little', hard('openingQuantityMax', '5'), units('5'), {}, '5', 'pass'],
  ])('%s', (_name, limit, change, over, input, verdict) => {
    expect(rowOf(limit, change, over)).toMatchObject({ rule: 'restricted_symbol', input, verdict });
  });
});

const noOther: ExposureSum = { gross: zero, high: zero, low: zero };
const others = (gross: string, high: string, low: string) => ({
  measured: {
    exposures: new Map([['desk', { gross: decimal(gross), high: decimal(high), low: decimal(low) }]]),
  },
});
const alone = { measured: { exposures: new Map([['desk', noOther]]) } };

describe('an exposure', () => {
  const gross = hard('grossExposureMax', '2000');
  const net = hard('netExposureMax', '2000');
  test.each<Case>([
    ['gross, just below', gross, units('19.99'), alone, '1999', 'pass'],
    ['gross, at it', gross, units('20'), alone, '2000', 'pass'],
    ['gross, just above', gross, units('20.000000001'), alone, '2000.0000001', 'deny'],
    ['gross, a sell', gross, { ...sell, ...units('21') }, alone, '2100', 'deny'],
    ['gross, other positions added', gross, units('10'), others('1000', '-1000', '-1000'), '2000', 'pass'],
    ['gross, one unit more', gross, units('11'), others('1000', '-1000', '-1000'), '2100', 'deny'],
    [
      'gross, open orders at their worst',
      gross,
      units('10'),
      { ...alone, ...held('5'), ...buying('6') },
      '2100',
      'deny',
    ],
    [
      'gross, the other side is open',
      gross,
      { ...sell, ...units('10') },
      { ...alone, ...buying('20') },
      '2000',
      'pass',
    ],
    ['net, others short', net, units('30'), others('1000', '-1000', '-1000'), '2000', 'pass'],
    ['net, one unit more', net, units('31'), others('1000', '-1000', '-1000'), '2100', 'deny'],
    [
      'net, others long, a sell',
      net,
      { ...sell, ...units('30') },
      others('1000', '1000', '1000'),
      '2000',
      'pass',
    ],
    [
      'net, a sell one unit more',
      net,
      { ...sell, ...units('31') },
      others('1000', '1000', '1000'),
      '2100',
      'deny',
    ],
  ])('%s', (_name, limit, change, over, input, verdict) => {
    expect(rowOf(limit, change, over)).toMatchObject({ input, verdict, unit: 'USD' });
  });

  test('beyond its limit lets through what makes it no larger', () => {
    const over = { ...others('5000', '5000', '5000'), ...held('50') };
    expect(rowOf(gross, { ...sell, ...units('50') }, over)).toMatchObject({
      verdict: 'pass',
      input: '10000',
    });
    expect(rowOf(gross, { ...sell, ...units('101') }, over)).toMatchObject({ verdict: 'deny' });
    expect(rowOf(gross, units('1'), over)).toMatchObject({ verdict: 'deny' });
  });

  test('beyond its limit lets nothing through that opens as much on the other side', () => {
    const long = { ...alone, ...held('50') };
    const short = { ...alone, ...held('-50') };
    for (const limit of [gross, net]) {
      expect(rowOf(limit, { ...sell, ...units('50') }, long)).toMatchObject({ verdict: 'pass' });
      expect(rowOf(limit, { ...sell, ...units('70') }, long)).toMatchObject({ verdict: 'pass' });
      expect(rowOf(limit, { ...sell, ...units('71') }, long)).toMatchObject({
        verdict: 'deny',
        input: '2100',
      });
      expect(rowOf(limit, { ...sell, ...units('90') }, long)).toMatchObject({
        verdict: 'deny',
        input: '4000',
      });
      expect(rowOf(limit, units('70'), short)).toMatchObject({ verdict: 'pass' });
      expect(rowOf(limit, units('90'), short)).toMatchObject({ verdict: 'deny', input: '4000' });
      // Two sells that close the same units open some together.
      const selling50 = { ...long, ...selling('50') };
      expect(rowOf(limit, { ...sell, ...units('21') }, selling50)).toMatchObject({ verdict: 'deny' });
    }
  });

  test('that can not be valued denies', () => {
    const unpriced = { measured: { exposures: new Map([['desk', undefined]]) } };
    expect(rowOf(gross, {}, unpriced)).toMatchObject({ verdict: 'deny', input: 'none' });
    expect(rowOf(net, {}, { ...alone, referencePrice: undefined })).toMatchObject({ verdict: 'deny' });
    expect(rowOf(net, {}, {})).toMatchObject({ verdict: 'deny' });
  });
});

describe('a count', () => {
  const volume = hard('dailyVolumeMax', '100');
  const loss = hard('dailyLossMax', '500');
  const rate = hard('messageRatePerSecondMax', '10');
  const venueRate = hard('messageRatePerSecondMax', '10', 'venue:sim');
  const day = (dayVolume: string, over: Over = {}): Over => ({
    measured: { dayVolume: decimal(dayVolume) },
    ...over,
  });
  const lost = (dayLoss: string, over: Over = {}): Over => ({
    measured: { dayLoss: decimal(dayLoss) },
    ...over,
  });
  test.each<Case>([
    ['of open orders, at it', hard('openOrdersMax', '3'), {}, { openOrders: 2 }, '3', 'pass'],
    ['of open orders, above it', hard('openOrdersMax', '3'), {}, { openOrders: 3 }, '4', 'deny'],
    ['of the day, at it', volume, {}, day('70', { ...buying('15'), ...selling('5') }), '100', 'pass'],
    ['of the day, above it', volume, {}, day('71', { ...buying('15'), ...selling('5') }), '101', 'deny'],
    ['of the day, a sell', volume, sell, day('91'), '101', 'deny'],
    [
      'of the day, an amend of a part-filled order',
      volume,
      units('20'),
      day('90', { filledQuantity: decimal('10') }),
      '100',
      'pass',
    ],
    ['of a loss, at it', loss, {}, lost('500'), '500', 'pass'],
    ['of a loss, above it', loss, {}, lost('500.01'), '500.01', 'deny'],
    ['of a loss, a profit', loss, {}, lost('-10'), '0', 'pass'],
    ['of messages of the account', rate, {}, { ordersLastSecond: 11 }, '11', 'deny'],
    [
      'of messages of the venue, at it',
      venueRate,
      {},
      { measured: { venueOrdersLastSecond: 10 }, ordersLastSecond: 99 },
      '10',
      'pass',
    ],
    [
      'of messages of the venue, above it',
      venueRate,
      {},
      { measured: { venueOrdersLastSecond: 11 } },
      '11',
      'deny',
    ],
    [
      'of identical orders, at it',
      hard('repeatedOrdersMax', '2'),
      {},
      { measured: { identicalOrders: 2 } },
      '2',
      'pass',
    ],
    [
      'of identical orders, above it',
      hard('repeatedOrdersMax', '2'),
      {},
      { measured: { identicalOrders: 3 } },
      '3',
      'deny',
    ],
    [
      'of orders of a strategy, at it',
      hard('repeatedExecutionsMax', '9'),
      {},
      { measured: { strategyOrders: 9 } },
      '9',
      'pass',
    ],
    [
      'of orders of a strategy, above it',
      hard('repeatedExecutionsMax', '9'),
      {},
      { measured: { strategyOrders: 10 } },
      '10',
      'deny',
    ],
    [
      'of own orders that it would meet',
      hard('selfCrossingMax', '0'),
      {},
      { measured: { crossable: zero } },
      '0',
      'pass',
    ],
    [
      'of own orders, one',
      hard('selfCrossingMax', '0'),
      {},
      { measured: { crossable: decimal('1') } },
      '1',
      'deny',
    ],
    [
      'of own orders, no more than its own',
      hard('selfCrossingMax', '0'),
      sell,
      { measured: { crossable: decimal('90') } },
      '10',
      'deny',
    ],
  ])('%s', (_name, limit, change, over, input, verdict) => {
    expect(rowOf(limit, change, over)).toMatchObject({ input, verdict });
  });

  test('that is not known denies', () => {
    for (const limit of [volume, loss, venueRate, hard('selfCrossingMax', '0')]) {
      expect(rowOf(limit)).toMatchObject({ verdict: 'deny', input: 'none' });
    }
  });

  test('holds back no order of a kill switch, and a loss none that closes', () => {
    const close = { ...sell, killId: 'k' };
    const much = {
      measured: {
        dayVolume: decimal('1000'),
        crossable: decimal('9'),
        identicalOrders: 9,
        strategyOrders: 99,
      },
    };
    for (const name of [
      'openOrdersMax',
      'dailyVolumeMax',
      'repeatedOrdersMax',
      'repeatedExecutionsMax',
      'selfCrossingMax',
    ] as const) {
      expect(rowOf(hard(name, '1'), close, { ...much, openOrders: 9, ...held('10') })).toBeUndefined();
    }
    expect(rowOf(loss, sell, lost('900', held('10')))).toBeUndefined();
    expect(rowOf(loss, { ...sell, ...units('11') }, lost('900', held('10')))).toMatchObject({
      verdict: 'deny',
    });
  });

  test('of repetitions takes no offence at an amend', () => {
    const amend = { measured: { identicalOrders: 9, strategyOrders: 9 }, filledQuantity: zero };
    expect(rowOf(hard('repeatedOrdersMax', '1'), {}, amend)).toBeUndefined();
    expect(rowOf(hard('repeatedExecutionsMax', '1'), {}, amend)).toBeUndefined();
  });
});

describe('a limit of a narrower scope', () => {
  test('is named in its row and in its refusal', () => {
    const limit = hard('orderQuantityMax', '5', 'account:main');
    expect(rowOf(limit)).toMatchObject({
      scope: 'account:main',
      message: 'order quantity 10 is above the limit 5 of account:main',
    });
    expect(rowOf(hard('orderQuantityMax', '5'))).not.toHaveProperty('scope');
  });

  test('holds besides the one of the desk', () => {
    const limits = groupLimits([hard('orderQuantityMax', '50'), hard('orderQuantityMax', '5', 'symbol:SPX')]);
    const { rules } = assessRisk(atOneVenue({ ...base, limits, terms }));
    expect(rules).toMatchObject([
      { rule: 'trading_state' },
      { rule: 'max_order_quantity', verdict: 'deny', limit: '5', scope: 'symbol:SPX' },
    ]);
  });

  test('stands alone on record where it is the strictest, with the number of limits', () => {
    const limits = groupLimits([
      hard('orderQuantityMax', '50'),
      hard('orderQuantityMax', '20', 'symbol:SPX'),
    ]);
    const { rules } = assessRisk(atOneVenue({ ...base, limits, terms }));
    expect(rules.slice(1)).toMatchObject([
      { rule: 'max_order_quantity', verdict: 'pass', limit: '20', scope: 'symbol:SPX', strictestOf: 2 },
    ]);
  });

  test('of repeated executions counts what a person sends by hand only where it names the strategy', () => {
    const limits = ['desk', `strategy:${terms.strategy}`].map((scope) =>
      hard('repeatedExecutionsMax', '1', scope),
    );
    const measured = { strategyOrders: 2, isByHand: true };
    const { rules } = assessRisk(atOneVenue({ ...base, limits: groupLimits(limits), measured, terms }));
    expect(rules.slice(1)).toMatchObject([{ verdict: 'deny', scope: `strategy:${terms.strategy}` }]);
  });
});

describe('a soft limit', () => {
  const both: Limit = { name: 'orderQuantityMax', scope: 'desk', soft: decimal('8'), hard: decimal('10') };
  test.each([
    ['8', { verdict: 'pass', limit: '8', headroom: '0', soft: true }],
    [
      '8.5',
      {
        verdict: 'deny',
        limit: '8',
        headroom: '-0.5',
        soft: true,
        message: 'order quantity 8.5 is above the soft limit 8',
      },
    ],
    ['10', { verdict: 'deny', limit: '8', soft: true }],
    [
      '10.5',
      {
        verdict: 'deny',
        limit: '10',
        headroom: '-0.5',
        message: 'order quantity 10.5 is above the limit 10',
      },
    ],
  ])('below a hard one: %s', (quantity, expected) => {
    const row = rowOf(both, units(quantity));
    expect(row).toMatchObject(expected);
    expect(row?.soft).toBe('soft' in expected ? true : undefined);
  });

  test('may stand alone', () => {
    const alone: Limit = { name: 'priceCollar', scope: 'desk', soft: decimal('0.01') };
    expect(rowOf(alone, { limitPrice: decimal('101') })).toMatchObject({
      verdict: 'pass',
      soft: true,
      limit: '1',
    });
    expect(rowOf(alone, { limitPrice: decimal('101.01') })).toMatchObject({
      verdict: 'deny',
      soft: true,
      message: 'price 101.01 is 1.01 % above the reference 100, the soft collar allows 1 %',
    });
  });
});
