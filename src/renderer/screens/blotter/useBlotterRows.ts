/** The rows as the operator sees them: live, sorted, and still while someone points at them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { compareOrders } from '../../model/orderSort.ts';
import { nestChildren } from '../../model/orderTree.ts';
import { arrangeRows } from '../../model/rowFreeze.ts';
import { markOrdersSeen, useOrders, watchOrders } from '../../store/ordersStore.ts';
import { useUi } from '../../store/uiStore.ts';
import { useDebounced } from '../../ui/useDebounced.ts';
import { useFrozen } from '../../ui/useFrozen.ts';

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
  const admitted = useUi((ui) => ui.admitted);
  const orders = useOrders();
  const [inside, setInside] = useState(false);
  const [away, setAway] = useState(false);
  const [release, setRelease] = useState(0);

  useEffect(() => watchOrders(filter, sorting), [filter, sorting]);

  const sorted = useMemo(
    () => nestChildren([...orders.rows.values()].toSorted(compareOrders(sorting))),
    [orders.rows, sorting],
  );
  const ids = useMemo(() => sorted.map(orderIdOf), [sorted]);
  const selected = [...selectedIds].some((id) => orders.rows.has(id));
  // A new filter, a new sort or a wish of the operator starts a new order of rows, frozen or not.
  const epoch = `${release} ${reveal} ${JSON.stringify(filter)} ${JSON.stringify(sorting)}`;
  const frozen = useFrozen(ids, orders.loaded && (inside || away || selected), epoch);
  const arrangement = useMemo(
    () => arrangeRows(sorted, orderIdOf, frozen, (id) => orders.departed.get(id), admitted),
    [sorted, frozen, orders.departed, admitted],
  );
  return {
    orders,
    ...arrangement,
    filter,
    setInside,
    setAway,
    onVisible: useSeen(),
    letIn: () => {
      setRelease(release + 1);
    },
  };
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
