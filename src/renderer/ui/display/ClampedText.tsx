/** Shows text in at most two lines. Where there is more, a button shows the rest and hides it again. */
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../controls/Button.tsx';

export function ClampedText({ children }: { readonly children: React.ReactNode }) {
  const text = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = text.current;
    if (element === null) return undefined;
    const measure = (): void => {
      // While all of the text is shown, nothing can be measured: the last result stays in force.
      if (!element.classList.contains('whole')) setCut(element.scrollHeight > element.clientHeight + 1);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [children]);
  return (
    <>
      <span ref={text} className={open ? 'clamped whole' : 'clamped'}>
        {children}
      </span>
      {isCut && (
        <Button
          look="quiet"
          className="clamp-switch"
          onPress={() => {
            setOpen(!open);
          }}
        >
          {open ? 'Show less' : 'Show all'}
        </Button>
      )}
    </>
  );
}
