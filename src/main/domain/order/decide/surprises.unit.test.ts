import { expect, it } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { Order } from '../orderState.ts';
import { surprisesOfFill } from './surprises.ts';

const order = (change: object, terms: object = {}): Order =>
  ({
    status: 'accepted',
    clientOrderId: 'c',
    terms: { side: 'buy', ...terms },
    ...change,
  }) as unknown as Order;
const limit = (price: string, side = 'buy') => ({ side, limitPrice: decimal(price) });

it.each([
  ['a working order', order({}), []],
  ['a filled one, whose overfill is told by itself', order({ status: 'filled' }), []],
  ['a canceled one', order({ status: 'canceled' }), ['after_end']],
  ['an expired one', order({ status: 'expired' }), ['after_end']],
  ['a rejected one', order({ status: 'rejected' }), ['after_end']],
  ['a denied one', order({ status: 'denied' }), ['never_sent']],
  ['one that was only created', order({ status: 'created', clientOrderId: undefined }), ['never_sent']],
  ['a buy at its limit', order({}, limit('100')), []],
  ['a buy above its limit', order({}, limit('99.75')), ['worse_than_limit']],
  ['a sell above its limit', order({}, limit('99.75', 'sell')), []],
  ['a sell below its limit', order({}, limit('100.25', 'sell')), ['worse_than_limit']],
  [
    'a buy above its limit, after its end',
    order({ status: 'canceled' }, limit('99')),
    ['after_end', 'worse_than_limit'],
  ],
  [
    'a buy within the limit that a pending replace asks for',
    order({ status: 'pending_replace', requested: { limitPrice: decimal('100') } }, limit('99')),
    [],
  ],
])('the fill of %s', (_name, before, surprises) => {
  expect(surprisesOfFill(before, decimal('100'), {})).toEqual(surprises);
});

const floor = { priceMin: decimal('-5') };
it.each([
  ['0.25', {}, []],
  ['0', {}, ['price_not_taken']],
  ['-0.25', {}, ['price_not_taken']],
  ['-5', floor, []],
  ['-5.25', floor, ['price_not_taken']],
  ['2', { priceMin: decimal('3') }, ['price_not_taken']],
])('a fill at %s of an instrument with %o', (price, itsFloor, surprises) => {
  expect(surprisesOfFill(order({}), decimal(price), itsFloor)).toEqual(surprises);
});
