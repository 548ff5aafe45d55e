/** Finds how wide a column must be for its drawn content. */
import { columnWidthMax, columnWidthMin } from './gridColumns.ts';

/** The padding of a cell on both sides, and a pixel for rounding. */
const besideContent = 17;
/** Elements that lie over the cell and are as wide as it. */
const overlays = '.flash, .resizer';

/** `place` counts the shown columns from 0. */
export function fittingWidth(frame: HTMLElement, place: number): number {
  const widths = [...frame.querySelectorAll(`[aria-colindex="${place + 1}"]`)].map(contentWidth);
  return Math.min(
    columnWidthMax,
    Math.max(columnWidthMin, Math.ceil(Math.max(0, ...widths)) + besideContent),
  );
}

function contentWidth(cell: Element): number {
  const range = document.createRange();
  const boxes = [...cell.childNodes]
    .filter((node) => !(node instanceof Element && node.matches(overlays)))
    .map((node) => {
      // Content that is cut off counts as well.
      if (node instanceof Element) range.selectNodeContents(node);
      else range.selectNode(node);
      return range.getBoundingClientRect();
    })
    .filter(({ width }) => width > 0);
  if (boxes.length === 0) return 0;
  return Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
}
