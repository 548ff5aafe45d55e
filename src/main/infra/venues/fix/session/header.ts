/** The header that every message of the session has. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { frame } from '../codec/encodeMessage.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import type { OutgoingMessage, SessionSettings } from './sessionState.ts';

/** When and how the message was sent under its number before. */
export type Repeat = { readonly originalTime: EpochMicros } | undefined;

/** The whole message as it goes over the wire. `repeat` marks a message that may have arrived before. */
export function wireText(message: OutgoingMessage, repeat: Repeat, settings: SessionSettings): string {
  const duplicate: readonly Field[] = repeat === undefined ? [] : [[tags.possDupFlag, 'Y']];
  const original: readonly Field[] =
    repeat === undefined ? [] : [[tags.origSendingTime, formatUtcTimestamp(repeat.originalTime)]];
  return frame(settings.beginString, [
    [tags.msgType, message.msgType],
    [tags.senderCompId, settings.senderCompId],
    [tags.targetCompId, settings.targetCompId],
    [tags.msgSeqNum, String(message.seqNum)],
    ...duplicate,
    [tags.sendingTime, formatUtcTimestamp(message.sendingTime)],
    ...original,
    ...message.body,
  ]);
}
