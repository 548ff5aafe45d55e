/** Application messages on their way out: they wait for a number, and then for the wire. */
import type { Field } from './codec/fixMessage.ts';

/** A message that waits, or was sent. */
export interface Outgoing {
  readonly msgType: string;
  readonly body: readonly Field[];
  /**
   * `numbered`: it leaves with the next commit. `sent`: the operating system has it, so it may have reached the venue.
   * `withdrawn`: it was taken back before it had a number.
   */
  status: 'waiting' | 'numbered' | 'sent' | 'withdrawn';
  readonly onSent: (seqNum: number) => void;
  /** Asked right before the message gets its number. Where it says no, the message never leaves. */
  readonly isWanted: () => boolean;
}

export class OutgoingQueue {
  private waiting: Outgoing[] = [];
  private readonly numbered = new Map<number, Outgoing>();

  /** Whether a message waits that may leave. */
  has(mayLeave: (msgType: string) => boolean): boolean {
    return this.waiting.some(({ msgType }) => mayLeave(msgType));
  }

  add(msgType: string, body: readonly Field[], hooks: Pick<Outgoing, 'onSent' | 'isWanted'>): Outgoing {
    const outgoing: Outgoing = { msgType, body, status: 'waiting', ...hooks };
    this.waiting.push(outgoing);
    return outgoing;
  }

  /** The messages that may leave, wait for a number and were not withdrawn; none of them waits any more. */
  take(mayLeave: (msgType: string) => boolean): readonly Outgoing[] {
    const waiting = this.waiting.filter(({ status }) => status === 'waiting');
    this.waiting = waiting.filter(({ msgType }) => !mayLeave(msgType));
    return waiting.filter(({ msgType }) => mayLeave(msgType));
  }

  number(outgoing: Outgoing, seqNum: number): void {
    outgoing.status = 'numbered';
    this.numbered.set(seqNum, outgoing);
  }

  left(seqNum: number): void {
    const outgoing = this.numbered.get(seqNum);
    if (outgoing === undefined) return;
    this.numbered.delete(seqNum);
    outgoing.status = 'sent';
    outgoing.onSent(seqNum);
  }

  clear(): void {
    this.waiting = [];
    this.numbered.clear();
  }
}
