/** A sample of a value that changes all the time, taken at an interval. */
import { useEffect, useEffectEvent, useState } from 'react';

export function useSampled<T>(value: T, everyMs: number): T {
  const [sample, setSample] = useState(value);
  const look = useEffectEvent(() => {
    setSample(value);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      look();
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return sample;
}
