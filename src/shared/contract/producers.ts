/** The programs that may send signals over the network, each with a token of its own. */
import { z } from 'zod';
import { askedIds, rowIds } from './ids.ts';

export const producerName = z.string().min(1).max(64);
/** Each name at most once; at least one. */
const namesMax = 1_000;
export const ownSignals = {
  strategies: z.array(askedIds.strategy).min(1).max(namesMax).optional(),
  accounts: z.array(askedIds.account).min(1).max(namesMax).optional(),
};

export const producerViewSchema = z.object({
  producer: z.string(),
  /** Absent: signals of every strategy, or of every account. */
  strategies: z.array(rowIds.strategy).optional(),
  accounts: z.array(rowIds.account).optional(),
  /** The producer sends in the name of the operator with the same name. */
  ofOperator: z.literal(true).optional(),
  /** False where that operator was removed. */
  works: z.boolean(),
  /** Until when the token from before the last rotation is valid, UTC. */
  oldUntil: z.string().optional(),
});
export type ProducerView = z.infer<typeof producerViewSchema>;
