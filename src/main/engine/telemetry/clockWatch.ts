/** Notices when somebody set the wall clock: it and the monotonic clock no longer passed the same span. */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Clock, Scheduler, Timer } from '../ports.ts';

const lookEveryMs = 1_000;
/** Time servers slew by far less in a second; a step is what they do at once. */
const stepMsMin = 500;

export interface ClockStep {
  /** Milliseconds, rounded; negative for a clock that was set back. */
  readonly byMs: number;
  /** UTC as it is now. */
  readonly to: string;
}

/** Looks once a second until it is canceled. Nothing depends on it: spans are measured, and events are in order of position. */
export function watchClock(
  { clock, scheduler }: { readonly clock: Clock; readonly scheduler: Scheduler },
  onStep: (step: ClockStep) => void,
): Timer {
  const offsetMs = (): number => clock.now() / 1_000 - clock.monotonicMs();
  let before = offsetMs();
  return scheduler.every(lookEveryMs, () => {
    const now = offsetMs();
    const byMs = Math.round(now - before);
    before = now;
    if (Math.abs(byMs) >= stepMsMin) onStep({ byMs, to: formatMicros(clock.now()) });
  });
}
