/**
 * A button that acts only after it was held, by the pointer or by Enter or Space. When it is released too early, it
 * does nothing and says so.
 */
import { useEffect, useId, useRef, useState } from 'react';

export const holdMs = 1_000;
const drawMs = 50;

interface Properties {
  readonly children: React.ReactNode;
  readonly onHeld: () => void;
  /** Why the button can't be pressed now; absent when it can. */
  readonly disabledReason?: string | undefined;
  readonly reference?: React.Ref<HTMLButtonElement>;
}

export function HoldButton({ children, onHeld, disabledReason, reference }: Properties) {
  const { held, hint, start, stop } = useHold(onHeld);
  const hintId = useId();
  const told = disabledReason ?? hint;
  const startIfAllowed = (): void => {
    if (disabledReason === undefined) start();
  };
  return (
    <div className="hold">
      <button
        ref={reference}
        type="button"
        className="button look-danger hold-button"
        data-holding={held > 0}
        aria-describedby={hintId}
        {...(disabledReason !== undefined && { 'aria-disabled': true, title: disabledReason })}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // The hold lasts as long as the press, even when the page is drawn again meanwhile.
          event.currentTarget.setPointerCapture(event.pointerId);
          startIfAllowed();
        }}
        onPointerUp={stop}
        onPointerCancel={stop}
        onBlur={stop}
        onKeyDown={(event) => {
          if (event.key === 'Escape') stop();
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          // A key that was held before the focus came here does not count.
          if (!event.repeat) startIfAllowed();
        }}
        onKeyUp={(event) => {
          if (event.key === 'Enter' || event.key === ' ') stop();
        }}
      >
        <span className="hold-fill" aria-hidden="true" style={{ width: `${held * 100}%` }} />
        <span className="hold-text">{children}</span>
      </button>
      <span id={hintId} className="hold-hint clamped" role="status" title={told}>
        {told}
      </span>
    </div>
  );
}

const howTo = `Hold for ${holdMs / 1_000} s, with the pointer, Enter or Space`;

function useHold(onHeld: () => void) {
  const [held, setHeld] = useState(0);
  const [hint, setHint] = useState(howTo);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  useEffect(
    () => () => {
      clearInterval(timer.current);
    },
    [],
  );
  const end = (): void => {
    clearInterval(timer.current);
    timer.current = undefined;
    setHeld(0);
  };
  const start = (): void => {
    if (timer.current !== undefined) return;
    const startedAt = performance.now();
    setHint('Keep holding');
    setHeld(0.01);
    timer.current = setInterval(() => {
      const share = (performance.now() - startedAt) / holdMs;
      if (share < 1) {
        setHeld(share);
        return;
      }
      end();
      setHint(howTo);
      onHeld();
    }, drawMs);
  };
  const stop = (): void => {
    if (timer.current === undefined) return;
    end();
    setHint(`Let go too early: nothing was done. ${howTo}`);
  };
  return { held, hint, start, stop };
}
