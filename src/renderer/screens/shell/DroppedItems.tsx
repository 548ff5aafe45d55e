/**
 * Tells how many parts of a line did not fit into it. They are in a hidden line below, and this count shows that they
 * exist.
 */
import { useLayoutEffect, useRef, useState } from 'react';

interface Dropped {
  readonly texts: readonly string[];
  /** Whether a venue is among the parts that did not fit. */
  readonly venue: boolean;
}

const nothing: Dropped = { texts: [], venue: false };

/** Stands right after the line whose parts it counts. */
export function DroppedItems() {
  const place = useRef<HTMLSpanElement>(null);
  const [dropped, setDropped] = useState(nothing);
  // This runs after every drawing, because the parts change their width with their text.
  useLayoutEffect(() => {
    const measure = (): void => {
      const found = droppedBeside(place.current);
      setDropped((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('resize', measure);
    };
  });
  const { texts, venue } = dropped;
  return (
    <span
      ref={place}
      className={venue ? 'item alert' : 'item'}
      data-testid="dropped-items"
      hidden={texts.length === 0}
      title={`Not in sight here: ${texts.join('; ')}`}
    >
      +{texts.length} more
    </span>
  );
}

/**
 * The count itself may push one more part out. So the line is measured without it first, and again with it where
 * something is out.
 */
function droppedBeside(place: HTMLElement | null): Dropped {
  const line = place?.previousElementSibling;
  if (!(line instanceof HTMLElement) || place === null) return nothing;
  const out = (): Dropped => {
    const parts = [...line.children].filter(
      (part): part is HTMLElement =>
        part instanceof HTMLElement && part.offsetTop - line.offsetTop >= line.clientHeight,
    );
    return {
      texts: parts.map((part) => part.textContent.trim()),
      venue: parts.some((part) => part.dataset['testid'] === 'strip-venue'),
    };
  };
  if (!place.hidden) place.hidden = true;
  const without = out();
  if (without.texts.length === 0) return without;
  place.hidden = false;
  return out();
}
