/** Asks until there is an answer. */
import { StoreReadError } from '../../src/main/engine/events/storeReadError.ts';

/** A question has 30 s; rows that are all made anew take longer on a busy machine. Each time more of them are there. */
export async function patiently<Answer>(ask: () => Promise<Answer> | Answer): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreReadError) || error.fault.code !== 'read_timed_out') throw error;
    }
  }
}
