/** The rows of a topic whose rows have keys, live while somebody looks, in the order in which they came. */
import { useEffect, useState } from 'react';
import type { FaultView } from '../../../../shared/contract/faults.ts';

export interface LiveRows<Row> {
  readonly rows?: readonly Row[];
  readonly fault?: FaultView;
}

interface RowHandlers<Row> {
  snapshot(data: { readonly rows: readonly Row[] }): void;
  delta(data: { readonly rows: readonly Row[]; readonly removals: readonly string[] }): void;
  refused(fault: FaultView): void;
}

/** A topic with the key of its rows. */
export interface RowsTopic<Row> {
  readonly subscribe: (handlers: RowHandlers<Row>) => () => void;
  readonly keyOf: (row: Row) => string;
}

/** `topic` must stay the same object. */
export function useLiveRows<Row>(topic: RowsTopic<Row>): LiveRows<Row> {
  const [state, setState] = useState<LiveRows<Row>>({});
  useEffect(() => {
    const kept = new Map<string, Row>();
    const take = (rows: readonly Row[]): void => {
      for (const row of rows) kept.set(topic.keyOf(row), row);
      setState({ rows: [...kept.values()] });
    };
    return topic.subscribe({
      snapshot: ({ rows }) => {
        kept.clear();
        take(rows);
      },
      delta: ({ rows, removals }) => {
        for (const key of removals) kept.delete(key);
        take(rows);
      },
      refused: (fault) => {
        setState((before) => ({ ...before, fault }));
      },
    });
  }, [topic]);
  return state;
}
