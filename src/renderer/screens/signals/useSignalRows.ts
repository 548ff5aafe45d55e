/**
 * The signals of the view, kept still while somebody reads; the rows of those in sight are loaded. The engine sorts: by
 * another column than the time, the list is made again for those that came since.
 */
import { useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useSame } from '../../ui/useSame.ts';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { todayUtc } from '../../format/times.ts';
import { toSignalFilter, type SignalsFilter } from '../../model/signals/signalFilter.ts';
import type { RowIds } from '../../model/orders/selection.ts';
import { placeIn } from '../../store/signals/signalPlaces.ts';
import {
  forgetSignals,
  loadSignals,
  useSignals,
  watchSignalOrders,
  watchSignals,
} from '../../store/signals/signalsStore.ts';
import { engineSortOf } from './signalSort.ts';
import type { GridSort, MoreRows } from '../../ui/grid/gridTypes.ts';
import { useReading } from '../../ui/grid/useReading.ts';
import { useDebounced } from '../../ui/useDebounced.ts';
import { useFrozen } from '../../ui/useFrozen.ts';

const typingMs = 250;
/** Milliseconds that a place must be in sight to be loaded: a dragged scroll bar passes very many. */
const restMs = 60;
/** Rows to load above and below those in sight. */
const margin = 60;
const nothing = new Float64Array();

/** Milliseconds after which a sorted table takes in new signals while nobody reads it. */
const sortAgainMs = 3_000;

/** A row's id in the table is the position of its receipt, as text. */
export const signalRowId = (row: SignalView): string => String(row.receivedPosition);

export function useSignalRows(
  filter: SignalsFilter,
  sorting: readonly GridSort[],
  chosen: number | undefined,
) {
  const { isReading, release, letIn, ofGrid } = useReading();
  const [shown, setShown] = useState({ from: 0, to: 0 });
  const wanted = useDebounced(useSame(toSignalFilter(filter, todayUtc())), typingMs);
  const sort = useSame(engineSortOf(sorting));
  const isSorted = sort.length > 0;
  const [madeAgain, setMadeAgain] = useState(0);
  useEffect(() => watchSignals({ filter: wanted, sort }), [wanted, sort, madeAgain]);
  useEffect(() => forgetSignals, [wanted]);
  const list = useSignals((store) => store.positions);
  const rows = useSignals((store) => store.rows);
  const stale = useSignals((store) => store.stale);
  const still = list !== undefined && (isReading || chosen !== undefined);
  const lists = useSignals((store) => store.lists);
  const arrived = useSignals((store) => store.arrived.size);
  const frozen = useFrozen(
    list ?? nothing,
    still,
    `${release} ${JSON.stringify(wanted)} ${lists} ${list === undefined}`,
  );
  const positions = frozen ?? list ?? nothing;
  const isBehind = isSorted && arrived > 0;
  useEffect(() => {
    if (!isBehind || still) return undefined;
    const timer = setTimeout(() => setMadeAgain((before) => before + 1), sortAgainMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isBehind, still]);

  const near = positions.subarray(Math.max(0, shown.from - margin), shown.to + margin);
  const asked = useDebounced([...near, ...(chosen === undefined ? [] : [chosen])].join(' '), restMs);
  useEffect(() => {
    if (asked !== '') void loadSignals(asked.split(' ').map(Number));
  }, [asked, stale]);
  const orderIds = useSignals(
    useShallow((store) =>
      [...store.rows.values()].flatMap(({ orderId, outcome }) =>
        orderId !== undefined && outcome.fate === 'ordered' ? [orderId] : [],
      ),
    ),
  );
  useEffect(() => watchSignalOrders(orderIds), [orderIds]);

  const more = useMemo(
    (): MoreRows<SignalView> => ({
      count: positions.length,
      rowAt: (index) => rows.get(positions[index] ?? -1),
      indexOf: (id) => positions.indexOf(Number(id)),
      onShown: (from, to) => {
        setShown((before) => (before.from === from && before.to === to ? before : { from, to }));
      },
    }),
    [positions, rows],
  );
  const ids = useMemo(
    (): RowIds<string> => ({
      length: positions.length,
      at: (index) => (positions[index] === undefined ? undefined : String(positions[index])),
      indexOf: more.indexOf,
    }),
    [positions, more],
  );
  const [newest = 0] = positions;
  const newer = frozen === undefined || list === undefined ? 0 : placeIn(list, newest);
  return {
    more,
    ids,
    row: chosen === undefined ? undefined : rows.get(chosen),
    matching: positions.length,
    isLoaded: list !== undefined,
    /** How many newer ones wait outside the table. */
    waiting: isSorted ? arrived : newer,
    ofGrid,
    letIn: () => {
      letIn();
      if (isSorted) setMadeAgain((before) => before + 1);
    },
  };
}
