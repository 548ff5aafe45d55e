import { beforeEach, expect, test } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../../simulation/machine/simulatedTime.ts';
import { ResendPace } from './resendPace.ts';

let time: SimulatedTime;
let pace: ResendPace;
let answers: string[];

beforeEach(() => {
  time = new SimulatedTime(epochMicros(1_700_000_000_000_000));
  answers = [];
  pace = new ResendPace(time, time, (from, to) => answers.push(`${from} to ${to} at ${time.monotonicMs()}`));
});

test('a storm for the same messages is answered at once and then once a second', async () => {
  for (let i = 0; i < 250; i++) {
    for (let j = 0; j < 8; j++) pace.asked(1, 5);
    await time.advance(10);
  }
  expect(answers).toEqual(['1 to 5 at 0', '1 to 5 at 1000', '1 to 5 at 2000']);
  await time.advance(5_000);
  expect(answers).toHaveLength(4);
});

test('messages that were not just sent again are answered at once', () => {
  pace.asked(1, 5);
  pace.asked(6, 9);
  pace.asked(10, 10);
  expect(answers).toHaveLength(3);
});

test('two ranges by turns, and ranges that grow, do not get past the pause', async () => {
  for (let i = 0; i < 20; i++) {
    pace.asked(1, 5);
    pace.asked(6, 9);
    pace.asked(1, 9 + i);
  }
  await time.advance(5_000);
  expect(answers).toEqual(['1 to 5 at 0', '6 to 9 at 0', '1 to 28 at 1000']);
});

test('whoever asks again after the pause is answered at once', async () => {
  pace.asked(1, 5);
  await time.advance(1_000);
  pace.asked(1, 5);
  expect(answers).toEqual(['1 to 5 at 0', '1 to 5 at 1000']);
});

test('a new connection is answered at once, and nothing that the old one asked for', async () => {
  pace.asked(1, 5);
  pace.asked(1, 5);
  pace.clear();
  await time.advance(3_000);
  pace.asked(1, 5);
  expect(answers).toEqual(['1 to 5 at 0', '1 to 5 at 3000']);
});
