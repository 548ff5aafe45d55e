/** The orders after those that the window holds: as many as match, loaded where they are in sight. */
import { useEffect, useMemo, useState } from 'react';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import type { BlotterFilter } from '../../../model/orders/orderFilter.ts';
import type { ColumnSort } from '../../../model/orders/orderSort.ts';
import { useOrderList, watchListedOrders, watchOrderList } from '../../../store/orders/orderListStore.ts';
import { useUi } from '../../../store/window/uiStore.ts';
import type { MoreRows } from '../../../ui/grid/gridTypes.ts';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { chosenPositions, ListedOrders } from './listedOrders.ts';

/** Milliseconds that a place must be in sight to be loaded: a dragged scroll bar passes very many. */
const restMs = 60;

export interface MoreOrders extends MoreRows<OrderView> {
  /** Those that are loaded, by id. */
  readonly loaded: ReadonlyMap<string, OrderView>;
}

interface View {
  /** The rows that the window holds: live, or frozen. */
  readonly held: readonly OrderView[];
  /** How many orders matched when the rows were frozen, or match now. */
  readonly matching: number;
  /** The position of the frozen rows; undefined while they are live, when the rows behind them are not loaded. */
  readonly frozenAt: number | undefined;
  /** Whether the first row is out of sight. */
  readonly away: boolean;
  readonly filter: BlotterFilter;
  readonly sorting: readonly ColumnSort[];
}

export function useMoreOrders({ held, matching, frozenAt, away, filter, sorting }: View): MoreOrders {
  const [shown, setShown] = useState({ from: 0, to: 0 });
  // After one scroll the operator may go on to any place, until the rows are live again.
  const [scrolled, setScrolled] = useState<readonly OrderView[]>();
  if (away && scrolled !== held) setScrolled(held);
  const wanted = frozenAt !== undefined && matching > held.length && scrolled === held;
  useEffect(
    () => (wanted ? watchOrderList(filter, sorting, frozenAt + 1) : undefined),
    [wanted, filter, sorting, frozenAt],
  );
  const positions = useOrderList((list) => list.positions);
  const rows = useOrderList((list) => list.rows);
  const list = useMemo(() => positions && new ListedOrders(positions, held), [positions, held]);
  const { ids, cursor } = useUi((ui) => ui.selection);
  const near = useMemo(() => list?.around(shown.from, shown.to) ?? [], [list, shown]);
  const chosen = chosenPositions(rows.values(), (id) => ids.has(id) || id === cursor);
  const asked = useDebounced([...new Set([...near, ...chosen])].join(' '), restMs);
  useEffect(() => (asked === '' ? undefined : watchListedOrders(asked.split(' ').map(Number))), [asked]);
  return useMemo(() => {
    const loaded = new Map<string, OrderView>([...rows.values()].map((row) => [row.orderId, row]));
    return {
      count: list?.positions.length ?? Math.max(0, matching - held.length),
      rowAt: (index) => rows.get(list?.positions[index] ?? -1),
      indexOf: (id) => {
        const row = loaded.get(id);
        return row === undefined ? -1 : (list?.placeOf(row) ?? -1);
      },
      onShown: (from, to) => {
        setShown((before) => (before.from === from && before.to === to ? before : { from, to }));
      },
      loaded,
    };
  }, [list, rows, matching, held]);
}
