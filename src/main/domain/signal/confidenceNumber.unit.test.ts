import { expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { confidenceOf } from './confidenceNumber.ts';

test.each([
  ['0', '0'],
  ['-0', '0'],
  ['0e999999999', '0'],
  ['1', '1'],
  ['1.000', '1'],
  ['10e-1', '1'],
  ['0.5', '0.5'],
  ['5E-1', '0.5'],
  ['0.09999999999999999999999', '0.099999999'],
  ['1e-400', '0'],
  ['1e-5000000000', '0'],
])('%s is %s', (text, expected) => {
  expect(confidenceOf(text)).toBe(decimal(expected));
});

test.each(['1.0000000000000000001', '-0.1', '2', '1e1', '1e5000000000', '1e400', 'NaN', ''])(
  '%s is outside 0 to 1',
  (text) => {
    expect(confidenceOf(text)).toBeUndefined();
  },
);
