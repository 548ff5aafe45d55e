/** Chooses rows by click, shift, ctrl and keys, with the same rules as a file list. */
import type { OrderId } from '../../../shared/kernel/ids.ts';

export interface Selection<Id extends string = OrderId> {
  readonly ids: ReadonlySet<Id>;
  /** Where a range starts. */
  readonly anchor: Id | undefined;
  /** The row from which keys move. */
  readonly cursor: Id | undefined;
  /** Present when everything that matched at a moment is chosen, also orders that the window does not hold. */
  readonly all?: AllChosen;
}

/** The moment at which everything was chosen. Orders that come later are not chosen. */
export interface AllChosen {
  /** Orders made before this position. */
  readonly before: number;
  /** The time of that moment, such as `14:58:53`. */
  readonly at: string;
  /** How many orders were chosen. */
  readonly orders: number;
  /** How many of the chosen orders could be canceled. */
  readonly cancelable: number;
}

/** The ids of a table's rows, in order. A row that is not loaded has a place, and no id yet. A list of ids is one, too. */
export interface RowIds<Id extends string = OrderId> {
  readonly length: number;
  at(index: number): Id | undefined;
  /** -1 where no loaded row has the id. */
  indexOf(id: string): number;
}

export const emptySelection: Selection<never> = { ids: new Set(), anchor: undefined, cursor: undefined };

export type SelectionMode = 'replace' | 'toggle' | 'range';

/** A range with rows that are not loaded is not chosen: nobody knows what is in it. */
export function select<Id extends string>(
  current: Selection<Id>,
  order: RowIds<Id>,
  id: Id,
  mode: SelectionMode,
): Selection<Id> {
  if (mode === 'toggle') {
    const ids = new Set(current.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, anchor: id, cursor: id };
  }
  if (mode === 'range') {
    const anchor = current.anchor ?? id;
    const [from, to] = [order.indexOf(anchor), order.indexOf(id)];
    if (from >= 0 && to >= 0) {
      const ids = idsBetween(order, Math.min(from, to), Math.max(from, to));
      return { ids: ids ?? current.ids, anchor, cursor: id };
    }
  }
  return { ids: new Set([id]), anchor: id, cursor: id };
}

function idsBetween<Id extends string>(
  order: RowIds<Id>,
  first: number,
  last: number,
): ReadonlySet<Id> | undefined {
  const ids = new Set<Id>();
  for (let index = first; index <= last; index++) {
    const id = order.at(index);
    if (id === undefined) return undefined;
    ids.add(id);
  }
  return ids;
}

/** Chooses all rows. `all` is given where more orders match than the table has rows. */
export function selectAll<Id extends string>(
  order: readonly Id[],
  current: Selection<Id>,
  all?: AllChosen,
): Selection<Id> {
  return {
    ids: new Set(order),
    anchor: order[0],
    cursor: current.cursor ?? order[0],
    ...(all !== undefined && { all }),
  };
}

/** The place to which a navigation key leads; undefined for other keys or an empty table. */
export function moveCursor(
  order: RowIds<string>,
  cursor: string | undefined,
  key: string,
  page: number,
): number | undefined {
  if (order.length === 0) return undefined;
  const last = order.length - 1;
  const at = cursor === undefined ? -1 : order.indexOf(cursor);
  return {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: at < 0 ? last : Math.max(0, at - 1),
    Home: 0,
    End: last,
    PageDown: Math.min(last, Math.max(at, 0) + page),
    PageUp: Math.max(0, Math.max(at, 0) - page),
  }[key];
}
