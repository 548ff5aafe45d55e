/** Bounds how long a question to the reading side may wait. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { Scheduler } from '../ports.ts';

/** Milliseconds that a question may wait for its answer, also while the rows are made anew after a start. */
export const answerMsMax = 30_000;

/**
 * Rejects with `read_timed_out` when the answer does not come in time. `late` describes what the question waited for.
 */
export function withinDeadline<Answer>(
  scheduler: Scheduler,
  answer: Promise<Answer>,
  late: () => Pick<Fault, 'message' | 'details'>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = scheduler.after(answerMsMax, () =>
      reject(new StoreReadError({ code: 'read_timed_out', ...late() })),
    );
    answer.then(resolve, reject).finally(() => timer.cancel());
  });
}

/** The message for a question that waited too long for the rows. */
export function rowsBehind(position: number, atLeast: number): Pick<Fault, 'message' | 'details'> {
  const waited = `no answer within ${answerMsMax / 1_000} s`;
  return {
    message: `${waited}: the read models hold the events up to position ${position}, and position ${atLeast} was asked for`,
    details: { position, atLeast },
  };
}
