/** Reads a text from a bridge: a message, a message that the console has no use for, or a wrong one. */
import { z } from 'zod';
import { duplicateKeysText, parseJson } from '../../../shared/kernel/strictJson.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import { receivedSchema, wrongRequestSchema, type AnsweredType, type Received } from './receivedMessages.ts';

export type ReadMessage =
  | { readonly kind: 'message'; readonly message: Received }
  /** Events of private channels, and answers to questions that nobody here asked. */
  | { readonly kind: 'unused'; readonly type: string }
  | {
      readonly kind: 'wrong';
      readonly why: string;
      /** The request, where it can be answered although it is wrong. */
      readonly request: { readonly type: AnsweredType; readonly requestUuid: string } | undefined;
    };

const shownLengthMax = 200;
const unusedType = z.object({ type: z.string().regex(/^(?:PrivateChannel\.\w+|\w+Response)$/) });

export function readMessage(text: string): ReadMessage {
  const json = parseJson(text);
  if (!json.ok) {
    const why = json.error.type === 'malformed' ? 'it is no JSON' : duplicateKeysText(json.error.keys);
    return { kind: 'wrong', why, request: undefined };
  }
  const read = receivedSchema.safeParse(json.value);
  if (read.success) return { kind: 'message', message: read.data };
  const unused = unusedType.safeParse(json.value);
  if (unused.success) return { kind: 'unused', type: shown(unused.data.type) };
  const request = wrongRequestSchema.safeParse(json.value);
  return {
    kind: 'wrong',
    why: whyOf(read.error),
    request: request.success
      ? { type: request.data.type, requestUuid: request.data.meta.requestUuid }
      : undefined,
  };
}

function whyOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  const what = issue?.message ?? 'it has another form';
  return shown(place === '' ? what : `${place}: ${what}`);
}

/** A text from outside, shortened and without invisible characters. */
export function shown(text: string): string {
  const bounded = text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text;
  return visibleLine(bounded);
}
