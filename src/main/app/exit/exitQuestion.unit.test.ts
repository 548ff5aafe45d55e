import { expect, test } from 'vitest';
import { exitQuestion } from './exitQuestion.ts';

test('one order is told by its venue and what it is', () => {
  const { message, detail } = exitQuestion({
    venues: [{ venue: 'sim', orders: 1, examples: ['buy 10 SPX at 1400, DAY'] }],
    forgotten: [],
  });
  expect(message).toBe('1 order stays working');
  expect(detail).toContain('sim: 1\n  buy 10 SPX at 1400, DAY');
});

test('many orders are counted by venue, and cut to what can be read', () => {
  const { message, detail } = exitQuestion({
    venues: [
      { venue: 'sim', orders: 5, examples: ['a', 'b'] },
      { venue: 'fix', orders: 1, examples: ['c'] },
    ],
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
  const both = exitQuestion({ venues: [{ venue: 'sim', orders: 1, examples: ['a'] }], forgotten });
  expect(both.message).toBe('1 order stays working, and what is not on record will be forgotten');
  expect(both.detail).toMatch(/sim: 1[^]*takes them up again[^]*kill switch on desk/);
});
