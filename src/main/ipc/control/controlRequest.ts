/** Reads one line of the control channel. */
import { z } from 'zod';
import {
  controlRequestSchema,
  type ControlReply,
  type ControlRequest,
} from '../../../shared/contract/control.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { duplicateKeysText, parseJson } from '../../../shared/kernel/strictJson.ts';
import { callBounds, outOfBounds } from '../ports/messageBounds.ts';
import { failed } from '../views/faultView.ts';

const idSchema = z.object({ id: controlRequestSchema.shape.id });

/** The request of a line, or the reply that refuses the line. Never throws. */
export function readControlLine(line: string): Result<ControlRequest, ControlReply> {
  const json = parseJson(line);
  if (!json.ok) {
    const { error } = json;
    return err(refusedLine(error.type === 'malformed' ? 'it is no JSON' : duplicateKeysText(error.keys)));
  }
  const message = json.value;
  const id = idSchema.safeParse(message).data?.id ?? '';
  const reason = outOfBounds(message, callBounds);
  if (reason !== undefined) return err(refusedLine(reason, id));
  const parsed = controlRequestSchema.safeParse(message);
  if (parsed.success) return ok(parsed.data);
  return err(refusedLine('expected {"id", "method", "input"} with a known method', id));
}

export function refusedLine(reason: string, id = ''): ControlReply {
  return {
    id,
    reply: failed({ code: 'invalid_message', message: `The request was refused: ${reason}.` }),
  };
}
