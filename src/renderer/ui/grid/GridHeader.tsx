/** Column headings: click sorts, shift-click sorts by one more, drag moves, the edge resizes. */
import { useState } from 'react';
import type { GridColumn } from './gridTypes.ts';
import type { GridTable } from './useGridTable.ts';

interface Properties<Row extends object> {
  readonly table: GridTable<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly pins: readonly (number | undefined)[];
  readonly resizable: boolean;
}

export function GridHeader<Row extends object>({ table, columns, pins, resizable }: Properties<Row>) {
  const [dragged, setDragged] = useState<string>();
  const sorting = table.state.sorting;
  const headers = table.getFlatHeaders();
  const drop = (target: string): void => {
    if (dragged === undefined || dragged === target) return;
    const order = table.state.columnOrder.filter((id) => id !== dragged);
    order.splice(order.indexOf(target), 0, dragged);
    table.setColumnOrder(order);
  };
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row">
        {columns.map((column, index) => {
          const header = headers.find((candidate) => candidate.column.id === column.id);
          const sortIndex = sorting.findIndex((sort) => sort.id === column.id);
          const sort = sorting[sortIndex];
          const pin = pins[index];
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={sort === undefined ? 'none' : sort.desc ? 'descending' : 'ascending'}
              className={`grid-heading${column.align === 'end' ? ' n' : ''}${pin === undefined ? '' : ' pinned'}${column.sortable === true ? ' sortable' : ''}`}
              title={column.title ?? column.header}
              draggable={resizable}
              {...(pin !== undefined && { style: { left: pin } })}
              onClick={(event) => {
                header?.column.getToggleSortingHandler()?.(event);
              }}
              onDragStart={(event) => {
                setDragged(column.id);
                event.dataTransfer.effectAllowed = 'move';
              }}
              onDragOver={(event) => {
                if (dragged !== undefined) event.preventDefault();
              }}
              onDrop={() => {
                drop(column.id);
                setDragged(undefined);
              }}
              onDragEnd={() => {
                setDragged(undefined);
              }}
            >
              <span className="heading-text">{column.header}</span>
              {sort !== undefined && (
                <span className="sort-mark" aria-hidden="true">
                  {sort.desc ? '↓' : '↑'}
                  {sorting.length > 1 && <sub>{sortIndex + 1}</sub>}
                </span>
              )}
              {resizable && header !== undefined && (
                <span
                  className="resizer"
                  aria-hidden="true"
                  draggable
                  onDragStart={(event) => {
                    // The heading itself is draggable; its edge is not.
                    event.preventDefault();
                    event.stopPropagation();
                  }}
                  onMouseDown={header.getResizeHandler()}
                  onTouchStart={header.getResizeHandler()}
                  onClick={(event) => {
                    event.stopPropagation();
                  }}
                  onDoubleClick={() => {
                    header.column.resetSize();
                  }}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
