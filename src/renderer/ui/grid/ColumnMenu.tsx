/**
 * Shows, hides, moves, sizes, pins and sorts columns: the keyboard's way to everything that the headings do. The arrow
 * keys go from line to line and along a line.
 */
import { Button } from '../controls/Button.tsx';
import { Checkbox } from '../controls/Checkbox.tsx';
import { Popover } from '../dialogs/Popover.tsx';
import { completeOrder } from './gridColumns.ts';
import type { GridColumn, GridHandle, GridLayout } from './gridTypes.ts';

type Handle = Pick<GridHandle, 'resizeColumn' | 'fitColumn'>;

interface Properties<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: GridLayout;
  /** The ids of the columns that the grid shows. */
  readonly shown: readonly string[];
  readonly onLayout: (change: Partial<GridLayout>) => void;
  readonly onReset: () => void;
  readonly grid: React.RefObject<Handle | null>;
}

export function ColumnMenu<Row>({ columns, layout, shown, onLayout, onReset, grid }: Properties<Row>) {
  const order = completeOrder(layout.order, columns);
  const move = (id: string, by: number): void => {
    const at = order.indexOf(id);
    const next = order.filter((other) => other !== id);
    next.splice(Math.max(0, at + by), 0, id);
    onLayout({ order: next });
  };
  return (
    <Popover label="Columns" name="Columns" title="Show, move, size, pin and sort columns">
      {() => (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears the arrow keys of the controls inside
        <div className="column-menu" onKeyDown={moveBetweenControls}>
          {order.map((id) => {
            const column = columns.find((candidate) => candidate.id === id);
            return (
              column !== undefined && (
                <ColumnLine
                  key={id}
                  column={column}
                  layout={layout}
                  isShown={shown.includes(id)}
                  onLayout={onLayout}
                  onMove={(by) => {
                    move(id, by);
                  }}
                  grid={grid}
                />
              )
            );
          })}
          <p className="dim">Columns that you have not chosen come by themselves where there is room.</p>
          <Button onPress={onReset}>Back to the first layout</Button>
        </div>
      )}
    </Popover>
  );
}

interface LineProperties<Row> {
  readonly column: GridColumn<Row>;
  readonly layout: GridLayout;
  readonly isShown: boolean;
  readonly onLayout: (change: Partial<GridLayout>) => void;
  readonly onMove: (by: number) => void;
  readonly grid: React.RefObject<Handle | null>;
}

function ColumnLine<Row>({ column, layout, isShown, onLayout, onMove, grid }: LineProperties<Row>) {
  const { id, header } = column;
  const pinned = layout.pinned.includes(id);
  const act = (name: string, text: string, onPress: () => void, pressed?: boolean) => (
    <Button look="quiet" name={name} onPress={onPress} {...(pressed !== undefined && { pressed })}>
      {text}
    </Button>
  );
  return (
    <div className="column-line" title={column.title}>
      <Checkbox
        label={header}
        checked={isShown}
        disabled={column.always === true}
        onChange={(checked) => {
          onLayout({ visibility: { ...layout.visibility, [id]: checked } });
        }}
      />
      <span className="grow" />
      {column.sortable === true && <SortButton column={column} layout={layout} onLayout={onLayout} />}
      {act(`Move ${header} to the left`, '←', () => onMove(-1))}
      {act(`Move ${header} to the right`, '→', () => onMove(1))}
      {isShown && (
        <>
          {act(`Make ${header} narrower`, '−', () => grid.current?.resizeColumn(id, -widthStep))}
          {act(`Make ${header} wider`, '+', () => grid.current?.resizeColumn(id, widthStep))}
          {act(`Fit ${header} to its content`, 'Fit', () => grid.current?.fitColumn(id))}
        </>
      )}
      {act(
        `Pin ${header}`,
        pinned ? 'Pinned' : 'Pin',
        () => {
          onLayout({
            pinned: pinned ? layout.pinned.filter((other) => other !== id) : [...layout.pinned, id],
          });
        },
        pinned,
      )}
    </div>
  );
}

/** Pixels. */
const widthStep = 16;

type SortProperties<Row> = Pick<LineProperties<Row>, 'column' | 'layout' | 'onLayout'>;

/** A press sorts by this column alone, and another one turns the direction. A second button adds it to the sort. */
function SortButton<Row>({ column: { id, header }, layout, onLayout }: SortProperties<Row>) {
  const at = layout.sorting.findIndex((candidate) => candidate.id === id);
  const sort = layout.sorting[at];
  const arrow = sort === undefined ? '↕' : sort.desc ? '↓' : '↑';
  return (
    <>
      {layout.sorting.length > 0 && sort === undefined && (
        <Button
          look="quiet"
          name={`Then sort by ${header}`}
          onPress={() => {
            onLayout({ sorting: [...layout.sorting, { id, desc: true }] });
          }}
        >
          ↕+
        </Button>
      )}
      <Button
        look="quiet"
        name={`Sort by ${header}`}
        pressed={sort !== undefined}
        onPress={() => {
          onLayout({ sorting: [{ id, desc: sort === undefined ? true : !sort.desc }] });
        }}
      >
        {arrow}
        {layout.sorting.length > 1 && sort !== undefined && <sub>{at + 1}</sub>}
      </Button>
    </>
  );
}

function moveBetweenControls(event: React.KeyboardEvent<HTMLDivElement>): void {
  const control = event.target instanceof HTMLElement ? event.target : undefined;
  const line = control?.closest('.column-line');
  if (control === undefined || line === null || line === undefined) return;
  const controls = controlsOf(line);
  const at = controls.indexOf(control);
  const beside: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowLeft: controls[at - 1],
    ArrowRight: controls[at + 1],
    ArrowUp: alike(control, line.previousElementSibling),
    ArrowDown: alike(control, line.nextElementSibling),
  };
  if (!(event.key in beside)) return;
  event.preventDefault();
  beside[event.key]?.focus();
}

function controlsOf(line: Element): readonly HTMLElement[] {
  return [...line.querySelectorAll<HTMLElement>('input:not(:disabled), button')];
}

/** The control of another line that does the same, or its first one. */
function alike(control: HTMLElement, line: Element | null): HTMLElement | undefined {
  const controls = line === null ? [] : controlsOf(line);
  return controls.find((other) => other.textContent === control.textContent) ?? controls[0];
}
