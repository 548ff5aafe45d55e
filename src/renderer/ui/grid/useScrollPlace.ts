/** Scrolls a grid that is shown again back to its earlier place, once it has the rows for that. */
import { useLayoutEffect, useRef } from 'react';
import type { ScrollPlace } from './gridTypes.ts';

interface Grid {
  readonly frame: React.RefObject<HTMLElement | null>;
  readonly canvasHeight: number;
  readonly height: number;
}

/** Returns the handler for the grid's scrolling. */
export function useScrollPlace(
  place: ScrollPlace | undefined,
  { frame, canvasHeight, height }: Grid,
): (top: number) => void {
  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    wanted.current ??= place?.read() ?? 0;
    if (wanted.current === 0 || frame.current === null || height === 0) return;
    if (canvasHeight < wanted.current + height) return;
    frame.current.scrollTop = wanted.current;
    wanted.current = 0;
  });
  return (top) => {
    // A grid that waits for its rows stands at its top; that place is not kept.
    if (wanted.current === 0) place?.keep(top);
  };
}
