/**
 * The tour: a small panel at the bottom, which covers neither the strip nor its kill switch, and a ring around the
 * control that it speaks of. Everything else goes on working.
 */
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../ui/controls/Button.tsx';
import { goToStep, leaveTour, useTour } from './tourStore.ts';
import { tourSteps } from './tourSteps.ts';

export function Tour() {
  const at = useTour((tour) => tour.at);
  return at === undefined ? null : <Step at={at} />;
}

function Step({ at }: { readonly at: number }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [before] = useState(() => document.activeElement);
  const titleId = useId();
  const step = tourSteps[at];
  useEffect(() => heading.current?.focus(), [at]);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
    [before],
  );
  if (step === undefined) return null;
  const last = at === tourSteps.length - 1;
  return (
    <>
      <Ring target={step.target} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the Esc of the buttons inside */}
      <section
        className="tour"
        role="dialog"
        aria-labelledby={titleId}
        data-testid="tour"
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          leaveTour();
        }}
      >
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {step.title}
        </h2>
        <p>{step.text}</p>
        <div className="tour-actions">
          <span className="dim">
            Step {at + 1} of {tourSteps.length}
          </span>
          <span className="grow" />
          <Button look="quiet" keys="Esc" onPress={leaveTour}>
            Leave the tour
          </Button>
          {at > 0 && (
            <Button
              onPress={() => {
                goToStep(at - 1);
              }}
            >
              Back
            </Button>
          )}
          <Button
            look="primary"
            onPress={() => {
              goToStep(at + 1);
            }}
          >
            {last ? 'Done' : 'Next'}
          </Button>
        </div>
      </section>
    </>
  );
}

const measureEveryMs = 250;
const gap = 3;

/** A ring around the control, wherever it moves. */
function Ring({ target }: { readonly target: string }) {
  const [place, setPlace] = useState<React.CSSProperties>();
  useEffect(() => {
    const measure = (): void => {
      const box = document.querySelector(target)?.getBoundingClientRect();
      setPlace(
        box && {
          left: box.left - gap,
          top: box.top - gap,
          width: box.width + 2 * gap,
          height: box.height + 2 * gap,
        },
      );
    };
    measure();
    const timer = setInterval(measure, measureEveryMs);
    return () => {
      clearInterval(timer);
    };
  }, [target]);
  return place === undefined ? null : <div className="tour-ring" aria-hidden="true" style={place} />;
}
