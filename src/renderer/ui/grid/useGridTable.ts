/**
 * The grid's columns on TanStack Table: order, width, visibility, pinning and sort. The caller owns all of this state.
 */
import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  functionalUpdate,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type Updater,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { columnWidthMin, isShown } from './gridColumns.ts';
import type { GridColumn, GridLayout } from './gridTypes.ts';

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

const noRows: readonly never[] = [];

/** `order` are all columns from left to right, `roomy` those that are shown because the grid is wide. */
export function useGridTable<Row extends object>(
  columns: readonly GridColumn<Row>[],
  layout: GridLayout,
  order: readonly string[],
  roomy: readonly string[],
  onLayout: (change: Partial<GridLayout>) => void,
) {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns(
      columns.map((column) =>
        helper.accessor((row) => column.text(row), {
          id: column.id,
          header: column.header,
          size: column.width,
          minSize: columnWidthMin,
          enableSorting: column.sortable === true,
        }),
      ),
    );
  }, [columns]);
  const state = useMemo(
    () => ({
      sorting: layout.sorting.map((sort) => ({ ...sort })),
      columnOrder: [...order],
      columnVisibility: visibilityOf(layout, columns, roomy),
      columnSizing: { ...layout.widths },
      columnPinning: { start: [...layout.pinned], end: [] },
    }),
    [layout, columns, order, roomy],
  );
  return useTable<typeof features, Row>({
    features,
    columns: definitions,
    // The engine sorts the rows and the owner freezes them; the table only knows the columns.
    data: noRows,
    state,
    manualSorting: true,
    enableMultiSort: true,
    onSortingChange: (updater) => {
      onLayout({ sorting: next(updater, state.sorting) });
    },
    onColumnOrderChange: (updater) => {
      onLayout({ order: next(updater, state.columnOrder) });
    },
    onColumnVisibilityChange: (updater) => {
      onLayout({ visibility: next(updater, state.columnVisibility) });
    },
    onColumnSizingChange: (updater) => {
      onLayout({ widths: next(updater, state.columnSizing) });
    },
    onColumnPinningChange: (updater) => {
      onLayout({ pinned: next(updater, state.columnPinning).start });
    },
  });
}

export type GridTable<Row extends object> = ReturnType<typeof useGridTable<Row>>;

function next<T>(updater: Updater<T>, current: T): T {
  return functionalUpdate(updater, current);
}

function visibilityOf<Row>(
  layout: GridLayout,
  columns: readonly GridColumn<Row>[],
  roomy: readonly string[],
): Record<string, boolean> {
  return Object.fromEntries(
    columns.map((column) => [column.id, isShown(column, layout) || roomy.includes(column.id)]),
  );
}
