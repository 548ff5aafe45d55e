/**
 * The keys of a plain table, which is one tab stop: arrows, Home, End and the Page keys move along its rows, Enter opens
 * what a row links to, the right arrow goes to the buttons of a row, and Escape goes back to the row and then out.
 */
import { useState } from 'react';
import { moveCursor } from '../../model/orders/selection.ts';

/** Rows that the Page keys pass. */
const pageRows = 10;

interface RowProperties {
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: React.KeyboardEvent<HTMLTableRowElement>) => void;
}

/** Gives what each row of the table's body needs. Buttons in a row are no tab stops of their own. */
export function useTableKeys(rows: number): (row: number) => RowProperties {
  const [current, setCurrent] = useState(0);
  const stop = Math.min(current, rows - 1);
  return (row) => ({
    tabIndex: row === stop ? 0 : -1,
    onFocus: () => {
      setCurrent(row);
    },
    onKeyDown: (event) => {
      if (moved(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
  });
}

/** Returns whether the table used the key. */
function moved({ currentTarget: row, target, key }: React.KeyboardEvent<HTMLTableRowElement>): boolean {
  const buttons = [...row.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === target);
  switch (key) {
    case 'Escape':
      if (at < 0) row.blur();
      else row.focus();
      return true;
    case 'ArrowRight':
    case 'ArrowLeft': {
      const next = at + (key === 'ArrowRight' ? 1 : -1);
      (next < 0 ? row : buttons[next])?.focus();
      return true;
    }
    case 'Enter':
      if (at >= 0) return false;
      row.querySelector<HTMLElement>('button.link')?.click();
      return true;
    default:
      return moveAlong(row, key);
  }
}

function moveAlong(row: HTMLTableRowElement, key: string): boolean {
  const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>(':scope > tr') ?? [])];
  const places = rows.map((_, place) => String(place));
  const target = moveCursor(places, String(rows.indexOf(row)), key, pageRows);
  if (target === undefined) return false;
  rows[target]?.focus();
  return true;
}
