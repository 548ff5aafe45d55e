/** Entries of the engine's log, as a window reads them. */
import { z } from 'zod';
import { logLevels } from '../kernel/logLevels.ts';

export const logEntrySchema = z.object({
  /** Rises by one from entry to entry while the engine runs. */
  number: z.number(),
  /** UTC. */
  time: z.string(),
  level: z.enum(logLevels),
  /** The part of the program; empty for an entry that names none. */
  component: z.string(),
  message: z.string(),
  /** The other fields as JSON, cut off where they are long; empty for none. */
  fields: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/** An absent field takes every entry. */
export const logFilterSchema = z.strictObject({
  /** The least urgent level that is wanted. */
  level: z.enum(logLevels).optional(),
  component: z.string().max(64).optional(),
  /** Text in the message, the component or the fields, in any case. */
  text: z.string().max(200).optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

/** The most entries in one message. */
export const logPageMax = 500;
