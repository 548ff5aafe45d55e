/**
 * A small panel below its button, or above it where there is more room. It closes on Esc, on a click elsewhere, and
 * when the focus leaves it.
 */
import { useEffect, useState } from 'react';
import { Button } from '../controls/Button.tsx';

interface Properties {
  readonly label: React.ReactNode;
  readonly name: string;
  readonly children: (close: () => void) => React.ReactNode;
  readonly title?: string;
  readonly look?: 'plain' | 'quiet';
}

export function Popover({ label, name, children, title, look = 'plain' }: Properties) {
  const [open, setOpen] = useState(false);
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && frame?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
    };
  }, [open, frame]);
  const close = (): void => {
    setOpen(false);
    frame?.querySelector('button')?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears the Esc of the controls inside
    <div
      ref={setFrame}
      className="popover-frame"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && frame?.contains(event.relatedTarget) !== true) {
          setOpen(false);
        }
      }}
    >
      <Button
        look={look}
        name={name}
        expanded={open}
        {...(title !== undefined && { title })}
        onPress={() => {
          setOpen(!open);
        }}
      >
        {label}
      </Button>
      {open && (
        <section className="popover" aria-label={name} style={place(frame)}>
          {children(close)}
        </section>
      )}
    </div>
  );
}

const gap = 5;

/**
 * Places the panel beside its button, within the window. The position is fixed, so that no scrolling ancestor cuts it
 * off.
 */
function place(frame: HTMLElement | null): React.CSSProperties {
  if (frame === null) return {};
  const { top, bottom, left, right } = frame.getBoundingClientRect();
  const widthMax = window.innerWidth - 2 * gap;
  // It grows towards the side that has more room.
  const across =
    left + right < window.innerWidth
      ? { left: Math.max(0, left), maxWidth: Math.min(widthMax, window.innerWidth - left - gap) }
      : { right: Math.max(0, window.innerWidth - right), maxWidth: Math.min(widthMax, right - gap) };
  return top > window.innerHeight - bottom
    ? { ...across, bottom: window.innerHeight - top + gap, maxHeight: top - 4 * gap }
    : { ...across, top: bottom + gap, maxHeight: window.innerHeight - bottom - 4 * gap };
}
