/**
 * Cancels that were asked for while the session was down. They take risk away, so they do not get stale: each leaves
 * first after the next logon, once everything that was missed has come. Orders and amends never wait.
 */
import { VenueCallError, type CancelRequest, type Clock } from '../../../engine/ports.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';

/** Milliseconds in which a cancel that has just left is not sent once more for who asks again because it had to wait. */
const justLeftMs = 5_000;

export class WaitingCancels {
  private readonly clock: Clock;
  private readonly waiting = new Map<ClientOrderId, CancelRequest>();
  private readonly left = new Map<ClientOrderId, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes in the cancel where the call surely sent nothing, since the session is down. Gives the error to throw. */
  afterFailure(request: CancelRequest, error: unknown): unknown {
    const isDown =
      error instanceof VenueCallError &&
      !error.sent &&
      (error.failure === 'not_connected' || error.failure === 'connection_lost');
    if (!isDown) return error;
    this.waiting.set(request.clientOrderId, request);
    // It may reach the venue yet, so nobody may call it unsent.
    const why = `${error.message}; the cancel waits, and leaves first after the next logon if the order still works`;
    return new VenueCallError(error.failure, true, why);
  }

  /** Those that are to leave now; none of them waits any more. */
  take(): readonly CancelRequest[] {
    const requests = [...this.waiting.values()];
    this.waiting.clear();
    this.left.clear();
    const nowMs = this.clock.monotonicMs();
    for (const { clientOrderId } of requests) this.left.set(clientOrderId, nowMs);
    return requests;
  }

  /** Whether a cancel of this order has waited, and left just now. Says so once. */
  hasJustLeft({ clientOrderId }: CancelRequest): boolean {
    const atMs = this.left.get(clientOrderId);
    this.left.delete(clientOrderId);
    return atMs !== undefined && this.clock.monotonicMs() - atMs < justLeftMs;
  }
}
