/** A live table: virtual rows, one tab stop, keys as in a list, columns the operator arranges. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { GridHeader } from './GridHeader.tsx';
import { GridRow } from './GridRow.tsx';
import type { GridColumn, GridLayout, GridRowLook } from './gridTypes.ts';
import { spreadWidths, useGridTable } from './useGridTable.ts';

export const rowHeight = 28;
const headHeight = 26;
const overscan = 6;

export interface GridHandle {
  focus(): void;
  scrollToTop(): void;
}

export interface GridProperties<Row extends object> {
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly layout: GridLayout;
  readonly onLayout: (change: Partial<GridLayout>) => void;
  /** How many rows there are in all, where not all are here. */
  readonly rowCount?: number;
  readonly selected?: ReadonlySet<string>;
  readonly cursor: string | undefined;
  readonly onRowPress: (id: string, keys: { readonly shift: boolean; readonly ctrl: boolean }) => void;
  readonly onRowOpen?: (id: string) => void;
  /** Keys the grid has no use for itself get through to here first; true when they were used. */
  readonly onKey: (event: React.KeyboardEvent, pageRows: number) => boolean;
  readonly onPointerInside?: (inside: boolean) => void;
  readonly onScrolled?: (away: boolean) => void;
  readonly onVisible?: (ids: readonly string[]) => void;
  readonly onEnd?: () => void;
  readonly look?: (row: Row) => GridRowLook;
  /** Classes by row id that come and go without the row changing. */
  readonly marksOf?: (id: string) => string;
  readonly empty?: React.ReactNode;
  readonly testId?: string;
  readonly handle?: React.Ref<GridHandle>;
  readonly fixedColumns?: boolean;
}

const plainLook = (): GridRowLook => ({});
const noMarks = (): string => '';

export function DataGrid<Row extends object>(properties: GridProperties<Row>) {
  const {
    name,
    columns,
    rows,
    idOf,
    layout,
    onLayout,
    rowCount,
    selected,
    cursor,
    onRowPress,
    onRowOpen,
    onKey,
  } = properties;
  const {
    onPointerInside,
    onScrolled,
    onVisible,
    onEnd,
    look = plainLook,
    marksOf = noMarks,
    empty,
    testId,
    handle,
    fixedColumns = false,
  } = properties;
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const width = useWidth(frame);
  const table = useGridTable(columns, layout, onLayout);
  const visible = table.getVisibleLeafColumns();
  const visibleIds = visible.map((column) => column.id).join('\n');
  const shown = useMemo(
    () => visibleIds.split('\n').flatMap((id) => columns.find((column) => column.id === id) ?? []),
    [visibleIds, columns],
  );
  const widths = spreadWidths(
    visible.map((column) => ({
      id: column.id,
      size: column.getSize(),
      grow: columns.find((own) => own.id === column.id)?.grow ?? 0,
    })),
    width,
    layout.widths,
  );
  const widthsText = widths.map((value) => `${Math.floor(value)}px`).join(' ');
  const pinnedCount = table.getStartVisibleLeafColumns().length;
  const pins = useMemo(() => pinOffsets(widthsText, pinnedCount), [widthsText, pinnedCount]);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => idOf(rows[index] as Row),
    overscan,
    scrollPaddingStart: headHeight,
    paddingStart: headHeight,
  });
  const items = virtualizer.getVirtualItems();
  useScrollToCursor(rows, idOf, cursor, (index) => {
    virtualizer.scrollToIndex(index, { align: 'auto' });
  });
  useImperativeHandle(handle, () => ({
    focus: () => frame.current?.focus(),
    scrollToTop: () => frame.current?.scrollTo({ top: 0 }),
  }));
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    onVisible?.(rows.slice(first, last + 1).map(idOf));
    if (last >= 0 && last >= rows.length - 1) onEnd?.();
  }, [first, last, rows, onVisible, onEnd, idOf]);

  const pageRows = Math.max(1, Math.floor(((frame.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
  return (
    <div
      ref={frame}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={name}
      aria-rowcount={(rowCount ?? rows.length) + 1}
      aria-colcount={shown.length}
      {...(selected !== undefined && { 'aria-multiselectable': true })}
      {...(cursor !== undefined &&
        rows.some((row) => idOf(row) === cursor) && { 'aria-activedescendant': domId(prefix, cursor) })}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && onKey(event, pageRows)) event.preventDefault();
      }}
      onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop > rowHeight / 2)}
    >
      <div
        className="grid-canvas"
        style={{ height: virtualizer.getTotalSize(), ['--grid-columns' as string]: widthsText }}
      >
        <GridHeader table={table} columns={shown} pins={pins} resizable={!fixedColumns} />
        <div
          role="rowgroup"
          className="grid-body"
          onPointerEnter={() => onPointerInside?.(true)}
          onPointerLeave={() => onPointerInside?.(false)}
          onMouseDown={(event) => {
            // A shift-click chooses rows, it does not mark text.
            if (event.shiftKey) event.preventDefault();
          }}
          onClick={(event) => {
            const id = rowIdAt(event.target);
            if (id !== undefined)
              onRowPress(id, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey });
          }}
          onDoubleClick={(event) => {
            const id = rowIdAt(event.target);
            if (id !== undefined) onRowOpen?.(id);
          }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const id = idOf(row);
            return (
              <GridRow
                key={id}
                row={row}
                rowId={id}
                domId={domId(prefix, id)}
                index={item.index}
                top={item.start}
                columns={shown}
                pins={pins}
                selected={selected?.has(id) ?? id === cursor}
                active={id === cursor}
                marks={marksOf(id)}
                look={look}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 && empty !== undefined && <div className="grid-empty">{empty}</div>}
    </div>
  );
}

function domId(prefix: string, id: string): string {
  return `${prefix}-${id}`;
}

function rowIdAt(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-row-id]')?.dataset['rowId']
    : undefined;
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

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => {
      setWidth(current.clientWidth);
    });
    observer.observe(current);
    setWidth(current.clientWidth);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return width;
}

/** Follows the cursor when it moves, not when rows move. */
function useScrollToCursor<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  cursor: string | undefined,
  scrollTo: (index: number) => void,
): void {
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (cursor === followed.current) return;
    const index = cursor === undefined ? -1 : rows.findIndex((row) => idOf(row) === cursor);
    if (cursor !== undefined && index < 0) return;
    followed.current = cursor;
    if (index >= 0) scrollTo(index);
  });
}
