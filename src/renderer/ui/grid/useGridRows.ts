/** Which rows are in sight, and where they stand on the canvas, however many there are. All rows are equally high. */
import { useState } from 'react';
import { useRowSizes } from './useRowSizes.ts';

/** Rows drawn above and below those in sight, so that a scroll finds them drawn. */
const overscan = 6;

/**
 * The greatest height of the canvas, in pixels. Chromium places nothing below some 33 million of the screen's own
 * pixels, which are a third as many at 300 percent.
 */
const canvasHeightMax = 8_000_000;

/** A scroll by at least this share of a row is on purpose. */
const awayShare = 0.5;

export interface GridRows {
  /** The first drawn row, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Where a row stands on the canvas, in pixels. */
  readonly topOf: (index: number) => number;
  readonly canvasHeight: number;
  /** How many whole rows are in sight. */
  readonly pageRows: number;
  readonly scrollToRow: (index: number) => void;
  /** To be called when the frame was scrolled; gives whether its first row is out of sight. */
  readonly scrolled: (frame: HTMLElement) => boolean;
}

/**
 * `height` is the frame's, in pixels. With more rows than the canvas has room for, each pixel of scrolling moves them by
 * more than a pixel.
 */
export function useGridRows(
  frame: React.RefObject<HTMLElement | null>,
  count: number,
  height: number,
): GridRows {
  const [scrollTop, setScrollTop] = useState(0);
  const { rowHeight, headHeight } = useRowSizes();
  const whole = headHeight + count * rowHeight;
  const canvasHeight = Math.min(whole, canvasHeightMax);
  const scale = canvasHeight < whole ? (whole - height) / (canvasHeight - height) : 1;
  // The height that is scrolled away, as if the canvas had room for all rows.
  const gone = Math.min(scrollTop * scale, Math.max(0, whole - height));
  const inSight = Math.ceil(height / rowHeight) + 1;
  const first = Math.floor(gone / rowHeight);
  return {
    from: Math.max(0, first - overscan),
    to: height === 0 ? 0 : Math.min(count, first + inSight + overscan),
    topOf: (index) => headHeight + index * rowHeight - gone + gone / scale,
    canvasHeight,
    pageRows: Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1),
    scrollToRow: (index) => {
      const { current } = frame;
      if (current === null) return;
      const above = index * rowHeight;
      const below = headHeight + above + rowHeight - current.clientHeight;
      const now = current.scrollTop * scale;
      if (above < now) current.scrollTop = above / scale;
      else if (below > now) current.scrollTop = below / scale;
    },
    scrolled: (element) => {
      const top = element.scrollTop;
      // Where a row's place on the canvas is fixed, rows are redrawn only when others come into sight.
      setScrollTop(scale === 1 ? Math.floor(top / rowHeight) * rowHeight : top);
      return top > awayShare * rowHeight;
    },
  };
}
