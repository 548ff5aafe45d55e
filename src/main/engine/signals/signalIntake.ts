/** What the intake takes from a producer, and what it answers. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Actor, OrderId, SignalId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import type { OwnSignals } from '../../domain/signal/ownSignals.ts';
import type { RawInput } from '../ports.ts';

/** The immediate answer to a producer; no signal is dropped without one. */
export type Acknowledgement =
  /** `SignalReceived` is on disk at `position`. */
  | {
      readonly type: 'acknowledged';
      readonly signalId: SignalId;
      readonly orderId: OrderId;
      readonly position: number;
    }
  /** A signal with this id was taken before; `outcome` is the outcome of that first signal. */
  | { readonly type: 'duplicate'; readonly signalId: SignalId }
  /** The refusal is on disk too, with every reason. `signalId` is absent when the input had no id that can be read. */
  | {
      readonly type: 'refused';
      readonly signalId?: SignalId;
      readonly code: string;
      readonly reasons: readonly Refusal[];
      readonly position: number;
    }
  /** The intake is full: the signal was not taken. */
  | { readonly type: 'busy'; readonly retryAfterMs: number }
  /**
   * The engine can't take signals: the store has a fault, or the engine is stopping or starting. The signal was not
   * taken.
   */
  | { readonly type: 'unavailable'; readonly fault: Fault };

export type SignalOutcome =
  | { readonly type: 'ordered'; readonly orderId: OrderId; readonly status: OrderStatus }
  | { readonly type: 'denied'; readonly orderId: OrderId; readonly reasons: readonly Refusal[] }
  | { readonly type: 'rejected'; readonly reasons: readonly Refusal[] }
  /** The signal is taken and durable; its processing goes on, or was interrupted. */
  | { readonly type: 'pending'; readonly orderId: OrderId }
  /** The signal was not taken: the intake was busy or unavailable. */
  | { readonly type: 'not_taken' };

export interface SignalOrigin {
  readonly actor: Actor;
  /** The strategies and accounts whose signals this producer may send; absent: of all. */
  readonly own?: OwnSignals;
  /** Where the signal stood, for people: `signals.ndjson line 12`. */
  readonly label?: string;
  /** The input as it came. It identifies the record of an input that has no readable id. */
  readonly raw?: RawInput;
}

export interface Submission {
  /** Never rejects. */
  readonly acknowledged: Promise<Acknowledgement>;
  /**
   * Resolves when the pipeline has finished with the signal; for a duplicate, with the outcome of the first signal.
   * Never rejects.
   */
  readonly outcome: Promise<SignalOutcome>;
}

export interface SignalIntake {
  /** Takes an untrusted signal: an object as JSON or a CSV row gives it. */
  submit(input: unknown, origin: SignalOrigin): Submission;
  /** Records input that could not even be read as an object. The same content and label are recorded once. */
  refuseUnreadable(refusal: Refusal, raw: RawInput, origin: SignalOrigin): Promise<Acknowledgement>;
  /** Makes every check of a signal, validation and risk, and records nothing. */
  dryRun(input: unknown, sender: Actor): DryRun;
  /**
   * Whether this input would get `busy`: the intake is full, or the input's venue has used its share of the intake. A
   * producer that can wait asks this first, and keeps its signals in order.
   */
  isFullFor(input: unknown): boolean;
  readonly queued: number;
  readonly inFlight: number;
}

export interface DryRun {
  readonly refusals: readonly Refusal[];
  readonly risk?: RiskDecisionRecord;
}
