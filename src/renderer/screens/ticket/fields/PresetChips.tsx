/** The operator's presets as chips. Alt and a digit choose one while the focus is in the same form or dialog. */
import { useEffect, useRef } from 'react';
import type { TicketPreset } from '../../../model/orders/ticketPresets.ts';
import { Button } from '../../../ui/controls/Button.tsx';

interface Properties {
  readonly presets: readonly TicketPreset[];
  readonly onPreset: (preset: TicketPreset) => void;
}

export function PresetChips({ presets, onPreset }: Properties) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const chosen = presets[digitOf(event) - 1];
      const around = frame.current?.closest('form, dialog');
      if (chosen === undefined || around?.contains(document.activeElement) !== true) return;
      event.preventDefault();
      onPreset(chosen);
    };
    // A dialog keeps its keys to itself: this listener runs before it.
    document.addEventListener('keydown', listener, { capture: true });
    return () => {
      document.removeEventListener('keydown', listener, { capture: true });
    };
  }, [presets, onPreset]);
  if (presets.length === 0) return null;
  return (
    <div
      ref={frame}
      className="quick-reasons presets"
      role="group"
      aria-label="Presets: Alt and a digit choose one"
    >
      {presets.map((preset, at) => (
        <Button
          key={preset.name}
          className="chip"
          tabIndex={-1}
          keys={`Alt ${at + 1}`}
          onPress={() => {
            onPreset(preset);
          }}
        >
          {preset.name}
        </Button>
      ))}
    </div>
  );
}

/** 0 for every other key. With Alt, the key's character may be another one than its digit. */
function digitOf({ code, altKey, ctrlKey, metaKey, shiftKey, repeat }: KeyboardEvent): number {
  if (!altKey || ctrlKey || metaKey || shiftKey || repeat) return 0;
  return Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? 0);
}
