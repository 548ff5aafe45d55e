import { expect, test } from 'vitest';
import { Strangers, strangersPauseMs } from './strangers.ts';

test('a connection that never greeted is told with its address and the reason, and many of them in few lines', () => {
  const lines: unknown[] = [];
  let now = 0;
  const strangers = new Strangers({ log: (...line) => lines.push(line) }, () => now);
  for (let index = 0; index < 5; index++) strangers.gone('10.0.0.7', 'it did not greet in time');
  now = strangersPauseMs;
  strangers.gone('10.0.0.8', 'the connection ended');
  const words = 'a connection ended before its console greeted';
  expect(lines).toEqual([
    ['warn', words, { from: '10.0.0.7', why: 'it did not greet in time' }],
    ['warn', words, { from: '10.0.0.8', why: 'the connection ended', othersBefore: 4 }],
  ]);
});
