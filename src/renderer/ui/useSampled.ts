/** A sample of a value that changes all the time, taken at an interval. */
import { useEffect, useEffectEvent, useState } from 'react';
import { onBeat } from './beat.ts';

export function useSampled<T>(value: T, everyMs: number): T {
  const [sample, setSample] = useState(value);
  const look = useEffectEvent(() => {
    setSample(value);
  });
  useEffect(
    () =>
      onBeat(everyMs, () => {
        look();
      }),
    [everyMs],
  );
  return sample;
}
