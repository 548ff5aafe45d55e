/**
 * What a console and an engine of another process say to each other besides the messages of their windows. The console
 * begins with `hello`. The engine answers `welcome`, or `refused` and closes. Both say `ping` once a second.
 */
import { z } from 'zod';
import { engineProcessSchema } from './consoles.ts';
import { filePurposeSchema } from './engineThread.ts';
import { faultSchema } from './faults.ts';
import { environmentSchema } from './status.ts';

/** Rises when frames or the messages here change. What windows say is told apart by the program's version. */
export const linkProtocol = 2;

/** Milliseconds between two signs of life. */
export const linkPingMs = 1_000;
/** Milliseconds without a sign of life after which a console says that it has lost its engine. */
export const engineSilentMsMax = 3_000;
/** Milliseconds without a sign of life after which an engine lets a console go. */
export const consoleSilentMsMax = 10_000;
/** Milliseconds from the connection to the whole `hello`, and from there to its answer. */
export const helloMsMax = 5_000;
/** How many windows of one console an engine serves. */
export const linkWindowsMax = 32;
/** Bytes of one message of a console: enough for the largest call. */
export const consoleFrameBytesMax = 1024 * 1024;
/** Bytes of one message of an engine: enough for a list of eight million orders. */
export const engineFrameBytesMax = 64 * 1024 * 1024;

/** Shown to people at other consoles, hence only what can be printed. */
const machineName = z
  .string()
  .max(255)
  .regex(/^\P{C}+$/u);

export const fromConsoleSchema = z.discriminatedUnion('type', [
  // A later version may say more here, and is to be told that it is of another version.
  z.object({
    type: z.literal('hello'),
    protocol: z.number().int(),
    version: z.string().max(64),
    machine: machineName,
    /** The key of the last `welcome`: takes up the login of a connection that was lost a moment ago. */
    resume: z.string().max(128).optional(),
  }),
  z.strictObject({ type: z.literal('ping') }),
  /** A window of the console begins, under a number that it has not used before on this connection. */
  z.strictObject({ type: z.literal('open'), window: z.number().int().min(1) }),
  z.strictObject({ type: z.literal('close'), window: z.number().int().min(1) }),
  /** Answers `file-wanted`; without a path the dialog was canceled. */
  z.strictObject({ type: z.literal('file-chosen'), path: z.string().min(1).max(4096).optional() }),
  /** The console was closed by a person: its login ends. */
  z.strictObject({ type: z.literal('goodbye') }),
]);
export type FromConsole = z.infer<typeof fromConsoleSchema>;

export const fromEngineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    environment: environmentSchema,
    process: engineProcessSchema,
    /** The id of its record; absent where the record has none. */
    record: z.string().optional(),
    resume: z.string(),
  }),
  z.object({ type: z.literal('refused'), fault: faultSchema }),
  z.object({ type: z.literal('ping') }),
  /** Asks the person at the console for a file. It is not asked again before the answer. */
  z.object({ type: z.literal('file-wanted'), purpose: filePurposeSchema }),
  /** The engine ends, for this reason. */
  z.object({ type: z.literal('ended'), reason: z.string() }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
