import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { WorkingOrders } from '../../../shared/contract/engineThread.ts';
import { exitQuestion, notCanceledQuestion } from './exitQuestion.ts';

const at = (venue: string, orders: number, examples: string[], change: Partial<WorkingOrders> = {}) => ({
  venue: ids.venue(venue),
  orders,
  pendingCancels: 0,
  inDoubt: 0,
  cancelOnDisconnect: false,
  examples,
  ...change,
});

test('one order is told by its venue and what it is', () => {
  const { message, detail } = exitQuestion({
    venues: [at('sim', 1, ['buy 10 SPX at 1400, DAY'])],
    forgotten: [],
  });
  expect(message).toBe('1 order stays working');
  expect(detail).toContain('sim: 1\n  buy 10 SPX at 1400, DAY');
});

test('many orders are counted by venue, and cut to what can be read', () => {
  const { message, detail } = exitQuestion({
    venues: [at('sim', 5, ['a', 'b']), at('fix', 1, ['c'])],
    forgotten: [],
  });
  expect(message).toBe('6 orders stay working');
  expect(detail).toContain('sim: 5\n  a\n  b\n  … and 3 more\nfix: 1\n  c');
});

test('what would be forgotten is named, with and without orders', () => {
  const forgotten = ['kill switch on desk: runaway', 'desk halted: runaway'];
  const alone = exitQuestion({ venues: [], forgotten });
  expect(alone.message).toBe('What is not on record will be forgotten');
  expect(alone.detail).toContain('  kill switch on desk: runaway\n  desk halted: runaway');
  const both = exitQuestion({ venues: [at('sim', 1, ['a'])], forgotten });
  expect(both.message).toBe('1 order stays working, and what is not on record will be forgotten');
  expect(both.detail).toMatch(/sim: 1[^]*takes it up again[^]*kill switch on desk/);
});

test('one order is spoken of as one, several as several', () => {
  const one = exitQuestion({ venues: [at('sim', 1, ['a'])], forgotten: [] });
  expect(one.detail).toContain(
    'Nobody watches it while the console is closed. The next start takes it up again.',
  );
  const two = exitQuestion({ venues: [at('sim', 2, ['a', 'b'])], forgotten: [] });
  expect(two.detail).toContain('Nobody watches them while the console is closed.');
});

test('a venue that does not answer is named, and what it holds is not known', () => {
  const silent = { trouble: 'has not answered for 7 s' };
  const { message, detail } = exitQuestion({ venues: [at('sim', 1, ['a'], silent)], forgotten: [] });
  expect(message).toBe('1 order may still be working');
  expect(detail).toContain('sim has not answered for 7 s: whether it still stands is not known');
});

test('cancels that are not confirmed and orders in doubt are counted', () => {
  const { message, detail } = exitQuestion({
    venues: [at('sim', 3, ['a'], { pendingCancels: 1, inDoubt: 1 })],
    forgotten: [],
  });
  expect(message).toBe('2 orders stay working, and 1 order is in doubt');
  expect(detail).toContain('sim: 3, 1 order with a cancel that is not confirmed');
  expect(exitQuestion({ venues: [at('sim', 2, [], { inDoubt: 2 })], forgotten: [] }).message).toBe(
    '2 orders are in doubt',
  );
});

test('orders at a venue that cancels them at a disconnect are said to end, and the others to stay', () => {
  const both = exitQuestion({
    venues: [at('fix', 2, ['a'], { cancelOnDisconnect: true }), at('sim', 1, ['b'])],
    forgotten: [],
  });
  expect(both.message).toBe('1 order stays working, and 2 orders end with the connection');
  expect(both.detail).toContain(
    '  … and 1 more\n  fix cancels working orders when the connection ends\nsim: 1',
  );
  const ending = exitQuestion({
    venues: [at('fix', 2, [], { cancelOnDisconnect: true, inDoubt: 1 })],
    forgotten: [],
  });
  expect(ending.message).toBe('1 order ends with the connection, and 1 order is in doubt');
});

test('what the venues have not confirmed as canceled is told by venue, and so is an engine that does not answer', () => {
  const silent = { trouble: 'has not answered for 12 s', pendingCancels: 2 };
  const { message, detail } = notCanceledQuestion({
    venues: [at('sim', 2, ['a', 'b'], silent)],
    forgotten: [],
  });
  expect(message).toBe('2 orders are not confirmed as canceled');
  expect(detail).toMatch(/^sim: 2, 2 orders with a cancel that is not confirmed$/m);
  expect(detail).toContain('has not answered for 12 s');
  expect(notCanceledQuestion(undefined).detail).toContain('does not answer');
});
