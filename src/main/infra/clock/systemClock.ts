/** The machine's clocks behind the engine's Clock port. */
import { epochMicrosFromMillis } from '../../../shared/kernel/time.ts';
import type { Clock } from '../../engine/ports.ts';

/** The clocks of the machine; tests pass clocks of their own. */
export interface ClockSources {
  /** Wall clock in whole milliseconds since 1970, as `Date.now` gives it: coarse, but it follows the system clock. */
  readonly wallMs: () => number;
  /** Milliseconds with fractions that never step backwards: fine, but changes of the system clock do not show in it. */
  readonly monotonicMs: () => number;
  /** Wall time at `monotonicMs() === 0`, in milliseconds with fractions. */
  readonly originMs: number;
}

/**
 * How far the fine clock may run ahead of the coarse one before we take it for a change of the system clock. The coarse
 * clock itself counts in steps of one millisecond. The second millisecond avoids a step backwards for each microsecond
 * by which the system slows its clock.
 */
const aheadToleranceMs = 2;

/**
 * Wall clock with microseconds: the fine monotonic clock, counted from a moment of the wall clock. When the two clocks
 * drift apart (time synchronisation, a clock set by hand, a machine that slept), a new moment is taken.
 */
export function systemClock(sources: ClockSources = machineSources()): Clock {
  const { wallMs, monotonicMs } = sources;
  let originMs = sources.originMs;
  return {
    now() {
      const monotonic = monotonicMs();
      const fine = originMs + monotonic;
      const wall = wallMs();
      if (fine >= wall && fine < wall + aheadToleranceMs) return epochMicrosFromMillis(fine);
      originMs = wall - monotonic;
      return epochMicrosFromMillis(wall);
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
