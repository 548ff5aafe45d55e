/** One row. The grid draws it again only when its own content, place or marks change. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand on their own, outside any table element
import { useState } from 'react';
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

export function GridRow<Row>(properties: Properties<Row>) {
  const { row, domId, rowId, index, top, columns, pins, selected, active, marks, look } = properties;
  const { className, attributes } = look(row);
  const classes = [
    'grid-row body-row',
    selected === true ? 'sel' : '',
    active ? 'active' : '',
    marks,
    className ?? '',
  ];
  return (
    <div
      id={domId}
      role="row"
      aria-rowindex={index + 2}
      {...(selected !== undefined && { 'aria-selected': selected })}
      data-row-id={rowId}
      {...attributes}
      className={classes.filter((one) => one !== '').join(' ')}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column, position) => (
        <GridCell key={column.id} column={column} row={row} position={position} pin={pins[position]} />
      ))}
    </div>
  );
}

interface CellProperties<Row> {
  readonly column: GridColumn<Row>;
  readonly row: Row;
  readonly position: number;
  readonly pin: number | undefined;
}

function GridCell<Row>({ column, row, position, pin }: CellProperties<Row>) {
  const text = column.text(row);
  const { flashing, onFlashed } = useFlash(text);
  const tip = column.tip?.(row);
  const classes = [
    'grid-cell',
    column.align === 'end' ? 'n' : '',
    pin === undefined ? '' : 'pinned',
    column.className ?? '',
  ];
  return (
    <div
      role="gridcell"
      aria-colindex={position + 1}
      className={classes.filter((one) => one !== '').join(' ')}
      {...(pin !== undefined && { style: { left: pin } })}
      {...(tip !== undefined && { title: tip })}
    >
      {flashing && <span className="flash" aria-hidden="true" onAnimationEnd={onFlashed} />}
      {column.cell === undefined ? text : column.cell(row)}
    </div>
  );
}

/**
 * Lets a changed text flash once. A change during the flash starts no second one, because that would disturb the eye.
 */
function useFlash(text: string): { readonly flashing: boolean; readonly onFlashed: () => void } {
  const [seen, setSeen] = useState({ text, flashing: false });
  if (seen.text !== text) setSeen({ text, flashing: true });
  return {
    flashing: seen.flashing,
    onFlashed: () => {
      setSeen((before) => ({ ...before, flashing: false }));
    },
  };
}
