/** Keeps rows where they are while someone points at them or has chosen one. */
export interface Arrangement<Row> {
  readonly rows: readonly Row[];
  /** Rows that no longer belong to the view: shown in place, as gone. */
  readonly gone: ReadonlySet<string>;
  /** Rows that wait outside until the freeze ends. */
  readonly withheld: readonly Row[];
}

const none: ReadonlySet<string> = new Set();

/**
 * `sorted` is the live order. The `frozen` rows, where there are some, keep their places: with live content, or as they
 * are last known where the live order does not hold them (any more). Rows that are `admitted` don't wait: they stand
 * above the frozen ones.
 */
export function arrangeRows<Row>(
  sorted: readonly Row[],
  idOf: (row: Row) => string,
  frozen: readonly Row[] | undefined,
  belongs: (row: Row) => boolean,
  admitted: ReadonlySet<string> = none,
): Arrangement<Row> {
  if (frozen === undefined) return { rows: sorted, gone: none, withheld: [] };
  const live = new Map(sorted.map((row) => [idOf(row), row]));
  const held = new Set(frozen.map(idOf));
  const outside = sorted.filter((row) => !held.has(idOf(row)));
  const gone = new Set<string>();
  const kept = frozen.map((last) => {
    const id = idOf(last);
    const row = live.get(id) ?? last;
    if (!live.has(id) && !belongs(row)) gone.add(id);
    return row;
  });
  return {
    rows: [...outside.filter((row) => admitted.has(idOf(row))), ...kept],
    gone,
    withheld: outside.filter((row) => !admitted.has(idOf(row))),
  };
}

/** The rows with what is known of them now; the same list when nothing is newer. */
export function broughtUpToDate<Row>(
  rows: readonly Row[],
  latest: (row: Row) => Row | undefined,
): readonly Row[] {
  const next = rows.map((row) => latest(row) ?? row);
  return next.some((row, index) => row !== rows[index]) ? next : rows;
}
