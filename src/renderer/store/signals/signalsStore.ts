/** The signals of a view by their positions of receipt, the rows of those in sight, and the orders that they became. */
import { create } from 'zustand';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { call, subscribe } from '../link/engineLink.ts';
import {
  signalRowsMax,
  type SignalFilter,
  type SignalSort,
  type SignalView,
} from '../../../shared/contract/signalRows.ts';
import { followOrders } from '../orders/followOrders.ts';
import { changedList, changedSorted, staleRows, type SignalListChange } from './signalPlaces.ts';

interface SignalsStore {
  /** In the order of the sort, the newest first without one; undefined until the engine has answered. */
  readonly positions: Float64Array | undefined;
  /** Signals that came after a sorted list was made: their places are not known before the list is made again. */
  readonly arrived: ReadonlySet<number>;
  /** The sort of the list as text. */
  readonly sort: string;
  /** Rises with each list whose order differs from that of the list before. */
  readonly lists: number;
  readonly total: number;
  /** The last position of the log that the rows hold: it is behind while they are made for the first time. */
  readonly readTo: number;
  readonly fault: FaultView | undefined;
  readonly rows: ReadonlyMap<number, SignalView>;
  readonly orders: ReadonlyMap<OrderId, OrderView>;
  /** Signals whose rows are being loaded. */
  readonly loading: readonly number[];
  /** Signals that have changed since their rows were loaded, or asked for. */
  readonly stale: readonly number[];
}

const none: SignalsStore = {
  positions: undefined,
  arrived: new Set(),
  sort: '',
  lists: 0,
  total: 0,
  readTo: 0,
  fault: undefined,
  rows: new Map(),
  orders: new Map(),
  loading: [],
  stale: [],
};

export const useSignals = create<SignalsStore>(() => none);

interface SignalListView {
  readonly filter: SignalFilter;
  /** Without a field the newest come first. */
  readonly sort: SignalSort[];
}

/** Lists the signals that match. The returned function ends it, and keeps the list until another one comes. */
export function watchSignals(view: SignalListView): () => void {
  const isSorted = view.sort.length > 0;
  const sort = JSON.stringify(view.sort);
  return subscribe('signals', view, {
    snapshot: ({ positions, total, readTo }) =>
      useSignals.setState(({ lists, rows, sort: before }) => ({
        positions,
        arrived: none.arrived,
        sort,
        lists: isSorted || sort !== before ? lists + 1 : lists,
        total,
        readTo,
        fault: undefined,
        stale: [...rows.keys()],
      })),
    delta: (change) => useSignals.setState((state) => changed(state, change, isSorted)),
    refused: (fault) => useSignals.setState({ fault }),
  });
}

export function forgetSignals(): void {
  useSignals.setState(none);
}

function changed(
  { positions, arrived, rows, loading, stale }: SignalsStore,
  change: SignalListChange & Pick<SignalsStore, 'total' | 'readTo'>,
  isSorted: boolean,
): Partial<SignalsStore> {
  const { total, readTo } = change;
  const touched = staleRows(change, rows, loading);
  return {
    total,
    readTo,
    ...(positions &&
      (isSorted
        ? changedSorted({ positions, arrived }, change)
        : { positions: changedList(positions, change) })),
    ...(touched.length > 0 && { stale: [...new Set([...stale, ...touched])] }),
  };
}

/** Loads the rows of these signals, and those that have changed again. Rows of other signals are forgotten. */
export async function loadSignals(positions: readonly number[]): Promise<void> {
  const { rows, stale, loading: onTheirWay } = useSignals.getState();
  const isWanted = (position: number): boolean =>
    stale.includes(position) || (!rows.has(position) && !onTheirWay.includes(position));
  const wanted = positions.filter(isWanted).slice(0, signalRowsMax);
  if (wanted.length === 0) return;
  const left = stale.filter((position) => !wanted.includes(position));
  useSignals.setState({
    loading: [...onTheirWay, ...wanted],
    // The same list where nothing left it: a new one would ask for rows again.
    ...(left.length < stale.length && { stale: left }),
  });
  const reply = await call('listSignals', { positions: wanted });
  useSignals.setState(({ loading }) => ({
    loading: loading.filter((position) => !wanted.includes(position)),
  }));
  if (!reply.ok) {
    useSignals.setState({ fault: reply.fault });
    return;
  }
  const kept = new Set(positions);
  useSignals.setState((state) => ({
    fault: undefined,
    rows: new Map([
      ...[...state.rows].filter(([position]) => kept.has(position)),
      ...reply.value.rows.map((row) => [row.receivedPosition, row] as const),
    ]),
  }));
}

/** Follows the orders that signals became. The returned function ends it. */
export function watchSignalOrders(orderIds: readonly OrderId[]): () => void {
  if (orderIds.length === 0) return () => undefined;
  const asked = new Set(orderIds);
  return followOrders({ orderIds: [...asked] }, asked.size, (found) => {
    useSignals.setState(({ orders }) => ({
      orders: new Map([
        ...[...orders].filter(([orderId]) => asked.has(orderId)),
        ...found.map((order) => [order.orderId, order] as const),
      ]),
    }));
  });
}
