/**
 * One run: some time with faults, then rest, then a last restart, sometimes on an older store. The same seed and faults
 * give the same run every time.
 */
import type { InvariantName } from './checks/violation.ts';
import { drawFaults, formatFaults, type Faults } from './machine/faults.ts';
import type { Plants } from './machine/machine.ts';
import type { WorldPlatform } from './worldPlatform.ts';
import { Prng } from './machine/prng.ts';
import { World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** How many signals are sent. */
  readonly orders: number;
  /** The faults; by default a mix that the seed draws. */
  readonly faults?: Faults | undefined;
  readonly plants?: Plants;
}

export interface SimulationFailure {
  readonly invariant: InvariantName;
  readonly detail: string;
  readonly step: number;
  readonly simulatedMs: number;
  /** The last lines of the trace, oldest first. Each begins with its simulated millisecond. */
  readonly last: readonly string[];
}

export interface SimulationResult {
  readonly seed: number;
  readonly orders: number;
  /** The faults in the form that --faults reads. */
  readonly faults: string;
  /** Hash over everything that happened, in its order. */
  readonly hash: string;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly events: number;
  readonly executions: number;
  /** How often the engine died. */
  readonly deaths: number;
  readonly failure?: SimulationFailure;
}

/** No run has a seed that is so far from another one's. */
const seedsApart = 2 ** 40;
/** Every so many seeds a venue is spoken to over FIX. */
const seedsPerFix = 3;
/** In every so many runs one person does everything, without a login. */
const seedsPerLoneUser = 4;
/** In every so many runs no limit takes two persons. */
const seedsPerTwoEyes = 5;
/** Milliseconds that faults last at least. They also last until every signal was sent. */
const unrestMsMin = 20_000;
/** Milliseconds after the last fault by which everything must be in order. */
const restMsMax = 3_600_000;
/** How many engines wait where one does. */
const standbyCounts = [1, 1, 2] as const;
const firstLookMs = 1_000;
const stepMs = 1_000;
const toldMax = 60;

export async function runSimulation(
  options: SimulationOptions,
  platform: WorldPlatform,
): Promise<SimulationResult> {
  const { seed, orders, plants = {} } = options;
  const random = new Prng(seed);
  // The faults are drawn in any case, so that the same faults from the command line give the same run.
  const apart = new Prng(seed + seedsApart);
  const elsewhere = new Prng(seed + 2 * seedsApart);
  const drawn = drawFaults(random, apart, elsewhere);
  const faults = options.faults ?? drawn;
  const hasFix = seed % seedsPerFix === 0;
  const hasOperators = seed % seedsPerLoneUser !== 0;
  const hasFourEyes = seed % seedsPerTwoEyes !== 0;
  const hasRecord = elsewhere.chance(faults.record);
  const hasStandby = hasRecord && elsewhere.chance(faults.standby);
  const standbys = hasStandby ? elsewhere.pick(standbyCounts) : 0;
  const kind = { hasFix, hasOperators, hasFourEyes, hasRecord, standbys };
  const world = new World({ random, apart, elsewhere, orders, faults, platform, plants, ...kind });
  const run = new Run(world);
  world.start();
  await run.until(unrestMsMin + random.integer(0, orders * stepMs));
  world.rest();
  await run.toRest();
  if (world.violation === undefined) world.machines.active.kill('to see whether a new one finds everything');
  await run.toRest();
  if (world.violation === undefined && random.chance(faults.roll_back) && !hasStandby) {
    world.rollBack();
    await run.toRest();
  }
  const { violation, trace, machines, disk, gateways, time } = world;
  return {
    seed,
    orders,
    faults: formatFaults(faults),
    hash: trace.hash(),
    steps: run.steps,
    simulatedMs: Math.round(time.monotonicMs()),
    events: disk.rows.length,
    executions: gateways.reduce((sum, { exchange }) => sum + exchange.executions.length, 0),
    deaths: machines.deaths,
    ...(violation !== undefined && {
      failure: {
        ...violation,
        step: run.steps,
        simulatedMs: Math.round(time.monotonicMs()),
        last: trace.last(toldMax),
      },
    }),
  };
}

class Run {
  steps = 0;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  async until(ms: number): Promise<void> {
    const { world } = this;
    while (world.violation === undefined && (await world.step(ms))) this.steps++;
  }

  /** Lets time pass until everything is in order. What is still not in order at the end is a violation. */
  async toRest(): Promise<void> {
    const { world } = this;
    const startMs = world.time.monotonicMs();
    for (let waitMs = firstLookMs; world.violation === undefined; waitMs *= 2) {
      await this.until(world.time.monotonicMs() + waitMs);
      const unrest = await world.unrest();
      if (unrest === undefined) return;
      if (world.time.monotonicMs() - startMs > restMsMax) world.violate(unrest.invariant, unrest.detail);
    }
  }
}
