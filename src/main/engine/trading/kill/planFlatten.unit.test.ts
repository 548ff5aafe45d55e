import { expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import { defaultConfiguration } from '../../configuration.ts';
import type { Limit } from '../../../domain/risk/limits.ts';
import { samplePlace } from '../../../domain/trading/testing/samplePlace.ts';
import { planFlatten } from './planFlatten.ts';

const { instruments } = defaultConfiguration();
const limits: readonly Limit[] = [
  { name: 'orderQuantityMax', scope: 'desk', hard: decimal('10000') },
  { name: 'orderNotionalMax', scope: 'desk', hard: decimal('1000') },
];

test.each([
  ['40', ['25', '5']],
  ['0.01', ['30']],
  [undefined, ['30']],
])('a position is closed in orders that the limits allow, a unit worth %s', (price, quantities) => {
  for (const side of ['sell', 'buy']) {
    const position = decimal(side === 'sell' ? '30' : '-30');
    const held = { ...samplePlace, position, instrument: instruments[0] };
    const at = price === undefined ? undefined : decimal(price);
    const takes = { venue: samplePlace.venue, orderTypes: ['market'], timesInForce: ['IOC'] } as const;
    const planned = planFlatten(
      held,
      { takes, limits, prices: { referencePrice: at } },
      () => 'o' as OrderId,
    );
    const orders = planned.ok ? planned.value : [];
    expect(orders.map((order) => [order.side, order.quantity])).toEqual(
      quantities.map((quantity) => [side, quantity]),
    );
  }
});

test('one order of a lot tells that the limits let none pass', () => {
  const tight: readonly Limit[] = [{ name: 'orderNotionalMax', scope: 'desk', hard: decimal('39') }];
  const held = { ...samplePlace, position: decimal('450'), instrument: instruments[0] };
  const takes = { venue: samplePlace.venue, orderTypes: ['market'], timesInForce: ['IOC'] } as const;
  const market = { takes, limits: tight, prices: { referencePrice: decimal('40') } };
  expect(planFlatten(held, market, () => 'o' as OrderId)).toMatchObject({
    ok: true,
    value: [{ side: 'sell', quantity: '1' }],
  });
});

test('a limit counts with what it may cost', () => {
  const position = decimal('-30');
  const [instrument] = instruments;
  const held = { ...samplePlace, position, instrument };
  const takes = { venue: samplePlace.venue, orderTypes: ['limit'], timesInForce: ['DAY'] } as const;
  const market = { takes, limits, prices: { referencePrice: decimal('40') } };
  expect(planFlatten(held, market, () => 'o' as OrderId)).toMatchObject({
    ok: true,
    value: [
      { side: 'buy', quantity: '23', limitPrice: '42', timeInForce: 'DAY' },
      { side: 'buy', quantity: '7', limitPrice: '42' },
    ],
  });
});

test('a soft limit splits no order and narrows no price, since a kill switch passes it', () => {
  const held = { ...samplePlace, position: decimal('-30'), instrument: instruments[0] };
  const takes = { venue: samplePlace.venue, orderTypes: ['limit'], timesInForce: ['DAY'] } as const;
  const soft: readonly Limit[] = [
    { name: 'orderQuantityMax', scope: 'desk', soft: decimal('1'), hard: decimal('20') },
    { name: 'orderQuantityMax', scope: 'account:main', soft: decimal('2') },
    { name: 'orderNotionalMax', scope: 'desk', soft: decimal('10') },
    { name: 'priceCollar', scope: 'desk', soft: decimal('0.01'), hard: decimal('0.1') },
  ];
  const market = { takes, limits: soft, prices: { referencePrice: decimal('40') } };
  expect(planFlatten(held, market, () => 'o' as OrderId)).toMatchObject({
    ok: true,
    value: [
      { side: 'buy', quantity: '20', limitPrice: '44' },
      { side: 'buy', quantity: '10', limitPrice: '44' },
    ],
  });
});
