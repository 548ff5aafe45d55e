/** A live table: virtual rows, one tab stop, keys as in a list, columns the operator arranges. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand on their own, outside any table element
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useImperativeHandle, useRef } from 'react';
import { GridBody } from './GridBody.tsx';
import { GridHeader } from './GridHeader.tsx';
import type { GridProperties } from './gridTypes.ts';
import { useGridGeometry, useSize } from './useGridGeometry.ts';
import { useGridTable } from './useGridTable.ts';

const rowHeight = 28;
const headHeight = 26;
const overscan = 6;

export function DataGrid<Row extends object>(properties: GridProperties<Row>) {
  const { name, columns, rows, idOf, layout, onLayout, rowCount, selected, cursor, onKey } = properties;
  const { onScrolled, onVisible, onEnd, empty, handle } = properties;
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const size = useSize(frame);
  const table = useGridTable(columns, layout, onLayout);
  const { shown, widthsText, pins } = useGridGeometry(table, columns, layout, size.width);
  // oxlint-disable-next-line react/incompatible-library -- the virtualizer is read in this component alone
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
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  useScrollToCursor(rows, idOf, cursor, (index) => {
    virtualizer.scrollToIndex(index, { align: 'auto' });
  });
  useImperativeHandle(handle, () => ({
    focus: () => frame.current?.focus(),
    scrollToTop: () => frame.current?.scrollTo({ top: 0 }),
  }));
  useEffect(() => {
    onVisible?.(rows.slice(first, last + 1).map(idOf));
    if (last >= 0 && last >= rows.length - 1) onEnd?.();
  }, [first, last, rows, onVisible, onEnd, idOf]);
  const cursorHere = cursor !== undefined && rows.some((row) => idOf(row) === cursor);
  const pageRows = Math.max(1, Math.floor((size.height - headHeight) / rowHeight) - 1);
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
      {...(cursorHere && { 'aria-activedescendant': domId(prefix, cursor) })}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && onKey(event, pageRows)) event.preventDefault();
      }}
      onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop > rowHeight / 2)}
    >
      <div
        className="grid-canvas"
        role="presentation"
        style={{ height: virtualizer.getTotalSize(), ['--grid-columns' as string]: widthsText }}
      >
        <GridHeader table={table} columns={shown} pins={pins} />
        <GridBody
          {...properties}
          items={items}
          columns={shown}
          pins={pins}
          domIdOf={(id) => domId(prefix, id)}
        />
      </div>
      {rows.length === 0 && empty !== undefined && <div className="grid-empty">{empty}</div>}
    </div>
  );
}

function domId(prefix: string, id: string): string {
  return `${prefix}-${id}`;
}

/** Scrolls to the cursor when the cursor moves, not when rows move. */
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
