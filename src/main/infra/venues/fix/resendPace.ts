/**
 * A venue may ask again and again for the same messages. It gets them once a second at most: each answer sends all of
 * them, so a storm of requests would cause a storm of repeated orders.
 */
import type { Clock, Scheduler, Timer } from '../../../engine/ports.ts';

/** Milliseconds between two answers with the same messages. */
export const resendPauseMs = 1_000;

interface Range {
  readonly from: number;
  readonly to: number;
}

export class ResendPace {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly scheduler: Pick<Scheduler, 'after'>;
  private readonly answer: (from: number, to: number) => void;
  /** The range that was sent again, and when; requests within the pause extend it. */
  private sent: (Range & { readonly atMs: number }) | undefined;
  private waiting: Range | undefined;
  private timer: Timer | undefined;

  constructor(
    clock: Pick<Clock, 'monotonicMs'>,
    scheduler: Pick<Scheduler, 'after'>,
    answer: (from: number, to: number) => void,
  ) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.answer = answer;
  }

  /** Answers at once. Where part of the range was just sent again, one answer serves all requests within the pause. */
  asked(from: number, to: number): void {
    const { sent } = this;
    const now = this.clock.monotonicMs();
    if (sent === undefined || now - sent.atMs >= resendPauseMs) this.sent = undefined;
    else if (from <= sent.to && to >= sent.from) {
      this.waiting = hull(this.waiting, { from, to });
      this.timer ??= this.scheduler.after(resendPauseMs - (now - sent.atMs), () => this.answerWaiting());
      return;
    }
    this.sent = { ...hull(this.sent, { from, to }), atMs: now };
    this.answer(from, to);
  }

  /** Forgets all requests: the connection is gone. */
  clear(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.waiting = undefined;
    this.sent = undefined;
  }

  private answerWaiting(): void {
    const { waiting } = this;
    this.timer = undefined;
    this.waiting = undefined;
    if (waiting === undefined) return;
    this.sent = { ...waiting, atMs: this.clock.monotonicMs() };
    this.answer(waiting.from, waiting.to);
  }
}

function hull(one: Range | undefined, other: Range): Range {
  return one === undefined ? other : { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}
