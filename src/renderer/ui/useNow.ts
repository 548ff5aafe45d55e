/** The current time, read again at an interval. */
import { useEffect, useState } from 'react';
import { onBeat } from './beat.ts';

export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(
    () =>
      onBeat(everyMs, () => {
        setNow(Date.now());
      }),
    [everyMs],
  );
  return now;
}
