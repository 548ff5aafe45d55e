/** Moves the focus from panel to panel, on every screen. */

/** The element that last had the focus in each panel. */
const lastIn = new WeakMap<Element, HTMLElement>();

/** The first of these that a panel has takes the focus: its table, its first field, or else its first control. */
const entries = ['[role="grid"]', 'input, select, textarea', '[tabindex="0"]', 'button, summary'];

/** Goes to the next panel in sight, or to the one before, and around at the end. */
export function focusPanelBeside(by: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('main .panel')].filter((panel) =>
    panel.checkVisibility(),
  );
  const { activeElement } = document;
  const at = panels.findIndex((panel) => panel.contains(activeElement));
  const left = panels[at];
  if (left !== undefined && activeElement instanceof HTMLElement) lastIn.set(left, activeElement);
  const next = at < 0 && by < 0 ? panels.at(-1) : panels[(at + by + panels.length) % panels.length];
  if (next !== undefined) enter(next);
}

function enter(panel: HTMLElement): void {
  const last = lastIn.get(panel);
  if (last !== undefined && panel.contains(last) && last.checkVisibility()) {
    last.focus();
    return;
  }
  for (const entry of entries) {
    const element = [...panel.querySelectorAll<HTMLElement>(entry)].find((found) => found.checkVisibility());
    element?.focus();
    if (element !== undefined && document.activeElement === element) return;
  }
  panel.tabIndex = -1;
  panel.focus();
}
