/**
 * A seeded random walk for symbols without a price file: endless, four steps a day. The same seed gives the same walk.
 */
import { epochMicros, instantMax, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { stepsPerBar, type PriceTape, type TapeStep } from './priceTape.ts';
import type { Grid } from '../exchange/grid.ts';
import { gaussianAt } from '../faults/seededRandom.ts';

const dayMicros = 86_400_000_000;
/** Standard deviation of one step as a share of the price: about 16 % a year over 252 days of 4 steps. */
const stepDeviation = 0.005;

type WalkedGrid = Pick<Grid, 'ticksMin' | 'finestOf' | 'nearestToFinest'>;

export class RandomWalkTape implements PriceTape {
  readonly lastStep = undefined;
  private readonly startTicks: number;
  private readonly firstDay: number;
  private readonly seed: string;
  private readonly grid: WalkedGrid;

  /** Starts at `startTicks` on the day of `start`, and never goes below the grid's lowest tick; `seed` names the walk. */
  constructor(startTicks: number, start: EpochMicros, seed: string, grid: WalkedGrid) {
    this.startTicks = startTicks;
    this.firstDay = Math.floor(start / dayMicros);
    this.seed = seed;
    this.grid = grid;
  }

  closingStepAt(instant: EpochMicros): number {
    return this.day(instant) * stepsPerBar + stepsPerBar - 1;
  }

  openingStepAt(instant: EpochMicros): number {
    return this.day(instant) * stepsPerBar;
  }

  stepAt(step: number, previousTicks: number): TapeStep {
    const ticks = step === 0 ? this.startTicks : this.next(step, previousTicks);
    return {
      step,
      ticks,
      marketTime: this.dayOf(step),
      path: step % stepsPerBar === 0 ? 'gap' : 'walk',
      barCloseTicks: step % stepsPerBar === stepsPerBar - 1 ? ticks : undefined,
    };
  }

  jumpTo(step: number): TapeStep {
    let ticks = this.startTicks;
    for (let passed = 1; passed < step; passed++) ticks = this.next(passed, ticks);
    return { ...this.stepAt(step, ticks), path: 'gap' };
  }

  private next(step: number, previousTicks: number): number {
    const { ticksMin, finestOf, nearestToFinest } = this.grid;
    const walk = stepDeviation * gaussianAt(this.seed, step);
    const previous = finestOf(previousTicks);
    const start = finestOf(this.startTicks);
    // Steps that are a share of the current price would keep a walk at zero. So where a price may be zero, a step is a
    // share of the start price, and at least one tick.
    const size = ticksMin > 0 ? previous : Math.max(1 / stepDeviation, Math.abs(previous), Math.abs(start));
    return Math.max(ticksMin, nearestToFinest(Math.round(previous + size * walk)));
  }

  /** The walk has no end, but the calendar has one: after the last day it starts again. */
  private dayOf(step: number): EpochMicros {
    const days = Math.floor(instantMax / dayMicros) - this.firstDay + 1;
    return epochMicros((this.firstDay + (Math.floor(step / stepsPerBar) % days)) * dayMicros);
  }

  private day(instant: EpochMicros): number {
    return Math.max(0, Math.floor(instant / dayMicros) - this.firstDay);
  }
}
