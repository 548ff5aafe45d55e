/** How far the orders are scrolled, also while another screen is shown. */
import type { ScrollPlace } from '../../../ui/grid/gridTypes.ts';

let kept = 0;

export const scrollPlace: ScrollPlace = {
  read: () => kept,
  keep: (top) => {
    kept = top;
  },
};
