/** The machine's clocks behind the engine's Clock port. */
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Clock } from '../../engine/ports.ts';

/** Where the time comes from; tests bring their own. */
export interface ClockSources {
  /** Wall clock in whole milliseconds since 1970, as `Date.now` gives it: coarse, but follows the system. */
  readonly wallMs: () => number;
  /** Milliseconds with fractions that never step backwards: fine, but deaf to changes of the system clock. */
  readonly monotonicMs: () => number;
  /** Wall time at `monotonicMs() === 0`, in milliseconds with fractions. */
  readonly originMs: number;
}

/**
 * How far the fine clock may run ahead of the coarse one before it counts as a change of the system clock.
 * One millisecond is the coarse clock's own grain; the rest spares a step backwards for each slewed microsecond.
 */
const aheadToleranceMs = 2;

/**
 * Wall clock with microseconds: the fine monotonic clock, anchored to the wall clock and anchored anew when the
 * two drift apart (time synchronisation, a clock set by hand, a machine that slept).
 */
export function systemClock(sources: ClockSources = machineSources()): Clock {
  const { wallMs, monotonicMs } = sources;
  let originMs = sources.originMs;
  return {
    now() {
      const monotonic = monotonicMs();
      const fine = originMs + monotonic;
      const wall = wallMs();
      if (fine >= wall && fine < wall + aheadToleranceMs) return Math.trunc(fine * 1000) as EpochMicros;
      originMs = wall - monotonic;
      return (wall * 1000) as EpochMicros;
    },
    monotonicMs,
  };
}

function machineSources(): ClockSources {
  return {
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    originMs: performance.timeOrigin,
  };
}
