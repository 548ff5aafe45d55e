/** Keeps a value while its text stays the same, so that effects do not run again for an equal one. */
import { useMemo } from 'react';

/** `value` has a text in JSON. */
export function useSame<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  // oxlint-disable-next-line react/memo-dependencies, react-hooks/exhaustive-deps -- an equal value is no reason
  return useMemo(() => value, [text]);
}
