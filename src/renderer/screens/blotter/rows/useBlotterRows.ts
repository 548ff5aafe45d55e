/** The rows as the operator sees them: live, sorted, and frozen while somebody points at them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { compareOrders } from '../../../model/orders/orderSort.ts';
import { matchesFilter } from '../../../model/orders/orderFilter.ts';
import { nestChildren } from './orderTree.ts';
import { arrangeRows, broughtUpToDate } from './rowFreeze.ts';
import { waitingRows, type FreezeStart } from './waitingRows.ts';
import { useMoreOrders } from './useMoreOrders.ts';
import { useKeptOrders, watchKeptOrders } from '../../../store/orders/keptOrdersStore.ts';
import { isCounted, markOrdersSeen, useOrders, watchOrders } from '../../../store/orders/ordersStore.ts';
import { useOrderList } from '../../../store/orders/orderListStore.ts';
import { useUi } from '../../../store/window/uiStore.ts';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { useFrozen } from '../../../ui/useFrozen.ts';

export const orderIdOf = (order: OrderView): OrderId => order.orderId;

/** The frozen rows with live content, and what was known when the freeze began. */
interface Freeze {
  readonly start: FreezeStart & { readonly position: number };
  readonly rows: readonly OrderView[];
}

const typingMs = 150;
/** Milliseconds that a new row must have been visible to count as seen. */
const seenAfterMs = 4_000;

export function useBlotterRows() {
  const wanted = useUi((ui) => ui.filter);
  const filter = useDebounced(wanted, typingMs);
  const sorting = useUi((ui) => ui.blotterLayout.sorting);
  const selectedIds = useUi((ui) => ui.selection.ids);
  const reveal = useUi((ui) => ui.reveal);
  const admitted = useUi((ui) => ui.admitted);
  const orders = useOrders();
  const listed = useOrderList((list) => list.rows);
  const keptOrders = useKeptOrders((store) => store.rows);
  const [inside, setInside] = useState(false);
  const [away, setAway] = useState(false);
  const [release, setRelease] = useState(0);

  useEffect(() => watchOrders(filter, sorting), [filter, sorting]);

  const sorted = useMemo(
    () => nestChildren([...orders.rows.values()].toSorted(compareOrders(sorting))),
    [orders.rows, sorting],
  );
  const chosen = (kept: Freeze | undefined): boolean =>
    [...selectedIds].some((id) => orders.rows.has(id)) ||
    kept?.rows.some(({ orderId }) => selectedIds.has(orderId)) === true ||
    [...listed.values()].some(({ orderId }) => selectedIds.has(orderId));
  // A new filter, a new sort or a request of the operator sorts the rows again, frozen or not.
  const epoch = `${release} ${reveal} ${JSON.stringify(filter)} ${JSON.stringify(sorting)}`;
  const latest = (row: OrderView): OrderView | undefined =>
    newer(orders.rows.get(row.orderId), row) ?? newer(keptOrders.get(row.orderId), row);
  const freeze = useFrozen<Freeze>(
    { start: { rows: sorted, totals: orders.totals, position: orders.position }, rows: sorted },
    (kept) => orders.loaded && (inside || away || chosen(kept)),
    epoch,
    (kept) => {
      const rows = broughtUpToDate(kept.rows, latest);
      return rows === kept.rows ? kept : { ...kept, rows };
    },
  );
  const pushedOut = freeze?.rows.some(({ orderId }) => !orders.rows.has(orderId)) === true;
  const start = pushedOut ? freeze.start : undefined;
  useEffect(() => (start === undefined ? undefined : watchKeptOrders(start.rows.map(orderIdOf))), [start]);
  const arrangement = useMemo(
    () => arrangeRows(sorted, orderIdOf, freeze?.rows, (row) => matchesFilter(row, filter), admitted),
    [sorted, freeze, filter, admitted],
  );
  const waiting = useMemo(
    () => freeze && waitingRows(arrangement, freeze.start, orders.totals),
    [freeze, arrangement, orders.totals],
  );
  const more = useMoreOrders({
    held: freeze?.start.rows ?? sorted,
    matching: freeze?.start.totals?.orders ?? orders.matching,
    frozenAt: freeze?.start.position,
    away,
    filter,
    sorting,
  });
  const { rows } = arrangement;
  const gone = useMemo(
    () => new Set([...arrangement.gone, ...idsOfThose(more.loaded, (row) => !matchesFilter(row, filter))]),
    [arrangement, more, filter],
  );
  const shown = rows.length + more.count - gone.size;
  return {
    orders,
    rows,
    more,
    gone,
    /** How many orders match what the filter says now; undefined until they are counted. */
    matching: isCounted(orders, wanted, sorting) ? orders.matching : undefined,
    /** The matching orders in the table. More of them may wait. */
    shown,
    hidden: Math.max(0, orders.matching - shown),
    /** The waiting rows; undefined while the table is live. */
    waiting,
    filter,
    setInside,
    setAway,
    onVisible: useSeen(),
    letIn: () => {
      setRelease(release + 1);
    },
  };
}

function newer(found: OrderView | undefined, row: OrderView): OrderView | undefined {
  return found !== undefined && found.version > row.version ? found : undefined;
}

function idsOfThose(
  orders: ReadonlyMap<string, OrderView>,
  which: (order: OrderView) => boolean,
): readonly string[] {
  return [...orders.values()].filter(which).map(orderIdOf);
}

function useSeen(): (ids: readonly string[]) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef(new Set<string>());
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return useCallback((ids: readonly string[]) => {
    const { fresh } = useOrders.getState();
    for (const id of ids) if (fresh.has(id)) pending.current.add(id);
    if (pending.current.size === 0 || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      markOrdersSeen([...pending.current]);
      pending.current.clear();
    }, seenAfterMs);
  }, []);
}
