import { expect, test } from 'vitest';
import { tags, type Field } from '../codec/fixMessage.ts';
import { defaultThrottleSigns, tooFastIn } from './tooFast.ts';

const said = (msgType: string, fields: readonly Field[], signs = defaultThrottleSigns) =>
  tooFastIn({ fields: [[tags.msgType, msgType], ...fields] }, signs);
const text = (words: string): Field => [tags.text, words];
const rejected: readonly Field[] = [
  [tags.execType, '8'],
  [tags.ordStatus, '8'],
];

test.each([
  'Throttle limit exceeded',
  'Too many messages',
  'TOO MANY ORDERS in this second',
  'you are sending too fast',
  'Rate limit exceeded',
  'more than 10 per second',
])('%s is too fast, in each kind of refusal', (words) => {
  for (const msgType of ['3', 'j', '9']) expect(said(msgType, [text(words)])).toBe(words);
  expect(said('8', [...rejected, text(words)])).toBe(words);
});

test.each([
  'price has too many decimals',
  'too many open orders',
  'the rate is off the market',
  'separate account',
  'Price moved too fast, limit up',
  'Symbol halted: LULD throttle',
  '3 orders per second minimum',
  'the market moves too fast',
])('%s is not', (words) => {
  expect(said('8', [...rejected, text(words)])).toBeUndefined();
});

test('the codes of FIX 5.0 SP2 and those of the configuration count without words', () => {
  for (const reason of ['8', '9', '10']) {
    expect(said('j', [[tags.businessRejectReason, reason]])).toBe(`BusinessRejectReason ${reason}`);
  }
  expect(said('j', [[tags.businessRejectReason, '3']])).toBeUndefined();
  const own = { reasons: ['1001'], texts: ['langsamer'] };
  expect(said('j', [[tags.businessRejectReason, '1001'], text('no')], own)).toBe('no');
  expect(said('3', [text('Bitte LANGSAMER')], own)).toBe('Bitte LANGSAMER');
  expect(said('3', [text('throttle')], own)).toBeUndefined();
});

test('what is no refusal is none, whatever it says', () => {
  expect(said('8', [[tags.execType, '4'], text('canceled by the throttle')])).toBeUndefined();
  expect(said('B', [text('too fast')])).toBeUndefined();
});
