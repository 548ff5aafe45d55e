/** The order of signals that a sort asks for, as tests expect it of a store. */
import type { SignalSortField } from '../../../domain/signal/signalSortFields.ts';
import { inTurn, orderByKey, type RowOrder, type SortKey } from '../keyOrder.ts';
import { codesText } from '../signals/signalMatching.ts';
import { acknowledgedAfterMicros, placeOf, priceOf, quantityOf } from '../signals/signalSortKeys.ts';
import type { SignalView } from '../signals/signalView.ts';
import type { SignalSort } from '../signals/signalViewStore.ts';

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
