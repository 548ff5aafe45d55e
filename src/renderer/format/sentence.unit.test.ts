import { expect, test } from 'vitest';
import { sentence, spoken } from './sentence.ts';

test.each([
  [
    'order notional 142523574.75 is above the limit 25000000',
    'order notional 142 523 574.75 is above the limit 25 000 000',
  ],
  [
    'price 1425.25 is 2.9947252 % below the reference 1469.25',
    'price 1425.25 is 2.99 % below the reference 1469.25',
  ],
  ['limitPrice -5 is not positive', 'limit price -5 is not positive'],
  ['goodTill is not an instant', 'good till is not an instant'],
  [
    'the signal expired at 2026-11-23T09:31:07.412345Z',
    'the signal expired at 2026-11-23 09:31:07.412345 UTC',
  ],
  ['goodTill 2026-11-23T09:30:00.000000Z has passed', 'good till 2026-11-23 09:30 UTC has passed'],
  [
    'order 01a222929b877424 of 2026 is none of 12345678-O1',
    'order 01a222929b877424 of 2026 is none of 12345678-O1',
  ],
])('%s', (message, words) => {
  expect(spoken(message).replaceAll('\u00a0', ' ')).toBe(words);
});

test('a sentence ends once', () => {
  expect(sentence('the desk is halted')).toBe('The desk is halted.');
  expect(sentence('Ask the venue.')).toBe('Ask the venue.');
});
