/** Moves the focus along the rows of a list that has one tab stop, by the keys of a table. */
import { moveCursor } from '../../model/orders/selection.ts';

/** Rows that the Page keys pass. */
const pageRows = 10;

export function moveAlongRows(event: React.KeyboardEvent<HTMLButtonElement>): void {
  const row = event.currentTarget.closest('li');
  const rows = [...(row?.parentElement?.children ?? [])];
  const places = rows.map((_, place) => String(place));
  const at = row === null ? undefined : String(rows.indexOf(row));
  const target = moveCursor(places, at, event.key, pageRows);
  if (target === undefined) return;
  event.preventDefault();
  rows[target]?.querySelector('button')?.focus();
}
