/**
 * Cancels that were asked for while the session was down. A cancel reduces risk, so it does not become stale: it leaves
 * first after the next logon, once every missing message has come. Orders and amends never wait.
 */
import { VenueCallError, type CancelRequest, type Clock } from '../../../engine/ports.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';

/** Milliseconds after a waiting cancel has left in which a repeated call does not send it again. */
const justLeftMs = 5_000;

export class WaitingCancels {
  private readonly clock: Clock;
  private readonly waiting = new Map<ClientOrderId, CancelRequest>();
  private readonly left = new Map<ClientOrderId, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Keeps the cancel where the call surely sent nothing, because the session is down. Returns the error to throw. */
  afterFailure(request: CancelRequest, error: unknown): unknown {
    const isDown =
      error instanceof VenueCallError &&
      !error.sent &&
      (error.failure === 'not_connected' || error.failure === 'connection_lost');
    if (!isDown) return error;
    this.waiting.set(request.clientOrderId, request);
    // The cancel may still reach the venue, so the error must not call it unsent.
    const why = `${error.message}; the cancel waits, and leaves first after the next logon if the order still works`;
    return new VenueCallError(error.failure, true, why);
  }

  /** The cancels that leave now; none of them waits any more. */
  take(): readonly CancelRequest[] {
    const requests = [...this.waiting.values()];
    this.waiting.clear();
    this.left.clear();
    const nowMs = this.clock.monotonicMs();
    for (const { clientOrderId } of requests) this.left.set(clientOrderId, nowMs);
    return requests;
  }

  /** Whether a cancel of this order has waited and left just now. True only once. */
  hasJustLeft({ clientOrderId }: CancelRequest): boolean {
    const atMs = this.left.get(clientOrderId);
    this.left.delete(clientOrderId);
    return atMs !== undefined && this.clock.monotonicMs() - atMs < justLeftMs;
  }
}
