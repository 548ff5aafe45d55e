/** The sequence of prices that a market walks: four steps a day, with a gap from the day before to the first. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { PriceBar } from './priceBar.ts';

export const stepsPerBar = 4;

export interface TapeStep {
  readonly step: number;
  readonly ticks: number;
  /** The bar's date, 00:00 UTC. */
  readonly marketTime: EpochMicros;
  readonly path: 'walk' | 'gap';
  /** Present on the last step of a bar. */
  readonly barCloseTicks: number | undefined;
}

export interface PriceTape {
  /** Number of the last step; undefined for a tape without end. */
  readonly lastStep: number | undefined;
  /** The last step of the last bar at or before the instant, clamped to the tape. */
  closingStepAt(instant: EpochMicros): number;
  /** The first step of the first bar at or after the instant, clamped to the tape. */
  openingStepAt(instant: EpochMicros): number;
  /** A step within the tape. `previousTicks` is the current price of the market. */
  stepAt(step: number, previousTicks: number): TapeStep;
  /** A step that the market jumps to, without walking the prices in between. */
  jumpTo(step: number): TapeStep;
}

/**
 * Walks each bar as open, low, high, close when it closed at or above its open, else as open, high, low, close. A bar's
 * four prices do not say in which order they came; this order is fixed so that runs repeat. Needs at least one bar; the
 * oldest comes first.
 */
export class BarTape implements PriceTape {
  readonly lastStep: number;
  private readonly bars: readonly PriceBar[];

  constructor(bars: readonly PriceBar[]) {
    if (bars.length === 0) throw new RangeError('a price tape needs at least one bar');
    this.bars = bars;
    this.lastStep = bars.length * stepsPerBar - 1;
  }

  closingStepAt(instant: EpochMicros): number {
    const after = this.bars.findIndex((bar) => bar.date > instant);
    const index = after === -1 ? this.bars.length - 1 : Math.max(0, after - 1);
    return index * stepsPerBar + stepsPerBar - 1;
  }

  openingStepAt(instant: EpochMicros): number {
    const index = this.bars.findIndex((bar) => bar.date >= instant);
    return (index === -1 ? this.bars.length - 1 : index) * stepsPerBar;
  }

  stepAt(step: number): TapeStep {
    const bar = this.bars[Math.floor(step / stepsPerBar)];
    if (bar === undefined) throw new RangeError(`the price tape has no step ${step}`);
    const phase = step % stepsPerBar;
    const turns =
      bar.closeTicks >= bar.openTicks ? [bar.lowTicks, bar.highTicks] : [bar.highTicks, bar.lowTicks];
    return {
      step,
      ticks: [bar.openTicks, ...turns, bar.closeTicks][phase] ?? bar.closeTicks,
      marketTime: bar.date,
      path: phase === 0 ? 'gap' : 'walk',
      barCloseTicks: phase === stepsPerBar - 1 ? bar.closeTicks : undefined,
    };
  }

  jumpTo(step: number): TapeStep {
    return { ...this.stepAt(step), path: 'gap' };
  }
}
