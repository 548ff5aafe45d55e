/** What goes into the engine, and what a producer hears of it. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Actor, OrderId, SignalId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';
import type { RawInput } from '../ports.ts';

/** What the producer hears at once; nothing is dropped in silence. */
export type Acknowledgement =
  /** `SignalReceived` is on disk at `position`. */
  | {
      readonly type: 'acknowledged';
      readonly signalId: SignalId;
      readonly orderId: OrderId;
      readonly position: number;
    }
  /** The id was taken before; `outcome` is the first one's. */
  | { readonly type: 'duplicate'; readonly signalId: SignalId }
  /** On disk too, with every reason. `signalId` is absent when the input carried none that can be read. */
  | {
      readonly type: 'refused';
      readonly signalId?: SignalId;
      readonly code: string;
      readonly reasons: readonly Refusal[];
      readonly position: number;
    }
  /** Intake is full: the signal was not taken. */
  | { readonly type: 'busy'; readonly retryAfterMs: number }
  /** The engine can't take signals: store fault, stopping, recovering. The signal was not taken. */
  | { readonly type: 'unavailable'; readonly fault: Fault };

export type SignalOutcome =
  | { readonly type: 'ordered'; readonly orderId: OrderId; readonly status: OrderStatus }
  | { readonly type: 'denied'; readonly orderId: OrderId; readonly reasons: readonly Refusal[] }
  | { readonly type: 'rejected'; readonly reasons: readonly Refusal[] }
  /** Taken and durable; processing goes on or was interrupted. */
  | { readonly type: 'pending'; readonly orderId: OrderId }
  /** Not taken: busy or unavailable. */
  | { readonly type: 'not_taken' };

export interface SignalOrigin {
  readonly actor: Actor;
  /** Where it stood, for people: `signals.ndjson line 12`. */
  readonly label?: string;
  /** The input as it came; names the record of an input that carries no readable id. */
  readonly raw?: RawInput;
}

export interface Submission {
  /** Never rejects. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** When the pipeline is done with it; for a duplicate, the first one's outcome. Never rejects. */
  readonly outcome: Promise<SignalOutcome>;
}

export interface SignalIntake {
  /** Takes an untrusted signal: an object as JSON gives it, or as a CSV row gives it. */
  submit(input: unknown, origin: SignalOrigin): Submission;
  /** Takes note of input that could not even be read as an object. Idempotent by content and label. */
  refuseUnreadable(refusal: Refusal, raw: RawInput, origin: SignalOrigin): Promise<Acknowledgement>;
  /** Every check on it, validation and risk, without a trace in the store. */
  dryRun(input: unknown): DryRun;
  readonly queued: number;
  readonly inFlight: number;
}

export interface DryRun {
  readonly refusals: readonly Refusal[];
  readonly risk?: RiskDecisionRecord;
}
