/**
 * Every limit just below it, at it and just above it, on both sides, hard and soft, for a new order and for an amend of
 * an order that is filled in part. A limit that is added does not compile without its row.
 */
import { describe, expect, test } from 'vitest';
import {
  add,
  decimal,
  subtract,
  toApproximateNumber,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { PriceSource } from '../instrument/instrument.ts';
import { sides, type OrderTerms, type Side } from '../order/orderTerms.ts';
import { sampleTerms } from '../order/testing/sampleTerms.ts';
import { groupLimits, limitKinds, limitNames, type Limit, type LimitName } from './limits.ts';
import type { ExposureSum, RiskInput } from './riskInput.ts';
import { assessRisk } from './riskRules.ts';
import { atOneVenue } from './testing/atOneVenue.ts';

type Over = Partial<Omit<RiskInput, 'terms' | 'limits' | 'atVenue'>>;

/** The order and what is known, so that the rule measures the value; `filled` of an order that is amended. */
interface Case {
  readonly change?: Partial<OrderTerms>;
  readonly over?: Over;
}
type Measures = (value: Decimal, side: Side, filled: Decimal) => Case | undefined;

const ten = decimal('10');
const hundred = decimal('100');
const tiny = decimal('0.000000001');
const one = decimal('1');
const none: ExposureSum = { gross: zero, high: zero, low: zero };
const signed = (side: Side, value: Decimal): Decimal => (side === 'buy' ? value : subtract(zero, value));
const count = toApproximateNumber;

const positioned: Measures = (value, side, filled) => ({
  over: { position: signed(side, subtract(value, subtract(ten, filled))) },
});
const worth: Measures = (value, side, filled) => ({
  change: { quantity: (value / 100n) as Decimal },
  over: { position: signed(side, filled), measured: { exposures: new Map([['desk', none]]) } },
});
const onlyNew =
  (measured: (value: number) => RiskInput['measured']): Measures =>
  (value, _side, filled) =>
    filled === zero ? { over: { measured: measured(count(value)) } } : undefined;

const aged =
  (source: PriceSource): Measures =>
  (ageMs) => ({ over: { priceOrigin: { source, ageMs: count(ageMs) } } });

/** The smallest step of what is counted, and how to come to a value. */
const rows: { readonly [Name in LimitName]: readonly [step: Decimal, limit: string, measures: Measures] } = {
  marketDataAgeMaxMs: [one, '50', aged('sim' as VenueId)],
  priceFileAgeMaxMs: [one, '50', aged('file')],
  orderQuantityMax: [tiny, '50', (quantity) => ({ change: { quantity } })],
  orderNotionalMax: [
    tiny,
    '50',
    (price) => ({ change: { quantity: one, limitPrice: price }, over: { referencePrice: price } }),
  ],
  priceCollar: [
    tiny,
    '0.05',
    (share, side) => ({ change: { limitPrice: add(hundred, signed(side, (share * 100n) as Decimal)) } }),
  ],
  positionMax: [tiny, '50', positioned],
  longPositionMax: [
    tiny,
    '50',
    (value, side, filled) => (side === 'buy' ? positioned(value, side, filled) : undefined),
  ],
  shortPositionMax: [
    tiny,
    '50',
    (value, side, filled) => (side === 'sell' ? positioned(value, side, filled) : undefined),
  ],
  openingQuantityMax: [
    tiny,
    '50',
    (value, side, filled) => ({
      change: { quantity: add(value, filled) },
      over: { position: signed(side, filled) },
    }),
  ],
  grossExposureMax: [decimal('0.0000001'), '5000', worth],
  netExposureMax: [decimal('0.0000001'), '5000', worth],
  openOrdersMax: [one, '50', (value) => ({ over: { openOrders: count(value) - 1 } })],
  dailyVolumeMax: [
    tiny,
    '50',
    (value, _side, filled) => ({
      over: { measured: { dayVolume: subtract(value, subtract(ten, filled)) } },
    }),
  ],
  dailyLossMax: [tiny, '50', (dayLoss) => ({ over: { measured: { dayLoss } } })],
  messageRatePerSecondMax: [one, '50', (value) => ({ over: { ordersLastSecond: count(value) } })],
  repeatedOrdersMax: [one, '50', onlyNew((identicalOrders) => ({ identicalOrders }))],
  repeatedExecutionsMax: [one, '50', onlyNew((strategyOrders) => ({ strategyOrders }))],
  selfCrossingMax: [
    tiny,
    '50',
    (crossable) => ({ change: { quantity: hundred }, over: { measured: { crossable } } }),
  ],
};

function rowOf(limit: Limit, side: Side, filled: Decimal, { change, over }: Case) {
  const input: Omit<RiskInput, 'atVenue'> = {
    currency: 'USD',
    referencePrice: hundred,
    notSaid: [],
    position: signed(side, filled),
    openBuyQuantity: zero,
    openSellQuantity: zero,
    openOrders: 0,
    ordersLastSecond: 1,
    measured: {},
    trading: { state: 'active', scope: 'desk', reason: '' },
    limits: groupLimits([limit]),
    ...(filled > zero && { filledQuantity: filled }),
    ...over,
    terms: { ...sampleTerms, side, quantity: ten, limitPrice: hundred, ...change },
  };
  return assessRisk(atOneVenue(input)).rules.find(({ rule }) => rule === limitKinds[limit.name].rule);
}

const places = limitNames.flatMap((name) => sides.map((side) => [name, side] as const));

describe.each([
  ['a new order', zero],
  ['an amend of an order that is filled in part', decimal('4')],
])('%s', (_what, filled) => {
  test.each(places)('passes %s up to it and not beyond, as a %s', (name, side) => {
    const [step, text, measures] = rows[name];
    const most = decimal(text);
    for (const bound of [{ hard: most }, { soft: most }, { soft: most, hard: add(most, add(step, step)) }]) {
      const limit: Limit = { name, scope: 'desk', ...bound };
      for (const [value, verdict] of [
        [subtract(most, step), 'pass'],
        [most, 'pass'],
        [add(most, step), 'deny'],
      ] as const) {
        const found = measures(value, side, filled);
        if (found === undefined) continue;
        const row = rowOf(limit, side, filled, found);
        expect({ value, verdict: row?.verdict, isSoft: row?.soft === true }).toEqual({
          value,
          verdict,
          isSoft: 'soft' in bound,
        });
      }
    }
  });
});
