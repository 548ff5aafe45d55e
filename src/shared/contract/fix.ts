/** A FIX session and its messages, as people see them. Times are UTC with microseconds. */
import { z } from 'zod';
import { askedIds } from './ids.ts';
import { fixMessageKinds } from '../kernel/fixMessages.ts';

/**
 * `held`: nobody tries again before a person says so. `closed`: the schedule has no session now. `waiting`: until the
 * next attempt.
 */
export const fixPhases = [
  'held',
  'closed',
  'waiting',
  'connecting',
  'logging_on',
  'logged_on',
  'logging_out',
] as const;
export type FixPhase = (typeof fixPhases)[number];

const lastMessageSchema = z.object({ msgType: z.string(), seqNum: z.number(), time: z.string() });

export const fixSessionSchema = z.object({
  phase: z.enum(fixPhases),
  /** Why the session is not logged on, where that is known. */
  why: z.string().optional(),
  /** Whether the key store has the password; absent where the Logon takes none from there. */
  passwordKept: z.boolean().optional(),
  /** MsgSeqNum of the next message that leaves. */
  nextOut: z.number(),
  /** MsgSeqNum that is expected next from the venue. */
  nextIn: z.number(),
  /** The last message of each direction; absent before the first. */
  lastOut: lastMessageSchema.optional(),
  lastIn: lastMessageSchema.optional(),
  schedule: z
    .object({
      timeZone: z.string(),
      /** `HH:MM` in that time zone. */
      start: z.string(),
      end: z.string(),
      /** When the next session begins. */
      opensAt: z.string().optional(),
      /** When the present session ends, or the next one where none is open. */
      closesAt: z.string().optional(),
    })
    .optional(),
});
export type FixSessionView = z.infer<typeof fixSessionSchema>;

/** The sessions that a FIX venue may have: one for its orders, and one on which it sends copies of its reports. */
export const fixSessionNames = ['orders', 'drop_copy'] as const;
export type FixSessionName = (typeof fixSessionNames)[number];

/** How many messages a page has at most. */
export const fixPageMax = 500;

export const fixMessageQuerySchema = z.strictObject({
  venue: askedIds.venue,
  session: z.enum(fixSessionNames),
  /** Only messages about this order, under every id that the venue knows it by. */
  orderId: z.string().min(1).max(64).optional(),
  /** False leaves out Heartbeats and TestRequests. */
  heartbeats: z.boolean().optional(),
  beforePosition: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(fixPageMax),
});

export const fixMessageSchema = z.object({
  /** Place in the record of the session; later messages have higher ones. */
  position: z.number(),
  direction: z.enum(['in', 'out']),
  kind: z.enum(fixMessageKinds),
  seqNum: z.number(),
  msgType: z.string(),
  time: z.string(),
  /** As it was on the wire, with passwords starred out. Each field ends in the character 1. */
  raw: z.string(),
});
export type FixMessageView = z.infer<typeof fixMessageSchema>;

export const fixMessagePageSchema = z.object({
  /** Newest first. */
  messages: z.array(fixMessageSchema),
  /** Whether there are older messages. */
  more: z.boolean(),
  /** Names of the venue's own tags, by number, as the configuration has them. */
  tagNames: z.record(z.string(), z.string()),
});
export type FixMessagePage = z.infer<typeof fixMessagePageSchema>;
