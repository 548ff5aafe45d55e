/** The simulator finds bugs: each one planted here within a few seeds, and none where nothing is planted. */
import { afterAll, describe, expect, test } from 'vitest';
import type { InvariantName } from '../../simulation/checks/violation.ts';
import { noFaults, type Faults } from '../../simulation/faults.ts';
import type { Plants } from '../../simulation/machine.ts';
import { runSimulation, type SimulationFailure } from '../../simulation/runSimulation.ts';
import { plantedBugs } from '../../simulation/testing/plantedBugs.ts';
import { memoryPlatform } from './memoryPlatform.ts';

interface Planted {
  readonly plants: Plants;
  /** The faults that bring it out. */
  readonly faults: Partial<Faults>;
  readonly found: readonly InvariantName[];
}

const bugs: Readonly<Record<string, Planted>> = {
  'a submission sent again on timeout under a new id': {
    plants: plantedBugs.sendsAgainUnderNewId,
    faults: { delay: 0.1 },
    found: ['sent_once', 'intent_is_durable'],
  },
  'a submission rejected on timeout': {
    plants: plantedBugs.rejectsOnTimeout,
    faults: { delay: 0.1 },
    found: ['never_ended_here_while_working_there', 'fills_equal', 'orders_equal'],
  },
  'a late fill dropped': {
    plants: plantedBugs.dropsLateFills,
    faults: { reorder: 0.4, untimely_fill: 0.6, partial_fill: 0.5, cancel: 0.5 },
    found: ['fills_equal'],
  },
  'an execution id counted twice': {
    plants: plantedBugs.countsExecutionsTwice,
    faults: { repeat: 0.3 },
    found: ['fill_is_real'],
  },
  'an order sent while halted, from a queue of the adapter': {
    plants: plantedBugs.sendsFromItsOwnQueue,
    faults: { trading: 0.2 },
    found: ['not_sent_while_halted', 'only_reduces_while_reducing'],
  },
  'the rows of a kill switch forgotten at a restart': {
    plants: plantedBugs.forgetsKillLedgerAtRestart,
    faults: { kill: 0.3, crash: 0.1, lose_request: 0.1, refuse_change: 1 },
    found: ['kill_switch_finishes'],
  },
  'a kill switch that does not ask what works at the venue': {
    plants: plantedBugs.killsWithoutAskingWhatWorks,
    faults: { kill: 0.2, foreign_order: 0.5, lose_report: 0.4, cancel: 0.5 },
    found: ['kill_switch_is_true'],
  },
  'a kill switch that does not ask what is held at the venue': {
    plants: plantedBugs.killsWithoutAskingWhatIsHeld,
    faults: {
      kill: 0.1,
      foreign_order: 0.5,
      lose_report: 0.4,
      untimely_fill: 0.6,
      partial_fill: 0.5,
      cancel: 0.5,
    },
    found: ['kill_switch_is_true'],
  },
  'a halt that holds off record and is dropped': {
    plants: plantedBugs.dropsWhatItHeldOffRecord,
    faults: { disk_full: 0.1, kill: 0.1, trading: 0.1 },
    found: ['held_is_recorded'],
  },
  'an amend that goes around the limits': {
    plants: plantedBugs.amendsPastRisk,
    faults: { amend: 0.5 },
    found: ['amend_within_limits'],
  },
  'an exit left working when nothing is left to close': {
    plants: plantedBugs.leavesExitsWorking,
    faults: { partial_fill: 0.4 },
    found: ['no_exit_beyond_position'],
  },
  'a fill after the end of its order that nobody is told of': {
    plants: plantedBugs.hidesSurprises,
    faults: { reorder: 0.4, untimely_fill: 0.6, partial_fill: 0.5, cancel: 0.5 },
    found: ['surprise_has_alarm'],
  },
  'an order filled beyond its quantity that nobody is told of': {
    plants: plantedBugs.hidesOverfills,
    faults: { beyond_terms: 0.2 },
    found: ['surprise_has_alarm'],
  },
  'a fill worse than the limit that nobody is told of': {
    plants: plantedBugs.hidesSurprises,
    faults: { beyond_terms: 0.2 },
    found: ['surprise_has_alarm'],
  },
  'one "unknown" taken for proof that an order never arrived': {
    plants: plantedBugs.believesOneUnknown,
    faults: { lose_request: 0.2 },
    found: ['unknown_is_said_thrice'],
  },
  'timeouts judged after a pause before the answers that wait are read': {
    plants: plantedBugs.judgesBeforeItReads,
    faults: { stand_still: 0.3, delay: 0.3 },
    found: ['answered_is_not_in_doubt'],
  },
  'a question taken for answered as soon as it is written': {
    plants: plantedBugs.takesWrittenForAnswered,
    faults: { freeze: 0.1 },
    found: ['life_is_heard'],
  },
  'the last price of a silent venue told again': {
    plants: plantedBugs.repeatsTheLastPrice,
    faults: { freeze: 0.1 },
    found: ['life_is_heard'],
  },
  'a silent venue that nobody is told of': {
    plants: plantedBugs.hidesSilence,
    faults: { freeze: 0.1 },
    found: ['silence_is_told'],
  },
  'a store that was rolled back, accepted by the engine itself': {
    plants: plantedBugs.acceptsByItself,
    faults: { roll_back: 1 },
    found: ['held_until_accepted', 'rollback_is_noticed'],
  },
  'an instant of any year taken': {
    plants: plantedBugs.takesInstantsOfAnyYear,
    faults: { edge_instant: 0.5 },
    found: ['instants_in_range'],
  },
  'an instant at an end of the range that a restart fails on': {
    plants: plantedBugs.failsOnAnEdgeAtRestart,
    faults: { edge_instant: 0.5, crash: 0.1, lose_views: 0.5 },
    // What can't be read can't be made equal to the venue's record either.
    found: ['restart_succeeds', 'no_bug_shows', 'fills_equal'],
  },
  'a signal acknowledged before it is on disk': {
    plants: plantedBugs.acknowledgesBeforeCommit,
    faults: { crash: 0.1 },
    found: ['acknowledged_is_durable'],
  },
  'a venue called before the intent is on disk': {
    plants: plantedBugs.callsVenueBeforeCommit,
    faults: { slow_commit: 0.2 },
    found: ['intent_is_durable'],
  },
  'an order kept that stood on a lost commit': {
    plants: plantedBugs.keepsWhatStoodOnALostCommit,
    faults: { lost_commit: 0.1 },
    found: ['stands_on_disk'],
  },
};

