/** Ties a grid to its menu of columns. */
import { useRef, useState } from 'react';
import type { GridHandle } from './gridTypes.ts';

export function useColumnMenu() {
  const grid = useRef<GridHandle>(null);
  const [shown, setShown] = useState<readonly string[]>([]);
  return {
    grid,
    /** For the grid. */
    ofGrid: { handle: grid, onColumns: setShown },
    /** For the menu. */
    ofMenu: { grid, shown },
  };
}
