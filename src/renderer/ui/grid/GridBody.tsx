/** The visible rows. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand on their own, outside any table element
import type { VirtualItem } from '@tanstack/react-virtual';
import { GridRow } from './GridRow.tsx';
import type { GridColumn, GridProperties, GridRowLook } from './gridTypes.ts';

type Taken = 'rows' | 'idOf' | 'selected' | 'cursor' | 'onRowPress' | 'onPointerInside' | 'look' | 'marksOf';

interface Properties<Row extends object> extends Pick<GridProperties<Row>, Taken> {
  readonly items: readonly VirtualItem[];
  readonly columns: readonly GridColumn<Row>[];
  readonly pins: readonly (number | undefined)[];
  readonly domIdOf: (id: string) => string;
}

const plainLook = (): GridRowLook => ({});
const noMarks = (): string => '';

export function GridBody<Row extends object>(properties: Properties<Row>) {
  const { rows, idOf, selected, cursor, onRowPress, onPointerInside, items, columns, pins, domIdOf } =
    properties;
  const { look = plainLook, marksOf = noMarks } = properties;
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
      {items.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        const id = idOf(row);
        return (
          <GridRow
            key={id}
            row={row}
            rowId={id}
            domId={domIdOf(id)}
            index={item.index}
            top={item.start}
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

function rowIdAt(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-row-id]')?.dataset['rowId']
    : undefined;
}
