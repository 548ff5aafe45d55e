/** What may become of a stored message that the venue asks for again. */
import { msgTypes, tags } from '../codec/fixMessage.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import type { KeptMessage } from '../store/keptMessage.ts';
import type { StoredOutgoing } from './answerResend.ts';

/** Milliseconds. An order that is older, or left on another connection, is stale: it is never sent again. */
export const resendMsMax = 5_000;

const orderTypes: ReadonlySet<string> = new Set([
  msgTypes.newOrderSingle,
  msgTypes.orderCancelReplaceRequest,
]);

export interface ResendTime {
  /** Milliseconds on a clock that never steps. */
  readonly ms: number;
  /** The time at which an order left on the present connection, by its number. Older ones may be missing. */
  readonly leftMs: ReadonlyMap<number, number>;
}

/** Whether the message would become an order at the venue, or change one. */
export function isOrderType(msgType: string): boolean {
  return orderTypes.has(msgType);
}

/** Whether the message would become an order too late, so that the venue never takes it. */
export function isNeverSentAgain(message: KeptMessage, at: ResendTime): boolean {
  return isOrderType(message.msgType) && isStale(message, at);
}

/** Nothing where the stored text is no message. */
export function storedOutgoing(message: KeptMessage, at: ResendTime): readonly StoredOutgoing[] {
  const parsed = parseMessage(message.raw);
  if (!parsed.ok) return [];
  const { seqNum, msgType, time } = message;
  const body = parsed.value.fields.filter(([tag]) => !headerTags.has(tag));
  return [{ seqNum, msgType, body, sendingTime: time, stale: isStale(message, at) }];
}

function isStale({ kind, msgType, seqNum }: KeptMessage, { ms, leftMs }: ResendTime): boolean {
  if (kind === 'unsent') return true;
  return isOrderType(msgType) && ms - (leftMs.get(seqNum) ?? -Infinity) > resendMsMax;
}

/** Fields of the header and of a repetition; what is left is the body. */
const headerTags: ReadonlySet<number> = new Set([
  tags.msgType,
  tags.senderCompId,
  tags.targetCompId,
  tags.msgSeqNum,
  tags.possDupFlag,
  tags.sendingTime,
  tags.origSendingTime,
]);
