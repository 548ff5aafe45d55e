/**
 * Whether somebody reads a grid: points at it, or has scrolled away from its top. Meanwhile newer rows wait outside it.
 */
import { useState } from 'react';

export function useReading() {
  const [{ inside, away, release }, setReading] = useState({ inside: false, away: false, release: 0 });
  return {
    isReading: inside || away,
    /** How often the waiting rows were let in. */
    release,
    letIn: (): void => setReading((before) => ({ ...before, release: before.release + 1 })),
    /** For the grid. */
    ofGrid: {
      onPointerInside: (now: boolean): void => setReading((before) => ({ ...before, inside: now })),
      onScrolled: (now: boolean): void =>
        setReading((before) => (before.away === now ? before : { ...before, away: now })),
    },
  };
}
