import { expect, test } from 'vitest';
import { orderStatusSchema } from '../../../shared/contract/orders.ts';
import { ticketHeadline } from './ticketHeadline.ts';

test('a ticket is sent, and green, only once its venue has answered for the order', () => {
  const green = orderStatusSchema.options.filter(
    (status) => ticketHeadline('ordered', { status }).tone === 'ok',
  );
  expect(green.toSorted()).toEqual([
    'accepted',
    'canceled',
    'expired',
    'filled',
    'partially_filled',
    'pending_cancel',
    'pending_replace',
  ]);
});

test.each([
  ['in_doubt', /in doubt/i, 'warn'],
  ['submitting', /not answered/, 'wait'],
  ['rejected', /rejected/i, 'bad'],
] as const)('an order that is %s says so', (status, text, tone) => {
  for (const outcome of ['ordered', 'pending'] as const) {
    const headline = ticketHeadline(outcome, { status });
    expect(headline.text).toMatch(text);
    expect(headline.tone).toBe(tone);
  }
});

test('without an order the answer itself is told', () => {
  expect(ticketHeadline('rejected', undefined)).toMatchObject({ text: 'Refused: no order', tone: 'bad' });
  expect(ticketHeadline('ordered', undefined).tone).toBe('wait');
  expect(ticketHeadline('duplicate', { status: 'filled' }).tone).toBe('warn');
});

test('an order that a person settled was not sent as the venue says', () => {
  const settled = { status: 'filled', settledBy: 'operator:root' } as const;
  expect(ticketHeadline('ordered', settled)).toMatchObject({
    text: expect.stringContaining('by hand'),
    tone: 'warn',
  });
});
