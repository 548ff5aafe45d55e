/** The positions of the signals of a view, the newest first, as changes come in. Pure. */

export interface SignalListChange {
  readonly matching: readonly number[];
  readonly gone: readonly number[];
}

/** The list with what matches now and without what does not any more; the same list where nothing changes. */
export function changedList(list: Float64Array, { matching, gone }: SignalListChange): Float64Array {
  const added = [...new Set(matching)].filter((position) => !isIn(list, position));
  const removed = new Set(gone.filter((position) => isIn(list, position)));
  if (added.length === 0 && removed.size === 0) return list;
  const kept = removed.size === 0 ? list : list.filter((position) => !removed.has(position));
  const [newest = 0] = kept;
  const next = new Float64Array(kept.length + added.length);
  const fresh = added.toSorted((a, b) => b - a);
  next.set(fresh);
  next.set(kept, fresh.length);
  // Nearly always all that is added is newer than the list.
  return (fresh.at(-1) ?? Number.POSITIVE_INFINITY) > newest ? next : next.sort((a, b) => b - a);
}

export interface SortedList {
  readonly positions: Float64Array;
  /** Signals that match and have no place in the list: the engine knows it. */
  readonly arrived: ReadonlySet<number>;
}

/** A list in the order of another sort, as changes come in. What is in it keeps its place. */
export function changedSorted(list: SortedList, { matching, gone }: SignalListChange): SortedList {
  const named = new Set([...matching, ...gone]);
  const placed = new Set(list.positions.filter((position) => named.has(position)));
  const left = new Set(gone);
  const added = matching.filter((position) => !placed.has(position));
  const isShorter = gone.some((position) => placed.has(position));
  return {
    positions: isShorter ? list.positions.filter((position) => !left.has(position)) : list.positions,
    arrived: new Set([...list.arrived, ...added].filter((position) => !left.has(position))),
  };
}

/** The changed signals whose rows are held or on their way: those may be of before the change. */
export function staleRows(
  { matching, gone }: SignalListChange,
  held: Pick<ReadonlyMap<number, unknown>, 'has'>,
  loading: readonly number[],
): readonly number[] {
  return [...matching, ...gone].filter((position) => held.has(position) || loading.includes(position));
}

export function isIn(list: Float64Array, position: number): boolean {
  return list[placeIn(list, position)] === position;
}

/** Where the position stands, or would stand. */
export function placeIn(list: Float64Array, position: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) > position) low = middle + 1;
    else high = middle;
  }
  return low;
}
