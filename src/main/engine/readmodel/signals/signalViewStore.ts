/** The port where the signals read model is kept. Its rows can always be built again from the events. */
import type { AccountId, OrderId, SignalId, StrategyId, Ticker } from '../../../../shared/kernel/ids.ts';
import type { SignalSortField } from '../../../domain/signal/signalSortFields.ts';
import type { SignalFate } from '../../../domain/signal/signalFates.ts';
import type { ProjectedRows } from '../projection.ts';
import type { SignalView } from './signalView.ts';

export interface SignalFilter {
  readonly source?: string | undefined;
  readonly strategy?: StrategyId | undefined;
  readonly account?: AccountId | undefined;
  readonly symbol?: Ticker | undefined;
  /** The signal's fate is one of these; an empty list matches no signal. */
  readonly fates?: readonly SignalFate[] | undefined;
  /** One of the refusals has this code. */
  readonly code?: string | undefined;
  /** Part of the signal's id, its order's id, its place, its actor or its note. A to Z match a to z. */
  readonly text?: string | undefined;
  /** Earliest time of receipt, inclusive; UTC text as in the rows. */
  readonly receivedFrom?: string | undefined;
  /** Latest time of receipt, exclusive. */
  readonly receivedTo?: string | undefined;
}

export interface SignalSort {
  readonly field: SignalSortField;
  readonly descending: boolean;
}

/** Throws StoreReadError when the file can't be read or written; nothing has changed then. */
export interface SignalViewStore extends ProjectedRows<SignalView> {
  /**
   * Positions of receipt of all signals that match, in the order of the sort, newest first without a sort. A position
   * identifies its signal as long as the rows are not made again.
   */
  positions(filter: SignalFilter, sort: readonly SignalSort[]): Float64Array<ArrayBuffer>;
  count(): number;
  /** The signals that were received at these positions, in no order. */
  at(positions: readonly number[]): readonly SignalView[];
  /** Signals with an event after the position, by that event; at most `limit`. */
  changedAfter(position: number, limit: number): readonly SignalView[];
  signalOf(orderId: OrderId): SignalId | undefined;
}
