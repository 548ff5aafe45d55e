/**
 * What the main process and the engine's thread say to each other. The ports of
 * a window's connection travel beside the `connect` message, calls first,
 * streams second.
 */
import { z } from 'zod';
import { faultSchema } from './faults.ts';
import { environmentSchema } from './status.ts';

/** What the thread is started with. */
export interface EngineThreadData {
  readonly dataFolder: string;
  /** Files that come with the console: prices, sample signals. */
  readonly resourceFolder: string;
  readonly version: string;
  /** The configuration file; one in the data folder without it, and the defaults without that. */
  readonly configuration?: string;
}

/** What a file is chosen for: one of signals to be read, or a new one for a copy of the event store. */
export const filePurposeSchema = z.enum(['replay', 'backup']);
export type FilePurpose = z.infer<typeof filePurposeSchema>;

/** From the main process to the thread. `connect` carries the ports itself. */
export type ToEngineThread<Port> =
  | { readonly type: 'connect'; readonly calls: Port; readonly streams: Port }
  /** What a venue's process told its parent. */
  | { readonly type: 'venue-said'; readonly venue: string; readonly message: unknown }
  /** It ended by itself; the main process starts it again. */
  | { readonly type: 'venue-ended'; readonly venue: string; readonly exitCode: number }
  /** What would be left behind if the engine ended now? */
  | { readonly type: 'list-left-behind'; readonly requestId: number }
  /** Answers `file-wanted`; without a path the dialog was canceled. */
  | { readonly type: 'file-chosen'; readonly path?: string }
  /** Drain and close; answered by `stopped`. */
  | { readonly type: 'stop'; readonly reason: string };

/** Orders of one venue that it may still fill. */
export const workingOrdersSchema = z.object({
  venue: z.string(),
  orders: z.number().int(),
  /** One line an order, the oldest first, cut to a readable number. */
  examples: z.array(z.string()),
});
export type WorkingOrders = z.infer<typeof workingOrdersSchema>;

/** What somebody must know who ends the engine. */
export const leftBehindSchema = z.object({
  venues: z.array(workingOrdersSchema),
  /** One line for each kill switch and trading state that is in force but not on record, and forgotten with the engine. */
  forgotten: z.array(z.string()),
});
export type LeftBehind = z.infer<typeof leftBehindSchema>;

/** From the thread to the main process. */
export const fromEngineThreadSchema = z.discriminatedUnion('type', [
  /** Asks for a simulated venue's process, to be kept up until it is not needed or the thread ends. */
  z.object({ type: z.literal('venue-wanted'), venue: z.string(), args: z.array(z.string()) }),
  z.object({ type: z.literal('venue-unneeded'), venue: z.string() }),
  /** Asks the person at the window for a file; not again before the answer, `file-chosen`. */
  z.object({ type: z.literal('file-wanted'), purpose: filePurposeSchema }),
  z.object({ type: z.literal('ready'), environment: environmentSchema }),
  /** The engine can't start or can't go on; the thread ends. */
  z.object({ type: z.literal('failed'), fault: faultSchema }),
  z.object({
    type: z.literal('left-behind'),
    requestId: z.number().int(),
    left: leftBehindSchema,
  }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromEngineThread = z.infer<typeof fromEngineThreadSchema>;
