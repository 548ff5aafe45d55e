/** Checks every line that a client sends to the venue. */
import { z } from 'zod';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { duplicateKeysText, parseJson } from '../../../../../shared/kernel/strictJson.ts';
import {
  clientMessage,
  identifier,
  requestId,
  type ClientMessage,
  type ControlMessage,
  type VenueMessage,
} from '../wire/protocol.ts';
import { isNameOf } from '../../../../../shared/kernel/names.ts';

export type VenueComplaint = Extract<VenueMessage, { type: 'error' }>;
/** Messages that a trader sends, without those that steer the simulated market. */
export type TradeMessage = Exclude<ClientMessage, ControlMessage>;

const withId = z.object({ id: requestId });
const aboutOrder = z.object({ type: z.enum(['submit', 'cancel', 'replace']), clientOrderId: identifier });
const complaintLengthMax = 1_000;

/**
 * The message of a line, or the answer at `venueTime` that says what is wrong with the line. The answer carries the
 * message's id where it has one.
 */
export function parseClientMessage(
  line: string,
  venueTime: () => number,
): Result<ClientMessage, VenueComplaint> {
  const json = parseJson(line);
  if (!json.ok) {
    const { error } = json;
    const message =
      error.type === 'malformed' ? 'a line must be one JSON object' : duplicateKeysText(error.keys);
    return err({ type: 'error', code: 'not_json', message });
  }
  const parsed = clientMessage.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  const id = withId.safeParse(json.value).data?.id;
  const message = z.prettifyError(parsed.error).slice(0, complaintLengthMax);
  const order = aboutOrder.safeParse(json.value).data;
  const about = order && {
    request: order.type,
    clientOrderId: order.clientOrderId,
    venueTime: venueTime(),
  };
  return err({
    type: 'error',
    ...(id !== undefined && { id }),
    ...(about !== undefined && { about }),
    code: 'bad_message',
    message,
  });
}

const tradeMessages: Readonly<Record<TradeMessage['type'], true>> = {
  hello: true,
  submit: true,
  cancel: true,
  replace: true,
  query: true,
  openOrders: true,
  executions: true,
  positions: true,
  ping: true,
};

export function isControl(message: ClientMessage): message is ControlMessage {
  return !isNameOf(tradeMessages, message.type);
}
