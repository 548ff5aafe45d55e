import { expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import type { PositionRow } from '../../../../shared/contract/positions.ts';
import { money, moneyTone, sortPositions, venueWords } from './positionLook.ts';

const row = (change: Partial<PositionRow>): PositionRow => ({
  account: ids.account('main'),
  symbol: ids.symbol('SPX'),
  currency: 'USD',
  quantity: '0',
  venues: [],
  method: 'average',
  realized: '0',
  day: { volume: '0' },
  ...change,
});

test('money has its sign and two places, and says when it is not known', () => {
  expect(money('12345.678')).toBe('+12\u00a0345.68');
  expect(money('-0.005')).toBe('\u22120.01');
  expect(money('0')).toBe('0.00');
  expect(money(undefined)).toBe('—');
  expect(money('unknown')).toBe('unknown');
  expect([moneyTone('1'), moneyTone('-1'), moneyTone('0'), moneyTone(undefined)]).toEqual([
    'rise',
    'fall',
    'plain',
    'plain',
  ]);
});

test('the venue stands alone where all is held at one, and with its part where not', () => {
  expect(venueWords({ venues: [] })).toBe('');
  expect(venueWords({ venues: [{ venue: ids.venue('sim'), quantity: '4' }] })).toBe('sim');
  expect(
    venueWords({
      venues: [
        { venue: ids.venue('sim'), quantity: '10' },
        { venue: ids.venue('fix'), quantity: '-3' },
      ],
    }),
  ).toBe('sim +10, fix \u22123');
});

test('sorts by value and not by text, with the unknown last in both directions', () => {
  const [two, ten, loss, none] = [row({ open: '2' }), row({ open: '10' }), row({ open: '-1' }), row({})];
  expect(sortPositions([two, none, ten, loss], [{ id: 'open', desc: true }])).toEqual([ten, two, loss, none]);
  expect(sortPositions([two, none, ten, loss], [{ id: 'open', desc: false }])).toEqual([
    loss,
    two,
    ten,
    none,
  ]);
  const [a, b] = [row({ account: ids.account('a') }), row({ account: ids.account('b') })];
  expect(sortPositions([a, b], [{ id: 'account', desc: true }])).toEqual([b, a]);
});
