/**
 * Checks each message before comlink gets it, because comlink would get, set and construct whatever a message names.
 * The guard admits calls of known methods with one plain argument, and the release of the port. It answers every other
 * message itself.
 */
import { z } from 'zod';
import { isRecord } from '../../../shared/kernel/records.ts';
import { apiMethods } from '../../../shared/contract/api.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { callBounds, outOfBounds } from '../ports/messageBounds.ts';

const callId = z.string().min(1).max(64);

const callMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    id: callId,
    type: z.literal('APPLY'),
    path: z.tuple([z.enum(apiMethods)]),
    argumentList: z.tuple([z.strictObject({ type: z.literal('RAW'), value: z.unknown() })]),
  }),
  z.strictObject({ id: callId, type: z.literal('RELEASE'), path: z.tuple([]).optional() }),
]);

/** A message that comlink may get. */
export type CallMessage = z.infer<typeof callMessageSchema>;

export type CallVerdict =
  | { readonly admitted: true; readonly message: CallMessage }
  /** `id` is the call's id, where the message has a readable one, so that the caller learns of the refusal. */
  | { readonly admitted: false; readonly id: string; readonly fault: FaultView };

/** Judges one message from a window. Never throws. */
export function judgeCallMessage(message: unknown): CallVerdict {
  const reason = outOfBounds(message, callBounds);
  if (reason !== undefined) return refuse(message, reason);
  const parsed = callMessageSchema.safeParse(message);
  if (parsed.success) return { admitted: true, message: parsed.data };
  return refuse(message, 'only a call of a known method, with one argument, is answered here');
}

function refuse(message: unknown, reason: string): CallVerdict {
  const fault: FaultView = {
    code: 'invalid_message',
    message: `The message was refused: ${reason}.`,
  };
  return { admitted: false, id: readableId(message), fault };
}

function readableId(message: unknown): string {
  if (!isRecord(message) || !Object.hasOwn(message, 'id')) return '';
  const parsed = callId.safeParse(message['id']);
  return parsed.success ? parsed.data : '';
}
