/** The pauses between attempts to connect. */
import { expect, test } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../../simulation/machine/simulatedTime.ts';
import { Dialer } from './dialer.ts';

/** A dialer each of whose sessions works until `end`. */
function dialing() {
  const time = new SimulatedTime(epochMicros(0));
  const times: number[] = [];
  const dial = (): void => {
    times.push(time.monotonicMs());
    dialer.provedSound();
  };
  const dialer = new Dialer({ schedule: undefined, clock: time, scheduler: time, dial });
  const end = async (isTooFast: boolean, waitMs: number): Promise<void> => {
    if (isTooFast) dialer.tooFast();
    dialer.later();
    await time.advance(waitMs);
  };
  dialer.now();
  const pauses = () => times.slice(1).map((at, index) => at - (times[index] ?? 0));
  return { time, end, pauses };
}

test('a venue that ends each session as called too fast is called after 1, 2, 4 … 30 seconds', async () => {
  const { end, pauses } = dialing();
  for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) await end(true, waitMs);
  expect(pauses()).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('one that has not said it for a minute is called after a second again, and after another end at once', async () => {
  const { time, end, pauses } = dialing();
  await end(true, 1_000);
  await end(true, 2_000);
  await time.advance(61_000);
  await end(true, 1_000);
  await end(false, 200);
  expect(pauses()).toEqual([1_000, 2_000, 62_000, 200]);
});
