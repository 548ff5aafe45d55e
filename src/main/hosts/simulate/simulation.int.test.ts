/** The simulator itself: the same seed is the same run, and the faults do what they are called. */
import { afterAll, describe, expect, test } from 'vitest';
import {
  faultNames,
  noFaults,
  parseFaults,
  type FaultName,
  type Faults,
} from '../../simulation/machine/faults.ts';
import { runSimulation, type SimulationResult } from '../../simulation/runSimulation.ts';
import { memoryPlatform } from './memoryPlatform.ts';

const platform = memoryPlatform();
afterAll(() => platform.close());

function run(seed: number, faults?: Partial<Faults>): Promise<SimulationResult> {
  const chosen = faults === undefined ? undefined : { ...noFaults, ...faults };
  return runSimulation({ seed, orders: 20, faults: chosen }, platform);
}

describe('a simulated run', () => {
  test('is the same event by event for the same seed, and another for another', async () => {
    const [first, again, other] = [await run(11), await run(11), await run(12)];
    expect(again).toEqual(first);
    expect(other.hash).not.toBe(first.hash);
  });

  test('of a drawn mix of faults is the same when the mix is given', async () => {
    const drawn = await run(13);
    const faults = parseFaults(drawn.faults);
    expect(faults.ok && (await run(13, faults.value)).hash).toBe(drawn.hash);
  });

  test('without faults ends with everything in order', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const result = await run(seed, {});
      expect(result.failure).toBeUndefined();
      expect(result).toMatchObject({ seed, faults: 'none', deaths: 1 });
      expect(result.events).toBeGreaterThan(40);
      expect(result.executions).toBeGreaterThan(0);
    }
  });
});

/** Much more often than usual, and each without the others: what one fault alone does is seen by itself. */
const strong: Readonly<Record<FaultName, number>> = {
  lose_request: 0.1,
  lose_answer: 0.2,
  lose_report: 0.1,
  delay: 0.2,
  reorder: 0.3,
  repeat: 0.5,
  not_sent: 0.2,
  reject: 0.2,
  throttle: 0.1,
  refuse_change: 0.5,
  partial_fill: 0.9,
  untimely_fill: 0.9,
  beyond_terms: 0.2,
  revise: 0.3,
  restate: 0.5,
  day_end: 0.1,
  foreign_order: 0.2,
  unseen_order: 0.1,
  disconnect: 0.1,
  outage: 0.02,
  freeze: 0.1,
  crash: 0.1,
  crash_in_commit: 0.02,
  slow_commit: 0.5,
  lost_commit: 0.05,
  crash_in_kill: 1,
  stand_still: 0.1,
  lose_views: 1,
  roll_back: 1,
  disk_full: 0.1,
  clock_step: 0.1,
  reader_fails: 0.2,
  repeat_signal: 0.5,
  bad_signal: 0.5,
  edge_instant: 0.5,
  cancel: 0.5,
  amend: 0.5,
  breaker: 0.2,
  limit: 0.5,
  override: 0.5,
  propose: 0.5,
  mute: 0.5,
  profile: 0.2,
  trespass: 0.5,
  trading: 0.2,
  kill: 0.1,
  stop: 0.1,
  record: 1,
  record_late: 0.2,
  record_cut: 0.1,
  record_refuse: 0.05,
  standby: 1,
  cut_from_record: 0.05,
  cut_from_venues: 0.05,
};
/** Faults that need another to show. */
const companions: Partial<Record<FaultName, Partial<Faults>>> = {
  refuse_change: { cancel: 0.5, amend: 0.5 },
  untimely_fill: { cancel: 0.5, amend: 0.5 },
  throttle: { cancel: 0.5, amend: 0.5 },
  restate: { amend: 0.5 },
  lose_views: { crash: 0.1 },
  crash_in_kill: { kill: 0.1 },
  override: { limit: 0.5 },
  propose: { limit: 0.5 },
  mute: { disconnect: 0.1 },
  record_late: { record: 1 },
  record_cut: { record: 1, crash: 0.05 },
  record_refuse: { record: 1 },
  standby: { record: 1, crash: 0.05, stand_still: 0.05 },
  cut_from_record: { record: 1, standby: 1 },
  cut_from_venues: { record: 1, standby: 1 },
  trespass: { limit: 0.5, override: 0.2, propose: 0.2, cancel: 0.2, amend: 0.2, trading: 0.1 },
};

test.each(faultNames)('holds under %s alone', async (name) => {
  for (let seed = 1; seed <= 4; seed++) {
    const { failure } = await run(seed, { [name]: strong[name], ...companions[name] });
    expect(failure === undefined ? undefined : `${failure.invariant} ${failure.detail}`).toBeUndefined();
  }
});
