/**
 * The control channel: one JSON request a line, one JSON reply a line, for the methods of the api. The replies come
 * as they are ready; `id` is the request's.
 */
import { z } from 'zod';
import { apiMethods } from './api.ts';
import { replySchema } from './faults.ts';

export const controlRequestSchema = z.strictObject({
  id: z.string().min(1).max(64),
  method: z.enum(apiMethods),
  /** As the method's own schema says. */
  input: z.unknown(),
});
export type ControlRequest = z.infer<typeof controlRequestSchema>;

export const controlReplySchema = z.object({
  /** Empty when the request's could not be read. */
  id: z.string(),
  reply: replySchema(z.unknown()),
});
export type ControlReply = z.infer<typeof controlReplySchema>;

/** Characters of one request. */
export const controlRequestLengthMax = 256 * 1024;
/** Characters of one reply: a page of ten thousand orders. */
export const controlReplyLengthMax = 64 * 1024 * 1024;
