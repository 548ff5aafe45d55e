/** Column headings: a click sorts, a shift-click adds a column to the sort, dragging moves, and the edge resizes or fits. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand on their own, outside any table element
import { useState } from 'react';
import { columnWidthMin } from './gridColumns.ts';
import type { GridColumn } from './gridTypes.ts';
import type { GridTable } from './useGridTable.ts';

interface Properties<Row extends object> {
  readonly table: GridTable<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly pins: readonly (number | undefined)[];
  readonly onFit: (id: string) => void;
}

export function GridHeader<Row extends object>({ table, columns, pins, onFit }: Properties<Row>) {
  const [dragged, setDragged] = useState<string>();
  const dropOn = (target: string): void => {
    setDragged(undefined);
    if (dragged === undefined || dragged === target) return;
    const order = table.state.columnOrder.filter((id) => id !== dragged);
    order.splice(order.indexOf(target), 0, dragged);
    table.setColumnOrder(order);
  };
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row">
        {columns.map((column, index) => (
          <Heading
            key={column.id}
            table={table}
            column={column}
            index={index}
            pin={pins[index]}
            accepting={dragged !== undefined}
            onDrag={setDragged}
            onDropped={dropOn}
            onFit={onFit}
          />
        ))}
      </div>
    </div>
  );
}

interface HeadingProperties<Row extends object> {
  readonly table: GridTable<Row>;
  readonly column: GridColumn<Row>;
  readonly index: number;
  readonly pin: number | undefined;
  readonly accepting: boolean;
  readonly onDrag: (id: string | undefined) => void;
  readonly onDropped: (id: string) => void;
  readonly onFit: (id: string) => void;
}

function Heading<Row extends object>(properties: HeadingProperties<Row>) {
  const { table, column, index, pin, accepting, onDrag, onDropped, onFit } = properties;
  const { sorting } = table.state;
  const header = table.getFlatHeaders().find((candidate) => candidate.column.id === column.id);
  const sortIndex = sorting.findIndex((sort) => sort.id === column.id);
  const sort = sorting[sortIndex];
  const classes = [
    'grid-heading',
    column.align === 'end' ? 'n' : '',
    pin === undefined ? '' : 'pinned',
    column.sortable === true ? 'sortable' : '',
  ];
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the Columns menu does the same by keys, and the table keeps one tab stop
    <div
      role="columnheader"
      tabIndex={-1}
      aria-colindex={index + 1}
      aria-sort={sort === undefined ? 'none' : sort.desc ? 'descending' : 'ascending'}
      className={classes.filter((one) => one !== '').join(' ')}
      title={column.title ?? column.header}
      draggable
      {...(pin !== undefined && { style: { left: pin } })}
      onClick={(event) => {
        header?.column.getToggleSortingHandler()?.(event);
      }}
      onDragStart={(event) => {
        onDrag(column.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
      onDragOver={(event) => {
        if (accepting) event.preventDefault();
      }}
      onDrop={() => {
        onDropped(column.id);
      }}
      onDragEnd={() => {
        onDrag(undefined);
      }}
    >
      <span className="heading-text">{column.header}</span>
      {sort !== undefined && (
        <span className="sort-mark" aria-hidden="true">
          {sort.desc ? '↓' : '↑'}
          {sorting.length > 1 && <sub>{sortIndex + 1}</sub>}
        </span>
      )}
      <Resizer
        onWidth={(width) => {
          table.setColumnSizing((sizes) => ({ ...sizes, [column.id]: width }));
        }}
        onFit={() => {
          onFit(column.id);
        }}
      />
    </div>
  );
}

interface ResizerProperties {
  readonly onWidth: (width: number) => void;
  readonly onFit: () => void;
}

/** The edge of a heading. Resizing starts from the shown width, which may differ from the column's own width. */
function Resizer({ onWidth, onFit }: ResizerProperties) {
  const [start, setStart] = useState<{ readonly x: number; readonly width: number }>();
  return (
    <span
      className="resizer"
      aria-hidden="true"
      onMouseDown={(event) => {
        // The heading is draggable, but its edge is not.
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart({
          x: event.clientX,
          width: event.currentTarget.parentElement?.offsetWidth ?? columnWidthMin,
        });
      }}
      onPointerMove={(event) => {
        if (start !== undefined) onWidth(Math.max(columnWidthMin, start.width + event.clientX - start.x));
      }}
      onPointerUp={() => {
        setStart(undefined);
      }}
      onPointerCancel={() => {
        setStart(undefined);
      }}
      onClick={(event) => {
        event.stopPropagation();
      }}
      onDoubleClick={onFit}
    />
  );
}
