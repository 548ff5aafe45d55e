/** Decides whether a stored message may be sent when the venue asks for it again. */
import { tags } from '../codec/fixMessage.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import type { KeptMessage } from '../store/keptMessage.ts';
import type { StoredOutgoing } from './answerResend.ts';
import { msgTypes, msgUseOf } from '../../../../../shared/kernel/fixMessages.ts';

/** Milliseconds. An order that is older, or left on another connection, is stale: it is never sent again. */
export const resendMsMax = 5_000;

export interface ResendTime {
  /** Milliseconds on a clock that never steps backwards. */
  readonly ms: number;
  /** When each message that ages quickly left on the present connection, by number. */
  readonly leftMs: ReadonlyMap<number, number>;
}

/**
 * Whether the message may go again only on the same connection, and soon: an order, and a request for market data,
 * which the next connection makes anew.
 */
export function agesQuickly(msgType: string): boolean {
  return msgUseOf(msgType) === 'order' || msgType === msgTypes.marketDataRequest;
}

/** Whether the message would become an order too late, so that the venue never takes it. */
export function isNeverSentAgain(message: KeptMessage, at: ResendTime): boolean {
  return msgUseOf(message.msgType) === 'order' && isStale(message, at);
}

/** Empty where the stored text is no message. */
export function storedOutgoing(message: KeptMessage, at: ResendTime): readonly StoredOutgoing[] {
  const parsed = parseMessage(message.raw);
  if (!parsed.ok) return [];
  const { seqNum, msgType, time } = message;
  const body = parsed.value.fields.filter(([tag]) => !headerTags.has(tag));
  return [{ seqNum, msgType, body, sendingTime: time, stale: isStale(message, at) }];
}

function isStale({ kind, msgType, seqNum }: KeptMessage, { ms, leftMs }: ResendTime): boolean {
  if (kind === 'unsent') return true;
  return agesQuickly(msgType) && ms - (leftMs.get(seqNum) ?? -Infinity) > resendMsMax;
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
