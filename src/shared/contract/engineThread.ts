/**
 * The messages between the main process and the engine's thread. The ports of a window's connection travel beside the
 * `connect` message, calls first, streams second.
 */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import type { Fault } from '../kernel/fault.ts';
import { faultSchema } from './faults.ts';
import { environmentSchema } from './status.ts';

/** The values with which the thread is started. */
export interface EngineThreadData {
  readonly dataFolder: string;
  /** Folder of the files that come with the console: prices, sample signals. */
  readonly resourceFolder: string;
  readonly version: string;
  /**
   * Path of the configuration file. Absent: a file in the data folder is read, or the defaults hold where there is
   * none.
   */
  readonly configuration?: string;
  /**
   * Present where nobody named the data folder or a configuration: a first start there gets the sample configuration.
   */
  readonly isOwnPlace?: boolean;
}

/** Why a person chooses a file: to read signals from it, or to write a copy of the event store, some events or orders. */
export const filePurposeSchema = z.enum(['replay', 'backup', 'export', 'orders']);
export type FilePurpose = z.infer<typeof filePurposeSchema>;

/** From the main process to the thread. `connect` carries the ports themselves. */
export type ToEngineThread<Port> =
  | { readonly type: 'connect'; readonly calls: Port; readonly streams: Port }
  /** A message from a venue's process to its parent. */
  | { readonly type: 'venue-said'; readonly venue: string; readonly message: unknown }
  /** A venue's process ended by itself; the main process starts it again. */
  | { readonly type: 'venue-ended'; readonly venue: string; readonly exitCode: number }
  /** Asks what would be left behind if the engine ended now; answered by `left-behind`. */
  | { readonly type: 'list-left-behind'; readonly requestId: number }
  /** Answers `file-wanted`; without a path the dialog was canceled. */
  | { readonly type: 'file-chosen'; readonly path?: string }
  /** Answers `password-wanted` and `password-given`: without a fault and a password there is none. */
  | {
      readonly type: 'password-answered';
      readonly requestId: number;
      readonly password?: string;
      readonly fault?: Fault;
    }
  /** Asks the engine to drain and close; answered by `stopped`. */
  | { readonly type: 'stop'; readonly reason: string };

/** The orders of one venue that it may still fill. */
export const workingOrdersSchema = z.object({
  venue: rowIds.venue,
  orders: z.number().int(),
  /** Orders whose cancel the venue has not confirmed, and orders of which nobody knows whether the venue has them. */
  pendingCancels: z.number().int(),
  inDoubt: z.number().int(),
  /** Why the state of the orders can't be known, such as `has not answered for 7 s`; absent while the venue answers. */
  trouble: z.string().optional(),
  /** The venue cancels its working orders when the connection ends. */
  cancelOnDisconnect: z.boolean(),
  /** One line for each order, oldest first, cut to a number of lines that a person can read. */
  examples: z.array(z.string()),
});
export type WorkingOrders = z.infer<typeof workingOrdersSchema>;

/** What a person must know before ending the engine. */
export const leftBehindSchema = z.object({
  venues: z.array(workingOrdersSchema),
  /**
   * One line for each kill switch and trading state that is in force and not on record; the engine forgets it when it
   * ends.
   */
  forgotten: z.array(z.string()),
});
export type LeftBehind = z.infer<typeof leftBehindSchema>;

/** From the thread to the main process. */
export const fromEngineThreadSchema = z.discriminatedUnion('type', [
  /**
   * Asks for the process of a simulated venue. The main process keeps it up until `venue-unneeded` comes or the thread
   * ends.
   */
  z.object({ type: z.literal('venue-wanted'), venue: rowIds.venue, args: z.array(z.string()) }),
  z.object({ type: z.literal('venue-unneeded'), venue: rowIds.venue }),
  /** Asks the person at the window for a file. The thread does not ask again before the answer, `file-chosen`. */
  z.object({ type: z.literal('file-wanted'), purpose: filePurposeSchema }),
  /** Asks for a password, or asks to keep one, with the system's key store; each is answered by `password-answered`. */
  z.object({ type: z.literal('password-wanted'), requestId: z.number().int(), key: z.string() }),
  z.object({
    type: z.literal('password-given'),
    requestId: z.number().int(),
    key: z.string(),
    password: z.string(),
  }),
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
