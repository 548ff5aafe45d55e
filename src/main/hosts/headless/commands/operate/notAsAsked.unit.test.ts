import { expect, test } from 'vitest';
import { notAsAsked } from './notAsAsked.ts';

test.each([
  [{ quantity: '20' }, { quantity: '20', limitPrice: '1399' }],
  [
    { quantity: '20.0', limitPrice: '1399.50' },
    { quantity: '20', limitPrice: '1399.5' },
  ],
])('%j is answered by %j', (asked, is) => {
  expect(notAsAsked(asked, is)).toBeUndefined();
});

test.each([
  [
    { quantity: '20', limitPrice: '1399' },
    { quantity: '15', limitPrice: '1399.5' },
    'quantity 20, limit 1399',
  ],
  [{ stopPrice: '1390' }, { quantity: '10', limitPrice: '1390' }, 'stop 1390'],
])('%j is not what became %j', (asked, is, wanted) => {
  expect(notAsAsked(asked, is)).toBe(`the venue gave it other terms than were asked for: not ${wanted}`);
});
