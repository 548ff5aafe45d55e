/** A frozen value: the value at the start of the freeze, or of its latest epoch. */
import { useState } from 'react';

interface Kept<T> {
  readonly epoch: string;
  readonly value: T;
}

const asItWas = <T>(kept: T): T => kept;

/**
 * Undefined while nothing is frozen. Whether the value is frozen may depend on the kept value. `keepUp` updates the
 * kept value; it gives the same object when nothing is new.
 */
export function useFrozen<T>(
  value: T,
  frozen: boolean | ((kept: T | undefined) => boolean),
  epoch: string,
  keepUp: (kept: T) => T = asItWas,
): T | undefined {
  const [kept, setKept] = useState<Kept<T>>();
  const held = typeof frozen === 'function' ? frozen(kept?.value) : frozen;
  const next = nextKept(kept, value, held, epoch, keepUp);
  if (next !== kept) setKept(next);
  return next?.value;
}

function nextKept<T>(
  kept: Kept<T> | undefined,
  value: T,
  frozen: boolean,
  epoch: string,
  keepUp: (kept: T) => T,
): Kept<T> | undefined {
  if (!frozen) return undefined;
  if (kept?.epoch !== epoch) return { epoch, value };
  const upToDate = keepUp(kept.value);
  return upToDate === kept.value ? kept : { epoch, value: upToDate };
}
