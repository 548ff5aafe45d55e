/** What may become of a stored message that the venue asks for again. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { msgTypes, tags } from '../codec/fixMessage.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import type { KeptMessage } from '../store/keptMessage.ts';
import type { StoredOutgoing } from './answerResend.ts';

/** Microseconds. An order that is older, or left on another connection, is stale: it is never sent again. */
const resendAgeMicrosMax = 5_000_000;

const orderTypes: ReadonlySet<string> = new Set([
  msgTypes.newOrderSingle,
  msgTypes.orderCancelReplaceRequest,
]);

export interface ResendTime {
  readonly now: EpochMicros;
  /** When the present connection began; undefined where there is none. */
  readonly connectedAt: EpochMicros | undefined;
}

/** Whether the message would become an order too late, so that the venue never takes it. */
export function isNeverSentAgain(message: KeptMessage, at: ResendTime): boolean {
  return orderTypes.has(message.msgType) && isStale(message, at);
}

/** Nothing where the stored text is no message. */
export function storedOutgoing(message: KeptMessage, at: ResendTime): readonly StoredOutgoing[] {
  const parsed = parseMessage(message.raw);
  if (!parsed.ok) return [];
  const { seqNum, msgType, time } = message;
  const body = parsed.value.fields.filter(([tag]) => !headerTags.has(tag));
  return [{ seqNum, msgType, body, sendingTime: time, stale: isStale(message, at) }];
}

function isStale({ kind, msgType, time }: KeptMessage, { now, connectedAt }: ResendTime): boolean {
  if (kind === 'unsent') return true;
  if (!orderTypes.has(msgType)) return false;
  return now - time > resendAgeMicrosMax || connectedAt === undefined || time < connectedAt;
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
