/** The process of the engine, and the consoles that are connected to it. */
import { z } from 'zod';
import { sessionSchema } from './session.ts';

/** The process that an engine runs in. */
export const engineProcessSchema = z.object({
  /** `console` where it is the console's own, else the command, such as `desk run`. */
  host: z.string(),
  processId: z.number().int(),
  machine: z.string(),
});
export type EngineProcess = z.infer<typeof engineProcessSchema>;

/** The person in front of a console. */
export const consolePersonSchema = z.object({
  /** `nobody` where nobody has logged in. */
  operator: z.string(),
  standing: sessionSchema.shape.standing,
  machine: z.string(),
  /** The name in the console's certificate, where it comes over the network. */
  certificate: z.string().optional(),
});
export type ConsolePerson = z.infer<typeof consolePersonSchema>;

export const consoleViewSchema = consolePersonSchema.extend({
  /** Since when it is connected, UTC. */
  since: z.string(),
  /** Whether it is the console that asks. */
  isYours: z.boolean(),
});
export type ConsoleView = z.infer<typeof consoleViewSchema>;
