/** The heights of a table's rows and head in pixels, which depend on the page's type size and density. */
import { useSyncExternalStore } from 'react';

export interface RowSizes {
  readonly rowHeight: number;
  readonly headHeight: number;
}

/** The heading's height in the style sheet, in rem, and its line below in pixels. */
const headRem = 1.5625;
const headLine = 1;

let sizes: RowSizes | undefined;

export function useRowSizes(): RowSizes {
  return useSyncExternalStore(subscribe, current);
}

/** The page's attributes carry the settings. */
function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(() => {
    sizes = undefined;
    onChange();
  });
  observer.observe(document.documentElement, { attributes: true });
  return () => {
    observer.disconnect();
  };
}

function current(): RowSizes {
  sizes ??= measured();
  return sizes;
}

function measured(): RowSizes {
  const style = getComputedStyle(document.documentElement);
  const rem = Number.parseFloat(style.fontSize);
  return {
    rowHeight: Math.round(Number.parseFloat(style.getPropertyValue('--row-height')) * rem),
    headHeight: Math.round(headRem * rem) + headLine,
  };
}
