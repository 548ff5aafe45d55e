import { expect, test } from 'vitest';
import { exitQuestion } from './exitQuestion.ts';

test('one order is told by its venue and what it is', () => {
  const { message, detail } = exitQuestion([
    { venue: 'sim', orders: 1, examples: ['buy 10 SPX at 1400, DAY'] },
  ]);
  expect(message).toBe('1 order stays working');
  expect(detail).toContain('sim: 1\n  buy 10 SPX at 1400, DAY');
});

test('many orders are counted by venue, and cut to what can be read', () => {
  const { message, detail } = exitQuestion([
    { venue: 'sim', orders: 5, examples: ['a', 'b'] },
    { venue: 'fix', orders: 1, examples: ['c'] },
  ]);
  expect(message).toBe('6 orders stay working');
  expect(detail).toContain('sim: 5\n  a\n  b\n  … and 3 more\nfix: 1\n  c');
});
