/** Messages for tests of the record of a session. */
import { epochMicros } from '../../../../../../shared/kernel/time.ts';
import type { LoggedMessage } from '../keptMessage.ts';
import type { KeptNumbers } from '../sessionRecord.ts';

export const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };

export function numbers(nextOut: number, nextIn: number, epoch = 1): KeptNumbers {
  return { epoch, nextOut, nextIn, windowStart: 0 };
}

export function message(seqNum: number, change: Partial<LoggedMessage> = {}): LoggedMessage {
  const raw = `8=FIX.4.4\u000135=D\u000134=${seqNum}\u0001`;
  const time = epochMicros(1_700_000_000_000_000 + seqNum);
  return { direction: 'out', kind: 'sent', epoch: 1, seqNum, msgType: 'D', time, raw, ...change };
}
