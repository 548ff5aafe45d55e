/**
 * When messages that age quickly left on the present connection, by a clock that nobody sets. The times say which of
 * these messages may still be sent again.
 */
import type { Clock } from '../../../engine/ports.ts';
import { agesQuickly, resendMsMax, type ResendTime } from './session/storedOutgoing.ts';
import type { OutgoingMessage } from './session/sessionState.ts';

export class Departures {
  private readonly clock: Clock;
  /** Times by number, of the last seconds, oldest first. */
  private readonly leftMs = new Map<number, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  now(): ResendTime {
    return { ms: this.clock.monotonicMs(), leftMs: this.leftMs };
  }

  left({ msgType, seqNum }: OutgoingMessage): void {
    const now = this.clock.monotonicMs();
    for (const [earlier, ms] of this.leftMs) {
      if (now - ms <= resendMsMax) break;
      this.leftMs.delete(earlier);
    }
    if (agesQuickly(msgType)) this.leftMs.set(seqNum, now);
  }

  /** The venue has answered this message, so it is never sent again: a second copy could become a second order. */
  answered(seqNum: number): void {
    this.leftMs.delete(seqNum);
  }

  /** Forgets all times: the connection is gone. */
  clear(): void {
    this.leftMs.clear();
  }
}
