/**
 * A modal dialog on the browser's own element. It keeps the focus inside, makes the rest inert, closes on Esc, and then
 * gives the focus back.
 */
import { useContext, useId, useLayoutEffect, useRef } from 'react';
import { cover, uncover } from '../controls/useArmed.ts';
import { DialogBadge } from './dialogBadge.ts';
import { rememberFocus } from './focusBack.ts';

interface Properties {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
  /** Buttons at the bottom, the safe one first. */
  readonly actions?: React.ReactNode;
  readonly wide?: boolean;
  readonly alert?: boolean;
}

export function Dialog({ title, onClose, children, actions, wide = false, alert = false }: Properties) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const badge = useContext(DialogBadge);
  const beganOutside = useRef(false);
  const entered = useRef(false);
  // This runs before any further key comes: the button that gets the focus back must not be armed then.
  useLayoutEffect(() => {
    const dialog = element.current;
    const giveBack = rememberFocus();
    const place = (): void => {
      if (dialog !== null) standOn(dialog);
    };
    if (dialog !== null && !dialog.open) dialog.showModal();
    place();
    window.addEventListener('resize', place);
    cover();
    return () => {
      window.removeEventListener('resize', place);
      dialog?.close();
      giveBack();
      uncover();
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a click on the backdrop is a click on the dialog
    <dialog
      ref={element}
      className={wide ? 'dialog wide' : 'dialog'}
      role={alert ? 'alertdialog' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // Esc must not also run the shortcuts of the page behind the dialog.
        event.stopPropagation();
        if (event.key === 'Tab' && element.current !== null) keepInside(element.current, event);
      }}
      onInput={() => {
        entered.current = true;
      }}
      onPointerDown={(event) => {
        beganOutside.current = event.target === element.current;
      }}
      onClick={(event) => {
        // A press that began inside the dialog, such as marking text or a hold, and ended outside does not count as a
        // click on the backdrop. Once something was entered, only Esc and the button close the dialog.
        if (entered.current || event.detail !== 1) return;
        if (event.target === element.current && beganOutside.current) onClose();
      }}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          {badge}
        </div>
        {children}
      </div>
      {actions !== undefined && <div className="dialog-actions">{actions}</div>}
    </dialog>
  );
}

/**
 * Opens the dialog in the middle. Later it changes its height only at the top, so that no button moves away from a
 * pointer that is about to press it.
 */
function standOn(dialog: HTMLElement): void {
  const below = Math.max(0, Math.floor((window.innerHeight - dialog.offsetHeight) / 2));
  dialog.style.setProperty('--below', `${below}px`);
}

const focusable =
  'button:not([tabindex="-1"]), input:not([hidden]), select, textarea, a[href], [tabindex="0"]';

/** Moves the focus from the last control to the first, and back. */
function keepInside(dialog: HTMLElement, event: React.KeyboardEvent): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>(focusable)].filter(
    (stop) => !stop.hasAttribute('disabled'),
  );
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  other?.focus();
}
