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
import type { GridColumn, GridLayout } from './gridTypes.ts';

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

export const columnWidthMin = 44;
const noRows: readonly never[] = [];

export function useGridTable<Row extends object>(
  columns: readonly GridColumn<Row>[],
  layout: GridLayout,
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
      columnOrder: completeOrder(layout.order, columns),
      columnVisibility: visibilityOf(layout, columns),
      columnSizing: { ...layout.widths },
      columnPinning: { start: [...layout.pinned], end: [] },
    }),
    [layout, columns],
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

/** The saved order of columns. A column that came with a newer version stands at its own place, not at the end. */
export function completeOrder<Row>(saved: readonly string[], columns: readonly GridColumn<Row>[]): string[] {
  const ids = columns.map((column) => column.id);
  const order = saved.filter((id) => ids.includes(id));
  for (const [index, id] of ids.entries()) {
    if (order.includes(id)) continue;
    const before = ids.slice(0, index).findLast((earlier) => order.includes(earlier));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}

export function isShown<Row>(column: GridColumn<Row>, layout: GridLayout): boolean {
  return column.always === true || (layout.visibility[column.id] ?? column.hidden !== true);
}

function visibilityOf<Row>(layout: GridLayout, columns: readonly GridColumn<Row>[]): Record<string, boolean> {
  return Object.fromEntries(columns.map((column) => [column.id, isShown(column, layout)]));
}

export interface ColumnWidth {
  readonly id: string;
  readonly size: number;
  readonly least: number;
  readonly grow: number;
}

/**
 * Widths of the visible columns. Spare room goes by weight to columns that nobody has resized. Where room is short,
 * these columns shrink down to their least width.
 */
export function spreadWidths(
  columns: readonly ColumnWidth[],
  available: number,
  sized: Readonly<Record<string, number>>,
): readonly number[] {
  const free = columns.filter((column) => !(column.id in sized));
  const sum = (pick: (column: ColumnWidth) => number): number =>
    free.reduce((all, one) => all + pick(one), 0);
  const spare = available - columns.reduce((all, one) => all + one.size, 0);
  const weight = sum((column) => column.grow);
  const slack = sum((column) => column.size - column.least);
  return columns.map((column) => {
    if (column.id in sized) return column.size;
    if (spare >= 0) return weight > 0 ? column.size + (spare * column.grow) / weight : column.size;
    return slack > 0
      ? column.size - (Math.min(slack, -spare) * (column.size - column.least)) / slack
      : column.size;
  });
}
