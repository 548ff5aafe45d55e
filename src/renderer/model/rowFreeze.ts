/** Keeps rows where they are while someone points at them or has chosen one. */
export interface Arrangement<Row> {
  readonly rows: readonly Row[];
  /** Rows that have left the view since the freeze: shown in place, as gone. */
  readonly gone: ReadonlySet<string>;
  /** Rows that wait outside until the freeze ends. */
  readonly withheld: number;
}

const none: ReadonlySet<string> = new Set();

/**
 * `sorted` is the live order. With `frozen` ids, those keep their places: with
 * live content, or with what `lastKnown` has where the row has left. Rows that
 * are `admitted` don't wait: they stand above the frozen ones.
 */
export function arrangeRows<Row>(
  sorted: readonly Row[],
  idOf: (row: Row) => string,
  frozen: readonly string[] | undefined,
  lastKnown: (id: string) => Row | undefined,
  admitted: ReadonlySet<string> = none,
): Arrangement<Row> {
  if (frozen === undefined) return { rows: sorted, gone: none, withheld: 0 };
  const live = new Map(sorted.map((row) => [idOf(row), row]));
  const held = new Set(frozen);
  const rows = sorted.filter((row) => admitted.has(idOf(row)) && !held.has(idOf(row)));
  const gone = new Set<string>();
  let kept = rows.length;
  for (const id of frozen) {
    const row = live.get(id);
    if (row !== undefined) {
      rows.push(row);
      kept += 1;
      continue;
    }
    const last = lastKnown(id);
    if (last === undefined) continue;
    rows.push(last);
    gone.add(id);
  }
  return { rows, gone, withheld: live.size - kept };
}
