/** Runs a long look through a file in turns, so that it can be canceled, and other work of its thread has its time. */
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { Scheduler } from '../../../engine/ports.ts';

/** A look that gives way from time to time, and returns what it has found; undefined for nothing. */
export type Look<Found> = Generator<undefined, Found | undefined>;

/** Fault: `canceled`. */
export async function inTurns<Found>(
  look: Look<Found>,
  scheduler: Scheduler,
  signal: AbortSignalLike | undefined,
): Promise<Result<Found | undefined, Fault>> {
  try {
    for (;;) {
      if (signal?.aborted === true) return err({ code: 'canceled', message: 'The check was canceled' });
      const step = look.next();
      if (step.done === true) return ok(step.value);
      await new Promise<void>((resolve) => scheduler.soon(resolve));
    }
  } finally {
    // Ends what a canceled look has begun.
    look.return(undefined);
  }
}
