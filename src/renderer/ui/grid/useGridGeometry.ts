/** The shown columns with their widths, the columns fixed at the edge, and the size of the frame. */
// oxlint-disable react/preserve-manual-memoization -- rows are drawn again when these arrays are others
import { useEffect, useMemo, useState } from 'react';
import { spreadWidths } from './gridColumns.ts';
import type { GridColumn, GridLayout } from './gridTypes.ts';
import type { GridTable } from './useGridTable.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

export function useGridGeometry<Row extends object>(
  table: GridTable<Row>,
  columns: readonly GridColumn<Row>[],
  layout: GridLayout,
  width: number,
) {
  const visible = [...table.getStartVisibleLeafColumns(), ...table.getCenterVisibleLeafColumns()];
  const visibleIds = visible.map((column) => column.id).join('\n');
  const shown = useMemo(
    () => visibleIds.split('\n').flatMap((id) => columns.find((column) => column.id === id) ?? []),
    [visibleIds, columns],
  );
  const widths = spreadWidths(
    visible.map((column, index) => {
      const size = column.getSize();
      const own = shown[index];
      return {
        id: column.id,
        size,
        least: Math.min(size, own?.widthMin ?? size),
        most: own?.widthMax ?? Infinity,
        grow: own?.grow ?? 0,
      };
    }),
    width,
    layout.widths,
  );
  const widthsText = widths.map((value) => `${Math.floor(value)}px`).join(' ');
  const pinned = table.getStartVisibleLeafColumns().length;
  const pins = useMemo(() => pinOffsets(widthsText, pinned), [widthsText, pinned]);
  return { shown, widthsText, pins };
}

function pinOffsets(widthsText: string, pinned: number): readonly (number | undefined)[] {
  let left = 0;
  return widthsText.split(' ').map((width, index) => {
    if (index >= pinned) return undefined;
    const offset = left;
    left += Number.parseInt(width, 10);
    return offset;
  });
}

/** The size of an element; zero until the first measurement. */
export function useSize(element: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => {
      setSize({ width: current.clientWidth, height: current.clientHeight });
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return size;
}
