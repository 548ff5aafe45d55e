/** A small panel below its button; closes on Esc, on a click elsewhere and when the focus leaves. */
import { useEffect, useRef, useState } from 'react';
import { Button } from './Button.tsx';

interface Properties {
  readonly label: React.ReactNode;
  readonly name: string;
  readonly children: (close: () => void) => React.ReactNode;
  readonly title?: string;
}

export function Popover({ label, name, children, title }: Properties) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && frame.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
    };
  }, [open]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      ref={frame}
      className="popover-frame"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && frame.current?.contains(event.relatedTarget) !== true)
          setOpen(false);
      }}
    >
      <Button
        reference={button}
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
        <div className="popover" role="dialog" aria-label={name}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
