/** What stands between the engine and one venue; SPEC section 1: breaker check -> limiter -> bulkhead -> breaker(timeout(call)). */
import type { CancelSignal } from '../../../shared/kernel/cancelSignal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { BreakerState } from '../../domain/venue/venueEvents.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Venue } from '../ports.ts';

export interface BreakerSnapshot {
  readonly state: BreakerState;
  readonly reason: string;
  readonly actor: string;
  /** UTC with microseconds; absent while it never changed. */
  readonly since?: string;
  readonly failures: number;
  readonly failureThreshold: number;
  readonly nextProbeInMs?: number;
  readonly probesInFlight: number;
  readonly halfOpenProbesMax: number;
  readonly calls: number;
  readonly failedCalls: number;
  readonly refusedCalls: number;
}

export interface LimiterSnapshot {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly tokens: number;
  readonly queued: number;
  readonly queueDepthMax: number;
  readonly oldestWaitMs: number;
}

export interface BulkheadSnapshot {
  readonly inUse: number;
  readonly capacity: number;
  readonly queued: number;
  readonly queueDepthMax: number;
  readonly cancelReserve: number;
  readonly cancelsInUse: number;
}

export interface GuardSnapshot {
  readonly venue: VenueId;
  readonly connected: boolean;
  readonly connectionDetail: string;
  readonly lastMessageAgeMs?: number;
  readonly breaker: BreakerSnapshot;
  readonly limiter: LimiterSnapshot;
  readonly bulkhead: BulkheadSnapshot;
}

/** Leave to make one call: limiter and bulkhead have let it through. */
export interface Admission {
  /**
   * Makes the call through the breaker and with the timeout. A failure counts
   * against the breaker. Throws what the call throws; a timeout throws
   * VenueCallError 'timeout'. Releases the place in any case.
   */
  call<T>(operation: (signal: CancelSignal) => Promise<T>): Promise<T>;
  /** Gives the place back unused. */
  release(): void;
}

export type Lane = 'order' | 'cancel';

export interface VenueGuard {
  readonly venue: Venue;
  /** Waits for the limiter and the bulkhead; refuses at once while the breaker is open or a queue is full. Cancels go first. */
  admit(lane: Lane, signal: CancelSignal): Promise<Result<Admission, Refusal>>;
  trip(context: OperatorContext): Promise<Result<void, Refusal>>;
  reset(context: OperatorContext): Promise<Result<void, Refusal>>;
  isolate(context: OperatorContext): Promise<Result<void, Refusal>>;
  snapshot(): GuardSnapshot;
}
