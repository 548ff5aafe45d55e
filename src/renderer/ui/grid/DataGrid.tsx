/** A live table: virtual rows, one tab stop, keys as in a list, columns the operator arranges. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand on their own, outside any table element
import { useEffect, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { fittingWidth } from './fittingWidth.ts';
import { columnWidthMin, orderInSight, roomyColumns } from './gridColumns.ts';
import { GridBody } from './GridBody.tsx';
import { GridHeader } from './GridHeader.tsx';
import type { GridProperties } from './gridTypes.ts';
import { useGridGeometry, useSize } from './useGridGeometry.ts';
import { useGridTable } from './useGridTable.ts';
import { useGridRows } from './useGridRows.ts';
import { useScrollPlace } from './useScrollPlace.ts';

export function DataGrid<Row extends object>(properties: GridProperties<Row>) {
  const { name, columns, rows, more, idOf, layout, onLayout, selected, cursor, onKey } = properties;
  const { scrollPlace, onScrolled, onVisible, onColumns, onEnd, empty, handle } = properties;
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const size = useSize(frame);
  const roomyIds = roomyColumns(columns, layout, size.width).join('\n');
  const roomy = useMemo(() => roomyIds.split('\n'), [roomyIds]);
  const orderIds = orderInSight(columns, layout, size.width).join('\n');
  const order = useMemo(() => orderIds.split('\n'), [orderIds]);
  const table = useGridTable(columns, layout, order, roomy, onLayout);
  const { shown, widthsText, pins } = useGridGeometry(table, columns, layout, size.width);
  const count = rows.length + (more?.count ?? 0);
  const { from, to, topOf, canvasHeight, pageRows, scrollToRow, scrolled } = useGridRows(
    frame,
    count,
    size.height,
  );
  const keepPlace = useScrollPlace(scrollPlace, { frame, canvasHeight, height: size.height });
  const indexOf = (id: string): number => {
    const index = rows.findIndex((row) => idOf(row) === id);
    const behind = index < 0 ? (more?.indexOf(id) ?? -1) : -1;
    return behind < 0 ? index : rows.length + behind;
  };
  const cursorAt = cursor === undefined ? -1 : indexOf(cursor);
  useScrollToCursor(cursor, cursorAt, scrollToRow);
  const setWidth = (id: string, width: (frame: HTMLElement, place: number) => number): void => {
    const place = shown.findIndex((column) => column.id === id);
    if (frame.current === null || place < 0) return;
    const widths = { ...layout.widths, [id]: Math.max(columnWidthMin, width(frame.current, place)) };
    onLayout({ widths });
  };
  const fitColumn = (id: string): void => {
    setWidth(id, fittingWidth);
  };
  useImperativeHandle(handle, () => ({
    focus: () => frame.current?.focus(),
    scrollToTop: () => frame.current?.scrollTo({ top: 0 }),
    scrollToRow,
    resizeColumn: (id, by) => {
      setWidth(id, (_, place) => Number.parseInt(widthsText.split(' ')[place] ?? '0', 10) + by);
    },
    fitColumn,
  }));
  useEffect(() => {
    onColumns?.(shown.map(({ id }) => id));
  }, [shown, onColumns]);
  useEffect(() => {
    onVisible?.(rows.slice(from, to).map(idOf));
    if (to > 0 && to >= rows.length) onEnd?.();
  }, [from, to, rows, onVisible, onEnd, idOf]);
  const onShown = more?.onShown;
  useEffect(() => {
    onShown?.(Math.max(0, from - rows.length), Math.max(0, to - rows.length));
  }, [from, to, rows.length, onShown]);
  return (
    <div
      ref={frame}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={name}
      aria-rowcount={count + 1}
      aria-colcount={shown.length}
      {...(selected !== undefined && { 'aria-multiselectable': true })}
      {...(cursor !== undefined && cursorAt >= 0 && { 'aria-activedescendant': domId(prefix, cursor) })}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && onKey(event, pageRows)) event.preventDefault();
      }}
      onScroll={(event) => {
        const away = scrolled(event.currentTarget);
        onScrolled?.(away);
        keepPlace(event.currentTarget.scrollTop);
      }}
    >
      <div
        className="grid-canvas"
        role="presentation"
        style={{ height: canvasHeight, ['--grid-columns' as string]: widthsText }}
      >
        <GridHeader table={table} columns={shown} pins={pins} onFit={fitColumn} />
        <GridBody
          {...properties}
          from={from}
          to={to}
          topOf={topOf}
          columns={shown}
          pins={pins}
          domIdOf={(id) => domId(prefix, id)}
        />
      </div>
      {count === 0 && empty !== undefined && (
        <div className="grid-empty" role="row">
          <div role="gridcell">{empty}</div>
        </div>
      )}
    </div>
  );
}

function domId(prefix: string, id: string): string {
  return `${prefix}-${id}`;
}

/** Scrolls to the cursor when the cursor moves, not when rows move. */
function useScrollToCursor(
  cursor: string | undefined,
  index: number,
  scrollTo: (index: number) => void,
): void {
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (cursor === followed.current || (cursor !== undefined && index < 0)) return;
    followed.current = cursor;
    if (index >= 0) scrollTo(index);
  });
}
