/** The layout of a grid that is forgotten with its screen, as the grid and its menu of columns take it. */
import { useState } from 'react';
import type { GridLayout } from './gridTypes.ts';

export const plainLayout: GridLayout = { sorting: [], order: [], visibility: {}, widths: {}, pinned: [] };

export function useGridLayout(first: GridLayout = plainLayout) {
  const [layout, setLayout] = useState(first);
  return {
    layout,
    onLayout: (change: Partial<GridLayout>): void => setLayout({ ...layout, ...change }),
    onReset: (): void => setLayout(first),
  };
}
