/** Which columns a grid shows, in which order and how wide. Pure. */
import type { GridColumn, GridLayout } from './gridTypes.ts';

export const columnWidthMin = 44;
/** The greatest width that fits a column to its content. */
export const columnWidthMax = 640;

/** The saved order of columns. A column that came with a newer version stands at its own place, not at the end. */
export function completeOrder<Row>(saved: readonly string[], columns: readonly GridColumn<Row>[]): string[] {
  const ids = columns.map((column) => column.id);
  const order = saved.filter((id) => ids.includes(id));
  for (const [index, id] of ids.entries()) {
    if (order.includes(id)) continue;
    const before = ids.slice(0, index).findLast((earlier) => order.includes(earlier));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}

/**
 * The columns from left to right. Where the grid is too narrow for all columns up to the last one that can't be hidden,
 * as few as needed are moved behind that one. An order that the operator has chosen stays.
 */
export function orderInSight<Row>(
  columns: readonly GridColumn<Row>[],
  layout: GridLayout,
  available: number,
): string[] {
  const order = completeOrder(layout.order, columns);
  const last = columns.findLast(({ always }) => always === true)?.id;
  if (layout.order.length > 0 || last === undefined || available === 0) return order;
  const before = columns.slice(0, columns.findIndex(({ id }) => id === last) + 1);
  const least = ({ id, width, widthMin = width }: GridColumn<Row>): number => layout.widths[id] ?? widthMin;
  const shown = before.filter((column) => isShown(column, layout));
  let missing = shown.reduce((sum, column) => sum + least(column), -available);
  const yielded: string[] = [];
  const yielding = shown.filter(({ yields }) => yields !== undefined);
  for (const column of yielding.toSorted((a, b) => (a.yields ?? 0) - (b.yields ?? 0))) {
    if (missing <= 0) break;
    missing -= least(column);
    yielded.unshift(column.id);
  }
  return order.flatMap((id) => (id === last ? [id, ...yielded] : yielded.includes(id) ? [] : [id]));
}

/** Whether the column is shown however wide the grid is. */
export function isShown<Row>(column: GridColumn<Row>, layout: GridLayout): boolean {
  const first = column.hidden !== true && column.wide === undefined;
  return column.always === true || (layout.visibility[column.id] ?? first);
}

/**
 * The columns for which a wide grid has room beside those that are always shown, by their rank. The shown columns first
 * get their greatest widths, so that a column is added only where there would be a gap.
 */
export function roomyColumns<Row>(
  columns: readonly GridColumn<Row>[],
  layout: GridLayout,
  available: number,
): readonly string[] {
  const most = ({ id, width, widthMax = width }: GridColumn<Row>): number => layout.widths[id] ?? widthMax;
  let room = columns
    .filter((column) => isShown(column, layout))
    .reduce((left, column) => left - most(column), available);
  const roomy: string[] = [];
  const waiting = columns
    .filter(({ id, wide }) => wide !== undefined && layout.visibility[id] === undefined)
    .toSorted((a, b) => (a.wide ?? 0) - (b.wide ?? 0));
  for (const column of waiting) {
    room -= most(column);
    if (room < 0) break;
    roomy.push(column.id);
  }
  return roomy;
}

export interface ColumnWidth {
  readonly id: string;
  readonly size: number;
  readonly least: number;
  /** The greatest width that the column gets from spare room. */
  readonly most: number;
  readonly grow: number;
}

/**
 * Widths of the visible columns. Spare room goes by weight to columns that nobody has resized, to each up to its
 * greatest width. Where room is short, these columns shrink down to their least width.
 */
export function spreadWidths(
  columns: readonly ColumnWidth[],
  available: number,
  sized: Readonly<Record<string, number>>,
): readonly number[] {
  const free = columns.filter((column) => !(column.id in sized));
  const spare = available - columns.reduce((all, one) => all + one.size, 0);
  if (spare >= 0) return spreadSpare(columns, free, spare);
  const slack = free.reduce((all, one) => all + one.size - one.least, 0);
  return columns.map((column) =>
    slack > 0 && !(column.id in sized)
      ? column.size - (Math.min(slack, -spare) * (column.size - column.least)) / slack
      : column.size,
  );
}

function spreadSpare(
  columns: readonly ColumnWidth[],
  free: readonly ColumnWidth[],
  spare: number,
): readonly number[] {
  const widths = new Map(columns.map(({ id, size }) => [id, size]));
  const widthOf = (id: string): number => widths.get(id) ?? 0;
  let left = spare;
  let growing = free.filter(({ grow, most, size }) => grow > 0 && most > size);
  // Each round fills at least one column, or gives out all the remaining width.
  while (growing.length > 0 && left > 0) {
    const weight = growing.reduce((sum, { grow }) => sum + grow, 0);
    const shares = growing.map(({ id, grow, most }) => ({
      id,
      share: Math.min((left * grow) / weight, most - widthOf(id)),
    }));
    for (const { id, share } of shares) widths.set(id, widthOf(id) + share);
    const given = shares.reduce((sum, { share }) => sum + share, 0);
    const still = growing.filter(({ id, most }) => widthOf(id) < most);
    left = still.length === growing.length ? 0 : left - given;
    growing = still;
  }
  return columns.map(({ id }) => widthOf(id));
}
