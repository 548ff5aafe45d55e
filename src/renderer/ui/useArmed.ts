/**
 * The dead time of a step that moves money or trading state: what carries it out can't be pressed before the step has
 * been in sight for a while. A double click, or Enter held down, on what opened the step then ends with the step.
 */
import { useEffect, useState } from 'react';

/** Milliseconds; longer than a double click may take. */
export const deadTimeMs = 500;

export const notArmedYet = 'Not armed yet: read it first';

/** False at first, and again after each change of `step`; true once the step has been in sight for the dead time. */
export function useArmed(step = ''): boolean {
  const [armedStep, setArmedStep] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => {
      setArmedStep(step);
    }, deadTimeMs);
    return () => {
      clearTimeout(timer);
    };
  }, [step]);
  return armedStep === step;
}
