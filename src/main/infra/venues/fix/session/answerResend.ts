/** Answers a ResendRequest from what was stored. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import type { Steps } from './steps.ts';
import { msgTypes, msgUseOf } from '../../../../../shared/kernel/fixMessages.ts';

export interface StoredOutgoing {
  readonly seqNum: number;
  readonly msgType: string;
  readonly body: readonly Field[];
  readonly sendingTime: EpochMicros;
  /** An old order that must not become a new one; a gap fill takes its place. */
  readonly stale: boolean;
}

/**
 * Messages of the application go again under their numbers. A gap fill takes the place of session messages, of stale
 * orders and of numbers that nothing is stored for.
 */
export function answerResend(
  steps: Steps,
  from: number,
  to: number,
  stored: readonly StoredOutgoing[],
): void {
  const again = stored.filter(({ msgType, stale }) => msgUseOf(msgType) !== 'session' && !stale);
  let next = from;
  for (const { seqNum, msgType, body, sendingTime } of again) {
    if (seqNum > next) fill(steps, next, seqNum);
    const message = { msgType, seqNum, body, sendingTime: steps.at.now };
    steps.add({ type: 'SentAgain', message, originalTime: sendingTime, atMs: steps.at.ms });
    next = seqNum + 1;
  }
  if (next <= to) fill(steps, next, to + 1);
}

function fill(steps: Steps, from: number, newSeqNo: number): void {
  const body: Field[] = [
    [tags.gapFillFlag, 'Y'],
    [tags.newSeqNo, String(newSeqNo)],
  ];
  const message = { msgType: msgTypes.sequenceReset, seqNum: from, body, sendingTime: steps.at.now };
  steps.add({ type: 'GapFilled', from, message, atMs: steps.at.ms });
}
