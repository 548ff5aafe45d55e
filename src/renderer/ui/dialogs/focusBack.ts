/**
 * Gives the focus back after a dialog: to the element that had it before, or to its successor. Rows are redrawn when
 * their data changes, and a button may disappear with the act that it began.
 */
const focusable = 'button, input:not([hidden]), select, textarea, a[href], [tabindex="0"]';
/** The parts of the screen in which a successor is looked for first. */
const parts = '.panel, [role="tabpanel"], [role="dialog"]';
/** Milliseconds after a dialog in which its changes may still be redrawn. */
const settledMs = 5_000;

interface Place {
  readonly ancestor: Element;
  /** The index among the ancestor's controls with the same name. */
  readonly index: number;
}

/** Remembers what has the focus now. The returned function gives the focus back. */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  if (!(before instanceof HTMLElement) || before === document.body) return () => undefined;
  const [places, name] = [placesOf(before), nameOf(before)];
  return () => {
    before.focus();
    if (document.activeElement === before) keepFocus(before);
    else focusSuccessor(places, name);
  };
}

function focusSuccessor(places: readonly Place[], name: string): void {
  const successor = successorAt(places, name);
  successor?.focus();
  if (successor !== undefined) keepFocus(successor);
}

/** Moves the focus to the successor where its element is redrawn soon, unless somebody has moved it meanwhile. */
function keepFocus(element: HTMLElement): void {
  const [places, name] = [placesOf(element), nameOf(element)];
  const observer = new MutationObserver(() => {
    if (element.isConnected) return;
    observer.disconnect();
    if (document.activeElement === document.body) focusSuccessor(places, name);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => {
    observer.disconnect();
  }, settledMs);
}

function placesOf(element: HTMLElement): readonly Place[] {
  const name = nameOf(element);
  const places: Place[] = [];
  let isInPart = true;
  for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
    // Outside of its part of the screen a place among many others says nothing.
    places.push({ ancestor: at, index: isInPart ? namesakes(at, name).indexOf(element) : 0 });
    isInPart &&= !at.matches(parts);
  }
  return places;
}

/** The control of the same name nearest to the place, or else the first one of the same part of the screen. */
function successorAt(places: readonly Place[], name: string): HTMLElement | undefined {
  const standing = places.filter(({ ancestor }) => ancestor.isConnected);
  for (const { ancestor, index } of standing) {
    const same = namesakes(ancestor, name);
    const successor = same[Math.min(Math.max(0, index), same.length - 1)] ?? undefined;
    if (successor !== undefined) return successor;
    const [first] = ancestor.matches(parts) ? controlsIn(ancestor) : [];
    if (first !== undefined) return first;
  }
  return undefined;
}

function namesakes(ancestor: Element, name: string): readonly HTMLElement[] {
  return controlsIn(ancestor).filter((control) => nameOf(control) === name);
}

function controlsIn(ancestor: Element): readonly HTMLElement[] {
  return [...ancestor.querySelectorAll<HTMLElement>(focusable)].filter((control) =>
    control.checkVisibility(),
  );
}

/** The text of a button, or the name of another control. A row's own text, such as its id, tells rows apart. */
function nameOf(element: Element): string {
  const name = element.tagName === 'BUTTON' ? element.textContent : element.getAttribute('aria-label');
  return `${element.tagName} ${name ?? ''}`;
}
