/**
 * The messages between the main window and the main process about other programs on this machine (FDC3), over a port of
 * their own. The engine has no part in it.
 */
import { z } from 'zod';
import { userChannelIds } from '../kernel/userChannels.ts';

export const bridgePortMin = 1_024;
export const bridgePortMax = 65_535;
export const bridgeTokenLengthMax = 8_000;
const textLengthMax = 1_000;

/** The settings of the console itself, whoever is logged in. */
export const programSettingsSchema = z.strictObject({
  on: z.boolean(),
  /** Where a bridge is looked for; absent for the ports of the standard, 4475 to 4575, one after another. */
  port: z.number().int().min(bridgePortMin).max(bridgePortMax).optional(),
  /** The user channel that the console follows; absent for none. */
  channel: z.enum(userChannelIds).optional(),
});
export type ProgramSettings = Readonly<z.infer<typeof programSettingsSchema>>;

export const firstProgramSettings: ProgramSettings = { on: false };

const text = z.string().max(textLengthMax);
const ms = z.number();
const port = z.number().int();

/** Why there is no connection, and since when, in milliseconds of the wall clock. */
const breakSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('refused'), why: text, sinceMs: ms }),
  z.object({ kind: z.literal('lost'), why: text, sinceMs: ms }),
]);

const linkSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('off') }),
  /** A connection is tried, or the pause before the next search runs. */
  z.object({
    status: z.literal('looking'),
    after: breakSchema.optional(),
    /** When the next search begins; absent while one runs. */
    againAtMs: ms.optional(),
  }),
  z.object({
    status: z.literal('connected'),
    port,
    name: text,
    agents: z.array(text),
    sinceMs: ms,
  }),
]);
export type ProgramLink = Readonly<z.infer<typeof linkSchema>>;

const viewSchema = z.object({
  settings: programSettingsSchema,
  hasToken: z.boolean(),
  /** Why the last settings could not be stored, or the stored ones could not be read. */
  fault: text.optional(),
  link: linkSchema,
  /** What came last, and what the console did with it. */
  last: z.object({ atMs: ms, from: text, what: text, outcome: text }).optional(),
  /** How many wrong messages have come since the console started, and the last one. */
  wrong: z.object({ count: z.number().int(), last: text.optional() }),
});
export type ProgramsView = Readonly<z.infer<typeof viewSchema>>;

/** An instrument as another program names it. */
const instrumentSchema = z.object({
  /** By the names that FDC3 gives the kinds of identifiers, such as `ticker` or `ISIN`. */
  ids: z.partialRecord(z.string(), text),
  name: text.optional(),
});
export type ForeignInstrument = Readonly<z.infer<typeof instrumentSchema>>;

const askSchema = z.object({
  id: z.number().int(),
  /** `symbol`: the ticket may take it. `orders`: the blotter is wanted too, of the instrument where there is one. */
  wants: z.enum(['symbol', 'orders']),
  instrument: instrumentSchema.optional(),
  /** The program, as its bridge names it. */
  from: text,
});
export type ProgramAsk = Readonly<z.infer<typeof askSchema>>;

/** To the window. */
export const programsToWindowSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('view'), view: viewSchema }),
  z.object({ type: z.literal('ask'), ask: askSchema }),
]);
export type ProgramsToWindow = z.infer<typeof programsToWindowSchema>;

/** From the window. */
export const windowToProgramsSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('settings'), settings: programSettingsSchema }),
  /** An empty token removes the stored one. */
  z.strictObject({ type: z.literal('token'), token: z.string().max(bridgeTokenLengthMax) }),
  /**
   * What the console did with an ask, in words for people. `front`: the main window shows it, and comes to the front.
   */
  z.strictObject({
    type: z.literal('outcome'),
    id: z.number().int(),
    done: z.boolean(),
    front: z.boolean(),
    outcome: text,
  }),
]);
export type WindowToPrograms = z.infer<typeof windowToProgramsSchema>;
