/** Compares rows by keys. All stores agree on it. */
export type SortKey = string | number | bigint | undefined;

export type RowOrder<Row> = (a: Row, b: Row) => number;

/** Compares two rows by one key. An absent value comes before every other value. */
export function orderByKey<Row>(key: (row: Row) => SortKey, descending: boolean): RowOrder<Row> {
  return descending ? (a, b) => compareKeys(key(b), key(a)) : (a, b) => compareKeys(key(a), key(b));
}

/** Compares by each of the orders, as long as the earlier ones find no difference. */
export function inTurn<Row>(orders: readonly RowOrder<Row>[]): RowOrder<Row> {
  return (a, b) => {
    for (const compare of orders) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  return b === undefined || a > b ? 1 : -1;
}
