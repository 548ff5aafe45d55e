/**
 * The messages between a window and the main process about the desks of this console, over a port of their own. The
 * engines have no part in it.
 */
import { z } from 'zod';
import { deskColours, deskNameLengthMax } from '../kernel/deskColours.ts';
import { environmentSchema } from './status.ts';
import { tradingStateSchema } from './trading.ts';

const textLengthMax = 1_000;
const text = z.string().max(textLengthMax);
const deskId = z.string().max(64);

/** What the main window of a desk says of it. */
export const deskSummarySchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('connecting') }),
  /** `code` is that of the fault; `standby` for an engine that waits to take over. */
  z.strictObject({ state: z.literal('gone'), code: text, why: text }),
  z.strictObject({
    state: z.literal('connected'),
    environment: environmentSchema,
    /** Nobody is logged in, although the desk has operators. */
    locked: z.boolean(),
    trading: tradingStateSchema,
    /** No new order leaves, whatever the trading state is. */
    held: z.boolean(),
    accepting: z.boolean(),
    /** Kill switches at work. */
    kills: z.number().int(),
    /** Open alerts that call for somebody. */
    alerts: z.number().int(),
  }),
]);
export type DeskSummary = Readonly<z.infer<typeof deskSummarySchema>>;

const badgeSchema = z.object({
  name: z.string().min(1).max(deskNameLengthMax),
  /** One character. */
  letter: z.string().min(1),
  colour: z.enum(deskColours),
});
export type DeskBadge = Readonly<z.infer<typeof badgeSchema>>;

const deskSchema = badgeSchema.extend({
  id: z.string(),
  /** The folder, or the file with the address, in words for people. */
  place: z.string(),
  /** Whether the desk has a window. */
  open: z.boolean(),
  /** Whether it can be taken off the list: the console's own desk can't. */
  removable: z.boolean(),
  /** What its window said last, and when, in milliseconds of the wall clock; absent before it has said anything. */
  told: z.object({ atMs: z.number(), summary: deskSummarySchema }).optional(),
});
export type DeskView = Readonly<z.infer<typeof deskSchema>>;

const viewSchema = z.object({
  /** In the order of the list; the console's own desk first, unless the list names it. */
  desks: z.array(deskSchema),
  /** The desk of this window. */
  here: z.string(),
  /** Why the list of desks can't be used; absent when it can. */
  fault: z.string().optional(),
});
export type DesksView = Readonly<z.infer<typeof viewSchema>>;

export const deskPlaces = ['folder', 'attach'] as const;
export type DeskPlace = (typeof deskPlaces)[number];

/** To the window. */
export const desksToWindowSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('view'), view: viewSchema }),
  /** Answers `add` and `remove`. `fault` says why nothing was done; it is empty where the person canceled. */
  z.object({ type: z.literal('answered'), fault: z.string().optional() }),
]);
export type DesksToWindow = z.infer<typeof desksToWindowSchema>;

/** From the window. */
export const windowToDesksSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('summary'), summary: deskSummarySchema }),
  /** Opens the window of a desk, or brings it to the front. */
  z.strictObject({ type: z.literal('open'), id: deskId }),
  /** A person looks at the list: it is read anew. */
  z.strictObject({ type: z.literal('look') }),
  /** Takes a desk without a window off the list. */
  z.strictObject({ type: z.literal('remove'), id: deskId }),
  /** Adds a desk to the list. The person chooses the place in a dialog of the system. */
  z.strictObject({
    type: z.literal('add'),
    name: z.string().max(textLengthMax),
    letter: z.string().max(textLengthMax),
    colour: z.enum(deskColours),
    place: z.enum(deskPlaces),
  }),
]);
export type WindowToDesks = z.infer<typeof windowToDesksSchema>;
