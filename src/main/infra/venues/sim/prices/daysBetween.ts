/**
 * Makes daily bars from prices that are further apart, such as monthly ones. Each price stands on its own date, as it
 * is; on the weekdays in between the market walks at random from one to the next. The walk depends on its name alone.
 */
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { gaussianAt } from '../faults/seededRandom.ts';
import type { PriceBar } from './priceBar.ts';

/** A price of a day; above zero, since a walk by shares of the price can't cross zero. */
export interface PricePoint {
  /** 00:00 UTC of the day. */
  readonly date: EpochMicros;
  readonly ticks: number;
}

const dayMicros = 86_400_000_000;
/** Standard deviation of a day as a share of the price: about 24 % a year over 252 days. */
const dayDeviation = 0.015;

/** The oldest point comes first. `name` names the walk. */
export function daysBetween(points: readonly PricePoint[], name: string): readonly PriceBar[] {
  const closes = points.flatMap((point, index) => walkTo(points[index + 1], point, `${name}:${index}`));
  return closes.map(({ date, ticks }, index) => {
    const openTicks = closes[index - 1]?.ticks ?? ticks;
    return {
      date,
      openTicks,
      highTicks: Math.max(openTicks, ticks),
      lowTicks: Math.min(openTicks, ticks),
      closeTicks: ticks,
    };
  });
}

/** The closes from a point up to the day before the next one: a bridge, so that it ends where the next one stands. */
function walkTo(to: PricePoint | undefined, from: PricePoint, name: string): readonly PricePoint[] {
  if (to === undefined) return [from];
  const days = weekdaysBetween(from.date, to.date);
  const steps = days.length + 1;
  const sums = [0];
  for (let step = 1; step <= steps; step++) sums.push((sums[step - 1] ?? 0) + gaussianAt(name, step));
  const drift = Math.log(to.ticks / from.ticks);
  const walked = days.map((date, index) => {
    const share = (index + 1) / steps;
    const noise = (sums[index + 1] ?? 0) - share * (sums[steps] ?? 0);
    const ticks = from.ticks * Math.exp(share * drift + dayDeviation * noise);
    return { date, ticks: Math.max(1, Math.round(ticks)) };
  });
  return [from, ...walked];
}

function weekdaysBetween(from: EpochMicros, to: EpochMicros): readonly EpochMicros[] {
  const days: EpochMicros[] = [];
  for (let day = from + dayMicros; day < to; day += dayMicros) {
    const weekday = new Date(day / 1_000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(epochMicros(day));
  }
  return days;
}
