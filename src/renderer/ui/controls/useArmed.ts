/**
 * The dead time of a step that moves money or changes a trading state. Its button can't be pressed before the step has
 * been visible for a while. So a double click, or a held Enter, on the button that opened the step can't carry the step
 * out.
 */
import { useEffect, useState } from 'react';

/** Milliseconds of the dead time: longer than a double click may take. */
export const deadTimeMs = 500;

export const notArmedYet = 'Not armed yet: read it first';

const steps = new Set<() => void>();
let uncoveredAtMs = Number.NEGATIVE_INFINITY;

/** Something covers the page: the steps below it wait again. */
export function cover(): void {
  for (const begin of steps) begin();
}

/** The cover is gone: a key that was meant for it may now reach the element with the focus. */
export function uncover(): void {
  uncoveredAtMs = performance.now();
  for (const begin of steps) begin();
}

/**
 * Whether a key was pressed so soon after a cover went away that it may have been meant for the cover. The time is on
 * the clock of the input events.
 */
export function isStrayKey(pressedAtMs: number): boolean {
  return pressedAtMs < uncoveredAtMs + deadTimeMs;
}

/**
 * False at first, after each change of `step`, and whenever the step was covered or the window was left. True once the
 * step has been visible for the dead time.
 */
export function useArmed(step = ''): boolean {
  const [armedStep, setArmedStep] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const begin = (): void => {
      clearTimeout(timer);
      setArmedStep(undefined);
      timer = setTimeout(() => {
        setArmedStep(step);
      }, deadTimeMs);
    };
    begin();
    steps.add(begin);
    window.addEventListener('focus', begin);
    return () => {
      clearTimeout(timer);
      steps.delete(begin);
      window.removeEventListener('focus', begin);
    };
  }, [step]);
  return armedStep === step;
}
