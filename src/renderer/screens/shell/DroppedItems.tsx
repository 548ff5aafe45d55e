/** How many parts of a line did not fit into it and went to the hidden line below: none is dropped unsaid. */
import { useLayoutEffect, useRef, useState } from 'react';

/** Stands right after the line that it counts. */
export function DroppedItems() {
  const place = useRef<HTMLSpanElement>(null);
  const [dropped, setDropped] = useState<readonly string[]>([]);
  // After every drawing: the parts change their width with what they say.
  useLayoutEffect(() => {
    const measure = (): void => {
      const found = droppedBeside(place.current);
      setDropped((before) => (before.join('\n') === found.join('\n') ? before : found));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('resize', measure);
    };
  });
  return (
    <span
      ref={place}
      className="item dropped"
      data-testid="dropped-items"
      hidden={dropped.length === 0}
      title={`Not in sight here: ${dropped.join('; ')}`}
    >
      +{dropped.length} more
    </span>
  );
}

/** Its own place may push one more out: it is measured without it first, and with it where something is out. */
function droppedBeside(place: HTMLElement | null): readonly string[] {
  const line = place?.previousElementSibling;
  if (!(line instanceof HTMLElement) || place === null) return [];
  const out = (): readonly string[] =>
    [...line.children].flatMap((part) =>
      part instanceof HTMLElement && part.offsetTop - line.offsetTop >= line.clientHeight
        ? [part.textContent.trim()]
        : [],
    );
  place.hidden = true;
  const without = out();
  if (without.length === 0) return without;
  place.hidden = false;
  return out();
}
