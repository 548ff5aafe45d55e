/** The order of signals that a sort asks for; every store has the same one. */
import { parseInstant } from '../../../../shared/kernel/time.ts';
import type { SignalSortField } from '../../../domain/signal/signalSortFields.ts';
import { inTurn, orderByKey, type RowOrder, type SortKey } from '../keyOrder.ts';
import { wideDecimal } from '../orderMatching.ts';
import { codesText } from './signalMatching.ts';
import type { SignalView } from './signalView.ts';
import type { SignalSort } from './signalViewStore.ts';

/** The value by which each field sorts. */
const signalSortKeys: Readonly<Record<SignalSortField, (row: SignalView) => SortKey>> = {
  receivedAt: (row) => row.receivedPosition,
  acknowledgedAfter: acknowledgedAfterMicros,
  signalId: (row) => row.signalId,
  place: placeOf,
  strategy: (row) => row.signal?.strategy,
  account: (row) => row.signal?.account,
  symbol: (row) => row.signal?.symbol,
  side: (row) => row.signal?.side,
  quantity: quantityOf,
  orderType: (row) => row.signal?.orderType,
  price: priceOf,
  fate: (row) => row.outcome.fate,
  codes: codesText,
};

/** Undefined where the producer's clock was ahead of ours. */
export function acknowledgedAfterMicros({ signal, receivedAt }: SignalView): number | undefined {
  const [from, to] = [signal && parseInstant(signal.createdAt), parseInstant(receivedAt)];
  return from === undefined || to === undefined || to < from ? undefined : to - from;
}

export function placeOf({ origin, signal, actor }: SignalView): string {
  return origin ?? signal?.source ?? actor;
}

export function quantityOf({ signal }: SignalView): bigint | undefined {
  return signal && wideDecimal(signal.quantity);
}

export function priceOf({ signal }: SignalView): bigint | undefined {
  const text = signal?.limitPrice ?? signal?.stopPrice;
  return text === undefined ? undefined : wideDecimal(text);
}

/**
 * Compares two signals by a sort; without a sort the newest comes first. Signals that are equal stand in the order of
 * their receipt, in the direction of the last field.
 */
export function signalRowOrder(sort: readonly SignalSort[]): RowOrder<SignalView> {
  const last = sort.at(-1)?.descending ?? true;
  return inTurn([
    ...sort.map(({ field, descending }) => orderByKey(signalSortKeys[field], descending)),
    orderByKey(signalSortKeys.receivedAt, last),
  ]);
}
