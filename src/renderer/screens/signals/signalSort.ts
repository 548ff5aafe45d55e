/** Which columns of the signals table sort, and by what in the engine. */
import type { SignalSortField } from '../../../main/domain/signal/signalSortFields.ts';
import { signalSortMax, type SignalSort } from '../../../shared/contract/signalRows.ts';
import type { GridSort } from '../../ui/grid/gridTypes.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

/** The column that sorts by each field. */
const columns: Readonly<Record<SignalSortField, string>> = {
  receivedAt: 'time',
  acknowledgedAfter: 'after',
  signalId: 'signal',
  place: 'from',
  strategy: 'strategy',
  account: 'account',
  symbol: 'symbol',
  side: 'side',
  quantity: 'quantity',
  orderType: 'type',
  price: 'price',
  fate: 'outcome',
  codes: 'why',
};
const fieldOfColumn: ReadonlyMap<string, SignalSortField> = new Map(
  namesOf(columns).map((field) => [columns[field], field]),
);

export const newestFirst: readonly GridSort[] = [{ id: 'time', desc: true }];

/** The sort in the engine's form. Empty where the newest come first, because the window keeps that order itself. */
export function engineSortOf(sorting: readonly GridSort[]): SignalSort[] {
  const sort = sorting.slice(0, signalSortMax).flatMap(({ id, desc }) => {
    const field = fieldOfColumn.get(id);
    return field === undefined ? [] : [{ field, descending: desc }];
  });
  const [first] = sort;
  // A receipt is unique, so the fields after it decide nothing.
  return first?.field === 'receivedAt' && first.descending ? [] : sort;
}
