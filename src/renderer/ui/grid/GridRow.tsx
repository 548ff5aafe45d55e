/** One row. Drawn again only when its own content, place or marks change. */
import { memo, useRef } from 'react';
import type { GridColumn, GridRowLook } from './gridTypes.ts';

interface Properties<Row> {
  readonly row: Row;
  readonly domId: string;
  readonly rowId: string;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly pins: readonly (number | undefined)[];
  readonly selected: boolean | undefined;
  readonly active: boolean;
  readonly marks: string;
  readonly look: (row: Row) => GridRowLook;
}

function GridRowPlain<Row>({
  row,
  domId,
  rowId,
  index,
  top,
  columns,
  pins,
  selected,
  active,
  marks,
  look,
}: Properties<Row>) {
  const { className, attributes } = look(row);
  return (
    <div
      id={domId}
      role="row"
      aria-rowindex={index + 2}
      {...(selected !== undefined && { 'aria-selected': selected })}
      data-row-id={rowId}
      {...attributes}
      className={`grid-row body-row${selected === true ? ' sel' : ''}${active ? ' active' : ''}${marks}${className === undefined ? '' : ` ${className}`}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column, position) => (
        <GridCell key={column.id} column={column} row={row} position={position} pin={pins[position]} />
      ))}
    </div>
  );
}

export const GridRow = memo(GridRowPlain) as typeof GridRowPlain;

interface CellProperties<Row> {
  readonly column: GridColumn<Row>;
  readonly row: Row;
  readonly position: number;
  readonly pin: number | undefined;
}

/** Flashing more often than this would be unrest, not information. */
const flashEveryMs = 400;

function GridCell<Row>({ column, row, position, pin }: CellProperties<Row>) {
  const text = column.text(row);
  const flash = useFlash(text);
  const tip = column.tip?.(row);
  return (
    <div
      role="gridcell"
      aria-colindex={position + 1}
      className={`grid-cell${column.align === 'end' ? ' n' : ''}${pin === undefined ? '' : ' pinned'}${column.className === undefined ? '' : ` ${column.className}`}`}
      {...(pin !== undefined && { style: { left: pin } })}
      {...(tip !== undefined && { title: tip })}
    >
      {flash > 0 && <span key={flash} className="flash" aria-hidden="true" />}
      {column.cell === undefined ? text : column.cell(row)}
    </div>
  );
}

/** Counts the changes of a text that deserve a flash; 0 as long as it never changed. */
function useFlash(text: string): number {
  const seen = useRef({ text, count: 0, at: 0 });
  const { current } = seen;
  if (current.text !== text) {
    current.text = text;
    const now = performance.now();
    if (now - current.at >= flashEveryMs) {
      current.at = now;
      current.count += 1;
    }
  }
  return current.count;
}