/** The engine finds a single row by itself: that is no bug any more. */
const healed: Planted = {
  ...(bugs['the rows of a kill switch forgotten at a restart'] as Planted),
  plants: plantedBugs.forgetsOneKillRowAtRestart,
};

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const platform = memoryPlatform();
afterAll(() => platform.close());

/** No more than `most`: what is looked for need not be found again in each seed. */
async function failures(
  { faults, plants }: Pick<Planted, 'faults' | 'plants'>,
  most = seeds.length,
): Promise<readonly SimulationFailure[]> {
  const found: SimulationFailure[] = [];
  for (const seed of seeds) {
    const options = { seed, orders: 20, faults: { ...noFaults, ...faults }, plants };
    const { failure } = await runSimulation(options, platform);
    if (failure !== undefined) found.push(failure);
    if (found.length === most) break;
  }
  return found;
}

describe('the simulator', () => {
  test.each(Object.entries(bugs))('finds %s', async (_name, planted) => {
    const [first] = await failures(planted, 1);
    expect(first).toBeDefined();
    expect(planted.found).toContain(first?.invariant);
    expect(first?.last.length).toBeGreaterThan(0);
  });

  test.each(Object.entries(bugs))('finds nothing where there is not %s', async (_name, { faults }) => {
    const found = await failures({ faults, plants: {} });
    expect(found.map(({ invariant, detail }) => `${invariant} ${detail}`)).toEqual([]);
  });

  test('sees the engine find a single row of a kill switch again that a restart forgot', async () => {
    expect(await failures(healed)).toEqual([]);
  });
});
