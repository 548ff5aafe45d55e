/**
 * Tells how many parts of a line did not fit into it. They are in a hidden line below, and this count shows that they
 * exist.
 */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Dropped {
  readonly texts: readonly string[];
  /** Whether a venue is among the parts that did not fit. */
  readonly venue: boolean;
}

const nothing: Dropped = { texts: [], venue: false };

/** Stands right after the line whose dropped parts it counts. */
export function DroppedItems() {
  const place = useRef<HTMLSpanElement>(null);
  const [dropped, setDropped] = useState(nothing);
  const measure = useCallback(() => {
    const found = droppedBeside(place.current);
    setDropped((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
  }, []);
  // A part is dropped when a width changes, its own or another's. To measure after every drawing costs a layout each
  // time.
  useLayoutEffect(() => {
    const line = place.current?.previousElementSibling;
    if (!(line instanceof HTMLElement)) return undefined;
    const sizes = new ResizeObserver(measure);
    const followParts = (): void => {
      for (const part of [line, ...line.children]) sizes.observe(part);
    };
    const parts = new MutationObserver(followParts);
    parts.observe(line, { childList: true });
    followParts();
    return () => {
      sizes.disconnect();
      parts.disconnect();
    };
  }, [measure]);
  const { texts, venue } = dropped;
  return (
    <span
      ref={place}
      className={venue ? 'item alert' : 'item'}
      data-testid="dropped-items"
      hidden={texts.length === 0}
      title={`Not in sight here: ${texts.join('; ')}`}
      onPointerEnter={measure}
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
