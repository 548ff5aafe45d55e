import { expect, test } from 'vitest';
import { eventQuerySchema, eventViewSchema } from './events.ts';

const filled = {
  position: 9,
  streamId: 'order-o1',
  version: 3,
  eventId: 'e9',
  type: 'OrderFilled',
  schemaVersion: 1,
  data: {
    evidence: 'venue',
    executionId: 'x1',
    lastQuantity: '0.00000100',
    lastPrice: '1432.250',
    cumulativeQuantity: '0.00000100',
    venueTime: '2026-11-23T09:31:05.877004Z',
  },
  correlationId: 'o1',
  causationId: 'e8',
  actor: 'venue:sim',
  time: '2026-11-23T09:31:05.877004Z',
};

test('an event crosses with decimals and times as they are stored', () => {
  expect(eventViewSchema.parse(filled)).toEqual(filled);
});

test('an event that stands in the place of another one crosses as it is', () => {
  const data = { storedType: 'OrderExploded', why: 'is of no type known here', excerpt: '{}' };
  const inPlace = { ...filled, type: 'EventNotUnderstood', data };
  expect(eventViewSchema.parse(inPlace)).toEqual(inPlace);
});

test.each<[string, Partial<Record<keyof typeof filled, unknown>>, RegExp]>([
  [
    'a type that nobody knows',
    { type: 'OrderExploded' },
    /^is of no type known in a stream of the kind order/,
  ],
  ['a type with a name that every object has', { type: 'toString' }, /^is of no type known/],
  ['a type of another stream', { streamId: 'desk' }, /^is of no type known in a stream of the kind desk/],
  ['a stream that nobody knows', { streamId: 'moon-1' }, /^stands in a stream of no kind known here/],
  ['no data', { data: undefined }, /^has data that means nothing/],
  ['data that are a list', { data: [] }, /^has data that means nothing/],
  ['a renamed field', { data: { ...filled.data, lastQuantity: undefined, quantity: '1' } }, /lastQuantity/],
  ['a price that is a number', { data: { ...filled.data, lastPrice: 1432.25 } }, /lastPrice is no decimal/],
  ['a time of another form', { data: { ...filled.data, venueTime: 'yesterday' } }, /venueTime is no instant/],
  ['a place that says nothing', { type: 'EventNotUnderstood', data: {} }, /^is of no type known/],
])('an event with %s crosses as not understood, in its place', (_what, change, why) => {
  const stored = { ...filled, ...change };
  expect(eventViewSchema.parse(stored)).toEqual({
    ...stored,
    type: 'EventNotUnderstood',
    data: {
      storedType: stored.type,
      why: expect.stringMatching(why) as string,
      excerpt: stored.data === undefined ? '' : JSON.stringify(stored.data),
    },
  });
});

test('an audit query names types that there are', () => {
  expect(eventQuerySchema.safeParse({ types: ['OrderFilled'] }).success).toBe(true);
  expect(eventQuerySchema.safeParse({ types: ['OrderExploded'] }).success).toBe(false);
});
