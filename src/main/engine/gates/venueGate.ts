/** Holds new orders for one venue back until its record and ours have been compared. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { VenueGateState } from '../../domain/venue/reconciliationState.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Scheduler, Venue } from '../ports.ts';

export class VenueGate {
  private readonly venue: Venue;
  private readonly scheduler: Scheduler;
  private readonly waitMsMax: () => number;
  private readonly waiting = new Set<() => void>();
  private current: VenueGateState = 'closed';
  private readonly listeners: (() => void)[] = [];

  constructor(venue: Venue, scheduler: Scheduler, waitMsMax: () => number) {
    this.venue = venue;
    this.scheduler = scheduler;
    this.waitMsMax = waitMsMax;
  }

  get state(): VenueGateState {
    return this.current;
  }

  set(state: VenueGateState): void {
    const opens = state === 'open' && this.current !== 'open';
    this.current = state;
    for (const look of this.waiting) look();
    if (opens) for (const listener of this.listeners) listener();
  }

  /**
   * Calls back whenever the gate opens: the venue's record has been compared with ours, and what the venue did
   * meanwhile is known.
   */
  onOpened(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Whether orders may leave now. The gate lets them through while the venue is not connected, because the call then
   * says so itself.
   */
  get letsThrough(): boolean {
    return this.current === 'open' || !this.venue.connected;
  }

  /**
   * Waits until orders may leave. Returns undefined at once where they may leave already. Resolves with undefined once
   * they may, and with a refusal when they may not leave in time.
   */
  pass(signal: AbortSignalLike): Promise<Refusal | undefined> | undefined {
    if (this.letsThrough) return undefined;
    if (this.current === 'differences') return Promise.resolve(this.refusal());
    return new Promise((resolve) => {
      const end = (refusal: Refusal | undefined): void => {
        this.waiting.delete(look);
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
        resolve(refusal);
      };
      const look = (): void => {
        if (this.letsThrough) end(undefined);
        else if (this.current === 'differences') end(this.refusal());
      };
      const onAbort = (): void =>
        end({ code: 'processing_timeout', message: `gave up waiting for venue ${this.venue.id}` });
      const timer = this.scheduler.after(this.waitMsMax(), () => end(this.refusal()));
      this.waiting.add(look);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  refusal(): Refusal {
    return unreconciled(this.venue.id, this.current);
  }
}

function unreconciled(venue: VenueId, state: VenueGateState): Refusal {
  const message =
    state === 'differences'
      ? `the record of venue ${venue} differs from ours, and no operator has accepted that`
      : `the record of venue ${venue} has not been compared with ours yet`;
  return { code: 'venue_unreconciled', message, field: 'venue', actual: state, expected: 'open' };
}
