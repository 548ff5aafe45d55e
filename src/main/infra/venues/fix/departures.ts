/**
 * When messages that age quickly left on the present connection, on a clock that nobody sets. It says which of them may
 * still go again.
 */
import type { Clock } from '../../../engine/ports.ts';
import { agesQuickly, resendMsMax, type ResendTime } from './session/storedOutgoing.ts';
import type { OutgoingMessage } from './session/sessionState.ts';

export class Departures {
  private readonly clock: Clock;
  /** By number, of the last seconds, the oldest first. */
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

  /** The venue has answered this message, so it never goes again: done twice it could be an order twice. */
  answered(seqNum: number): void {
    this.leftMs.delete(seqNum);
  }

  /** The connection is gone, and what left on it with it. */
  clear(): void {
    this.leftMs.clear();
  }
}
