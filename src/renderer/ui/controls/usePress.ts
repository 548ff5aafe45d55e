/** Decides what counts as a press of a button. */
import { useLayoutEffect, useRef } from 'react';
import { isStrayKey } from './useArmed.ts';

const never = Number.POSITIVE_INFINITY;

interface PressHandlers {
  readonly onPointerDown: (event: React.PointerEvent) => void;
  readonly onMouseDown: (event: React.MouseEvent) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly onClick: (event: React.MouseEvent) => void;
}

/** Calls `onPress` once for each press that began while the button could be pressed. */
export function usePress(pressable: boolean, onPress: () => void): PressHandlers {
  // This uses the clock of the input events: an event that was made before and arrives late is no press.
  const pressableSince = useRef(never);
  const downAt = useRef(never);
  useLayoutEffect(() => {
    pressableSince.current = pressable ? performance.now() : never;
  }, [pressable]);
  return {
    onPointerDown: (event) => {
      downAt.current = event.timeStamp;
    },
    onMouseDown: (event) => {
      // The second press of a double click must not move the focus.
      if (event.detail > 1) event.preventDefault();
    },
    onKeyDown: ignoreRepeat,
    onClick: (event) => {
      const byPointer = event.detail > 0;
      const beganAt = byPointer ? Math.min(downAt.current, event.timeStamp) : event.timeStamp;
      downAt.current = never;
      if (!byPointer && isStrayKey(event.timeStamp)) return;
      if (pressable && event.detail <= 1 && beganAt >= pressableSince.current) onPress();
    },
  };
}

/** A held key presses only once. Without this, Enter would click at every repeat, and Space at its end. */
function ignoreRepeat(event: React.KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
}
