/**
 * Finds out whether a venue answers. The pulse asks a venue that has said nothing for a while for a sign of life. A
 * venue that does not answer either is silent, although its connection still stands. The same question is the probe of
 * an open breaker whose wait is over, so that no order has to be the probe.
 */
import type { Clock, Scheduler, Timer } from '../ports.ts';

/** Milliseconds without a message after which the venue is asked for a sign of life. */
export const askAfterMs = 1_000;
/** Milliseconds without a message, after a question, after which the venue is silent. */
export const silentAfterMs = 3_000;

export interface PulseDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly isConnected: () => boolean;
  /** When the last message came, in milliseconds on the monotonic clock. */
  readonly heardMs: () => number;
  /** Milliseconds until the breaker wants a probe; undefined while it wants none. */
  readonly probeInMs: () => number | undefined;
  /** Asks the venue for a sign of life. Never rejects. */
  readonly ask: () => Promise<void>;
  /** Called when the venue has said nothing for so many milliseconds, and counts as silent from now on. */
  readonly onSilent: (forMs: number) => void;
}

/**
 * What is heard of a connected venue. `waiting`: it was asked at that time, and no message has come since. `silent`: none
 * has come for so long that this was told.
 */
type Heard =
  | { readonly status: 'heard' }
  | { readonly status: 'waiting' | 'silent'; readonly sinceMs: number };

export class VenuePulse {
  private readonly dependencies: PulseDependencies;
  private timer: Timer | undefined;
  private isAsking = false;
  private state: Heard = { status: 'heard' };
  private closed = false;

  constructor(dependencies: PulseDependencies) {
    this.dependencies = dependencies;
  }

  /** Looks now, and again whenever a question may be due. */
  look(): void {
    if (this.closed) return;
    const { isConnected, probeInMs } = this.dependencies;
    if (isConnected()) {
      const isQuiet = this.listen();
      if (isQuiet || probeInMs() === 0) this.ask();
    } else {
      this.state = { status: 'heard' };
    }
    this.arm();
  }

  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  /** Whether the venue has said nothing for long enough to be asked. */
  private listen(): boolean {
    const { clock, heardMs, onSilent } = this.dependencies;
    const nowMs = clock.monotonicMs();
    const quietMs = nowMs - heardMs();
    if (quietMs < askAfterMs) {
      this.state = { status: 'heard' };
      return false;
    }
    if (this.state.status === 'heard' || heardMs() >= this.state.sinceMs) {
      this.state = { status: 'waiting', sinceMs: nowMs };
    }
    const { status, sinceMs } = this.state;
    if (status === 'waiting' && nowMs - sinceMs >= silentAfterMs - askAfterMs) {
      this.state = { status: 'silent', sinceMs };
      onSilent(quietMs);
    }
    return true;
  }

  private ask(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    void this.dependencies.ask().finally(() => (this.isAsking = false));
  }

  private arm(): void {
    const { scheduler, probeInMs } = this.dependencies;
    const waitMs = probeInMs() ?? askAfterMs;
    this.timer?.cancel();
    // A probe that is due now has been sent, or waits for the connection.
    this.timer = scheduler.after(waitMs === 0 ? askAfterMs : Math.min(waitMs, askAfterMs), () => this.look());
  }
}
