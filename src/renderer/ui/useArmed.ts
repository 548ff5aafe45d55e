/**
 * The dead time of a step that moves money or trading state: what carries it out can't be pressed before the step has
 * been in sight for a while. A double click, or Enter held down, on what opened the step then ends with the step.
 */
import { useEffect, useState } from 'react';

/** Milliseconds; longer than a double click may take. */
export const deadTimeMs = 500;

export const notArmedYet = 'Not armed yet: read it first';

const steps = new Set<() => void>();
let uncoveredAtMs = Number.NEGATIVE_INFINITY;

/** Something comes over the page: what lies beneath waits anew. */
export function cover(): void {
  for (const begin of steps) begin();
}

/** It goes: a key that was meant for it may fall on what has the focus now. */
export function uncover(): void {
  uncoveredAtMs = performance.now();
  for (const begin of steps) begin();
}

/** Whether a key pressed then, by the clock of the input events, may have been meant for what went away just before. */
export function isStrayKey(pressedAtMs: number): boolean {
  return pressedAtMs < uncoveredAtMs + deadTimeMs;
}

/**
 * False at first, again after each change of `step`, and whenever the step was covered or the window was left; true
 * once it has been in sight for the dead time.
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
