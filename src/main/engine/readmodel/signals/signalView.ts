/** One row of the signals read model: what came in, from where, and what became of it. Decimals are text. */
import type { Actor, OrderId, SignalId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { RefusedInput } from '../../../domain/signal/signalEvents.ts';
import type { SignalFate } from '../../../domain/signal/signalFates.ts';
import type { SignalRecord } from '../../../domain/signal/signalRecord.ts';

interface Decided {
  readonly decidedAt: string;
}

export type SignalOutcomeView =
  /** The signal is on disk, and its processing goes on or was interrupted. */
  | { readonly fate: 'pending' }
  /** An order was made; the order's own row says how it stands. */
  | (Decided & { readonly fate: 'ordered' })
  /** An order was made and refused before it left. */
  | (Decided & { readonly fate: 'denied'; readonly reasons: readonly Refusal[] })
  /** There is no order. */
  | (Decided & { readonly fate: 'refused'; readonly reasons: readonly Refusal[] });

export interface SignalView {
  /** The id of the signal's stream: the signal's own, or one made for an input that has none of its own. */
  readonly signalId: SignalId;
  /** Absent where the input could not be read as a signal. */
  readonly signal?: SignalRecord;
  /** The order that the signal is to become. */
  readonly orderId?: OrderId;
  /** Who sent the signal: an operator, a strategy, or a program at a door of the intake. */
  readonly actor: Actor;
  /** Where the input stood: `signals.ndjson line 12`. Absent where the producer named no place. */
  readonly origin?: string;
  /** What is kept of an input that could not be read. */
  readonly raw?: RefusedInput;
  readonly outcome: SignalOutcomeView & { readonly fate: SignalFate };
  /** When the signal was on disk, which is when its producer was told; UTC with microseconds. */
  readonly receivedAt: string;
  /** Position of the signal's first event. It identifies the signal. */
  readonly receivedPosition: number;
  /** Position of the last event that the row holds. */
  readonly position: number;
  /** Position of an event of the signal's stream that can't be understood. The row holds nothing from there on. */
  readonly setAside?: number;
}
