/** Moves the focus along the rows of a list that has one tab stop. */
const keySteps: Readonly<Record<string, 'previousElementSibling' | 'nextElementSibling'>> = {
  ArrowUp: 'previousElementSibling',
  ArrowDown: 'nextElementSibling',
};

export function moveAlongRows(event: React.KeyboardEvent<HTMLButtonElement>): void {
  const direction = keySteps[event.key];
  if (direction === undefined) return;
  event.preventDefault();
  event.currentTarget.closest('li')?.[direction]?.querySelector('button')?.focus();
}
