/** A value that stands still: as it was when the freeze, or its latest epoch, began. */
import { useState } from 'react';

interface Kept<T> {
  readonly epoch: string;
  readonly value: T;
}

/** Undefined while nothing is frozen. */
export function useFrozen<T>(value: T, frozen: boolean, epoch: string): T | undefined {
  const [kept, setKept] = useState<Kept<T>>();
  const next = nextKept(kept, value, frozen, epoch);
  if (next !== kept) setKept(next);
  return next?.value;
}

function nextKept<T>(
  kept: Kept<T> | undefined,
  value: T,
  frozen: boolean,
  epoch: string,
): Kept<T> | undefined {
  if (!frozen) return undefined;
  return kept?.epoch === epoch ? kept : { epoch, value };
}
