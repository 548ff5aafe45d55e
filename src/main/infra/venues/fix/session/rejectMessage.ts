/** Refuses a message of the other side. */
import { msgTypeOf, tags, valueOf, type Field } from '../codec/fixMessage.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import type { MessageFault } from './messageFaults.ts';
import type { Steps } from './steps.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

/** Tells the other side that its message is refused, and why. */
export function reject(steps: Steps, message: ParsedMessage, fault: MessageFault): void {
  const seqNum = valueOf(message, tags.msgSeqNum) ?? '0';
  const type = msgTypeOf(message);
  const about: readonly Field[] = [
    [tags.refSeqNum, seqNum],
    [tags.refMsgType, type === '' ? '?' : type],
  ];
  if (fault.type === 'business') {
    const reason: Field = [tags.businessRejectReason, String(fault.reason)];
    steps.send(msgTypes.businessMessageReject, [...about, reason, [tags.text, fault.text]]);
  } else {
    steps.send(msgTypes.reject, [
      ...about,
      [tags.refTagId, String(fault.tag)],
      [tags.sessionRejectReason, String(fault.reason)],
      [tags.text, fault.text],
    ]);
  }
  steps.add({ type: 'Refused', message, why: fault.text });
}
