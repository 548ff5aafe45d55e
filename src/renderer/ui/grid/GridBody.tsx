/** The visible rows. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand on their own, outside any table element
import { memo, useState } from 'react';
import { GridRow } from './GridRow.tsx';
import type { GridColumn, GridProperties, GridRowLook } from './gridTypes.ts';

type Taken =
  | 'rows'
  | 'more'
  | 'idOf'
  | 'selected'
  | 'cursor'
  | 'onRowPress'
  | 'onPointerInside'
  | 'look'
  | 'marksOf';

interface Properties<Row extends object> extends Pick<GridProperties<Row>, Taken> {
  /** The first drawn row, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly topOf: (index: number) => number;
  readonly columns: readonly GridColumn<Row>[];
  readonly pins: readonly (number | undefined)[];
  readonly domIdOf: (id: string) => string;
}

const plainLook = (): GridRowLook => ({});
const noMarks = (): string => '';

export function GridBody<Row extends object>(properties: Properties<Row>) {
  const {
    rows,
    more,
    idOf,
    selected,
    cursor,
    onRowPress,
    onPointerInside,
    from,
    to,
    topOf,
    columns,
    pins,
    domIdOf,
  } = properties;
  const { look = plainLook, marksOf = noMarks } = properties;
  // Each grid has its own: `memo` alone would forget the type of the rows.
  const [KeptRow] = useState(() => memo(GridRow<Row>));
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- keys belong to the grid as a whole
    <div
      role="rowgroup"
      className="grid-body"
      onPointerEnter={() => onPointerInside?.(true)}
      onPointerLeave={() => onPointerInside?.(false)}
      onMouseDown={(event) => {
        // A shift-click chooses rows and must not mark text.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => {
        const id = rowIdAt(event.target);
        if (id !== undefined) onRowPress(id, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey });
      }}
    >
      {Array.from({ length: to - from }, (_, offset) => {
        const index = from + offset;
        const row = rows[index] ?? more?.rowAt(index - rows.length);
        if (row === undefined) return <RowToCome key={index} index={index} top={topOf(index)} />;
        const id = idOf(row);
        return (
          <KeptRow
            key={id}
            row={row}
            rowId={id}
            domId={domIdOf(id)}
            index={index}
            top={topOf(index)}
            columns={columns}
            pins={pins}
            selected={selected?.has(id) ?? id === cursor}
            active={id === cursor}
            marks={marksOf(id)}
            look={look}
          />
        );
      })}
    </div>
  );
}

/** Keeps the place of a row that is not loaded yet. */
function RowToCome({ index, top }: { readonly index: number; readonly top: number }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy="true"
      className="grid-row body-row to-come"
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className="grid-cell">
        …
      </div>
    </div>
  );
}

function rowIdAt(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-row-id]')?.dataset['rowId']
    : undefined;
}
