/** Rows whose numbers fall from top to bottom. Newer ones wait outside the grid while somebody reads. */
import { useMemo } from 'react';
import { useFrozen } from '../useFrozen.ts';
import { useReading } from './useReading.ts';

interface Newest<Row> {
  /** Undefined while none are loaded. */
  readonly rows: readonly Row[] | undefined;
  /** Must stay the same function. */
  readonly numberOf: (row: Row) => number;
  readonly isHeld: boolean;
  /** Another one lets the waiting rows in. */
  readonly epoch: string;
}

export function useNewestRows<Row>({ rows, numberOf, isHeld, epoch }: Newest<Row>) {
  const { isReading, release, letIn, ofGrid } = useReading();
  const still = rows !== undefined && (isReading || isHeld);
  const first = rows?.[0];
  const head = useFrozen(first === undefined ? 0 : numberOf(first), still, `${release} ${epoch}`);
  const shown = useMemo(
    () => (head === undefined ? (rows ?? []) : (rows ?? []).filter((row) => numberOf(row) <= head)),
    [rows, head, numberOf],
  );
  return { shown, waiting: (rows ?? []).length - shown.length, letIn, ofGrid };
}
