/** Keeps live rows in their places while somebody points at one or has one chosen; their content goes on changing. */
import { useMemo } from 'react';
import { useFrozen } from '../../../ui/useFrozen.ts';

/** `sorted` are the shown rows of `all`. Another `epoch` sorts them again. `keyOf` must stay the same function. */
export function useStillRows<Row>(
  {
    all,
    sorted,
    keyOf,
  }: {
    readonly all: readonly Row[];
    readonly sorted: readonly Row[];
    readonly keyOf: (row: Row) => string;
  },
  still: boolean,
  epoch: string,
): readonly Row[] {
  const order = useMemo(() => sorted.map(keyOf), [sorted, keyOf]);
  const held = useFrozen(order, still, epoch);
  return useMemo(() => {
    if (held === undefined) return sorted;
    const places = new Set(held);
    const byKey = new Map(all.map((row) => [keyOf(row), row]));
    const later = sorted.filter((row) => !places.has(keyOf(row)));
    return [...held.flatMap((key) => byKey.get(key) ?? []), ...later];
  }, [all, sorted, held, keyOf]);
}
