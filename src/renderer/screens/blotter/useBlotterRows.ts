/** The rows as the operator sees them: live, sorted, and still while someone points at them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { compareOrders } from '../../model/orderSort.ts';
import { arrangeRows } from '../../model/rowFreeze.ts';
import { markOrdersSeen, useOrders, watchOrders } from '../../store/ordersStore.ts';
import { useUi } from '../../store/uiStore.ts';
import { useDebounced } from '../../ui/useDebounced.ts';

export const orderIdOf = (order: OrderView): string => order.orderId;

const typingMs = 150;
/** How long a new row must have been in sight to count as seen. */
const seenAfterMs = 4_000;

export function useBlotterRows() {
  const filter = useDebounced(
    useUi((ui) => ui.filter),
    typingMs,
  );
  const sorting = useUi((ui) => ui.blotterLayout.sorting);
  const selectedIds = useUi((ui) => ui.selection.ids);
  const reveal = useUi((ui) => ui.reveal);
  const orders = useOrders();
  const [inside, setInside] = useState(false);
  const [away, setAway] = useState(false);
  const [release, setRelease] = useState(0);

  useEffect(() => watchOrders(filter, sorting), [filter, sorting]);

  const sorted = useMemo(
    () => [...orders.rows.values()].toSorted(compareOrders(sorting)),
    [orders.rows, sorting],
  );
  const selected = [...selectedIds].some((id) => orders.rows.has(id));
  const frozen = inside || away || selected;
  // A new filter, sort, snapshot or a wish of the operator starts a new order of rows, frozen or not.
  const order = useFrozenOrder(
    sorted,
    frozen && orders.loaded,
    `${release} ${reveal} ${JSON.stringify(filter)} ${JSON.stringify(sorting)}`,
  );
  const lastKnown = useLastKnown(orders.rows);
  const arrangement = arrangeRows(sorted, orderIdOf, order, lastKnown);

  const seen = useSeen();
  return {
    orders,
    ...arrangement,
    filter,
    setInside,
    setAway,
    onVisible: seen,
    letIn: () => {
      setRelease(release + 1);
    },
  };
}

/** The ids as they stood when the freeze began; undefined while nothing is frozen. */
function useFrozenOrder(
  sorted: readonly OrderView[],
  frozen: boolean,
  epoch: string,
): readonly string[] | undefined {
  const kept = useRef<{ epoch: string; ids: readonly string[] }>(undefined);
  if (!frozen) kept.current = undefined;
  else if (kept.current?.epoch !== epoch) kept.current = { epoch, ids: sorted.map(orderIdOf) };
  return kept.current?.ids;
}

/** What was last seen of rows that have left the view; forgotten after the view has moved on. */
function useLastKnown(rows: ReadonlyMap<string, OrderView>): (id: string) => OrderView | undefined {
  const memory = useRef(new Map<string, OrderView>());
  const before = useRef(rows);
  if (before.current !== rows) {
    for (const [id, row] of before.current) if (!rows.has(id)) memory.current.set(id, row);
    before.current = rows;
    if (memory.current.size > rememberedMax) memory.current.clear();
  }
  return (id) => memory.current.get(id);
}

const rememberedMax = 4_000;

function useSeen(): (ids: readonly string[]) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef(new Set<string>());
  useEffect(
    () => () => {
      clearTimeout(timer.current);
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
