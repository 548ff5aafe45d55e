/**
 * The control channel: one JSON request a line and one JSON reply a line, for the methods of the api. A reply is sent
 * as soon as it is ready, with the `id` of its request.
 */
import { z } from 'zod';
import { apiMethods } from './api.ts';
import { replySchema } from './faults.ts';

export const controlRequestSchema = z.strictObject({
  id: z.string().min(1).max(64),
  method: z.enum(apiMethods),
  /** The method's own schema parses the input. */
  input: z.unknown(),
});
export type ControlRequest = z.infer<typeof controlRequestSchema>;

export const controlReplySchema = z.object({
  /** Empty when the id of the request could not be read. */
  id: z.string(),
  reply: replySchema(z.unknown()),
});
export type ControlReply = z.infer<typeof controlReplySchema>;

/** Largest length of a request, in characters. */
export const controlRequestLengthMax = 256 * 1024;
/** Largest length of a reply, in characters: enough for a page of ten thousand orders. */
export const controlReplyLengthMax = 64 * 1024 * 1024;
