/** Shows, hides, moves, pins and sorts columns: the keyboard's way to everything that the headings do. */
import { Button } from '../controls/Button.tsx';
import { Checkbox } from '../controls/Checkbox.tsx';
import { Popover } from '../dialogs/Popover.tsx';
import type { GridColumn, GridLayout } from './gridTypes.ts';
import { completeOrder, isShown } from './useGridTable.ts';

interface Properties<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: GridLayout;
  readonly onLayout: (change: Partial<GridLayout>) => void;
  readonly onReset: () => void;
}

export function ColumnMenu<Row>({ columns, layout, onLayout, onReset }: Properties<Row>) {
  const order = completeOrder(layout.order, columns);
  const move = (id: string, by: number): void => {
    const at = order.indexOf(id);
    const next = order.filter((other) => other !== id);
    next.splice(Math.max(0, at + by), 0, id);
    onLayout({ order: next });
  };
  return (
    <Popover label="Columns" name="Columns" title="Show, move, pin and sort columns">
      {() => (
        <div className="column-menu">
          {order.map((id) => {
            const column = columns.find((candidate) => candidate.id === id);
            if (column === undefined) return null;
            const shown = isShown(column, layout);
            const pinned = layout.pinned.includes(id);
            const sort = layout.sorting.find((candidate) => candidate.id === id);
            return (
              <div key={id} className="column-line" title={column.title}>
                <Checkbox
                  label={column.header}
                  checked={shown}
                  disabled={column.always === true}
                  onChange={(checked) => {
                    onLayout({ visibility: { ...layout.visibility, [id]: checked } });
                  }}
                />
                <span className="grow" />
                {column.sortable === true && (
                  <Button
                    look="quiet"
                    name={`Sort by ${column.header}`}
                    pressed={sort !== undefined}
                    onPress={() => {
                      onLayout({ sorting: [{ id, desc: sort === undefined ? true : !sort.desc }] });
                    }}
                  >
                    {sort === undefined ? '↕' : sort.desc ? '↓' : '↑'}
                  </Button>
                )}
                <Button
                  look="quiet"
                  name={`Move ${column.header} to the left`}
                  onPress={() => {
                    move(id, -1);
                  }}
                >
                  ←
                </Button>
                <Button
                  look="quiet"
                  name={`Move ${column.header} to the right`}
                  onPress={() => {
                    move(id, 1);
                  }}
                >
                  →
                </Button>
                <Button
                  look="quiet"
                  name={`Pin ${column.header}`}
                  pressed={pinned}
                  onPress={() => {
                    onLayout({
                      pinned: pinned ? layout.pinned.filter((other) => other !== id) : [...layout.pinned, id],
                    });
                  }}
                >
                  {pinned ? 'Pinned' : 'Pin'}
                </Button>
              </div>
            );
          })}
          <Button onPress={onReset}>Back to the first layout</Button>
        </div>
      )}
    </Popover>
  );
}
