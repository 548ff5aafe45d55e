/** Keeps rows in place while somebody points at them or has chosen one. */
export interface Arrangement<Row> {
  readonly rows: readonly Row[];
  /** Rows that do not belong to the view any more. They are shown in place and marked as gone. */
  readonly gone: ReadonlySet<string>;
  /** Rows that wait outside until the freeze ends. */
  readonly withheld: readonly Row[];
}

const none: ReadonlySet<string> = new Set();

/**
 * `sorted` is the live order of rows. Any `frozen` rows keep their places. Their content is live, or the last known one
 * where `sorted` does not hold the row (any more). `admitted` rows do not wait: they stand above the frozen rows.
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

/** The rows with their newest content; the same list when nothing is newer. */
export function broughtUpToDate<Row>(
  rows: readonly Row[],
  latest: (row: Row) => Row | undefined,
): readonly Row[] {
  const next = rows.map((row) => latest(row) ?? row);
  return next.some((row, index) => row !== rows[index]) ? next : rows;
}
