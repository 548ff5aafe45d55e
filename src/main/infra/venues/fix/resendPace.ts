/**
 * Lets a venue that asks again and again for messages that it was just sent have them once a second. Each answer sends all
 * of them, so a storm of requests would make a storm of orders that are sent again.
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
  /** What was sent again, with no pause in between that is long enough. */
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

  /** Answers at once, or, where some of it was just sent again, once for all that ask within the pause. */
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

  /** The connection is gone, and what was asked for on it with it. */
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
