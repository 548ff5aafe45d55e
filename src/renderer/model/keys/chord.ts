/** Key chords as people read them, such as `Ctrl ⇧ K`, and which of them an action may have. */

/** What a chord needs of a key press. */
export interface KeyPress {
  readonly key: string;
  /** The place of the key, such as `Digit1`: with Shift held, the key itself is another. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The chord of a key press; undefined while only Ctrl, Alt or Shift is held. */
export function chordOf(press: KeyPress): string | undefined {
  const key = keyName(press);
  if (key === undefined) return undefined;
  const parts = [
    (press.ctrlKey || press.metaKey) && 'Ctrl',
    press.altKey && 'Alt',
    press.shiftKey && '⇧',
    key,
  ];
  return parts.filter((part) => part !== false).join(' ');
}

function keyName({ key, code }: KeyPress): string | undefined {
  if (['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'Dead', 'Unidentified'].includes(key)) return undefined;
  const placed = /^(?:Digit|Key)(.)$/.exec(code)?.[1];
  // A letter counts by what is written on it, a digit by its place.
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return placed ?? key;
}

/** What every field and table uses by itself. */
const taken: ReadonlyMap<string, string> = new Map([
  ['Ctrl A', 'chooses all'],
  ['Ctrl 0', 'sets the zoom back'],
  ['Ctrl C', 'copies'],
  ['Ctrl M', 'makes the window small'],
  ['Ctrl Q', 'ends the console'],
  ['Ctrl ⇧ R', 'loads the window again'],
  ['Ctrl V', 'pastes'],
  ['Ctrl W', 'closes the window'],
  ['Ctrl X', 'cuts'],
  ['Ctrl Y', 'does again'],
  ['Ctrl Z', 'takes back'],
  ['Ctrl ⇧ Z', 'does again'],
  ['F2', 'amends the chosen orders'],
  ['F11', 'fills the screen'],
  ['F6', 'goes to the next panel'],
  ['⇧ F6', 'goes to the panel before'],
]);

/** Why no action may have this chord; undefined when one may. */
export function chordFault(chord: string): string | undefined {
  const use = taken.get(chord);
  if (use !== undefined) return `${chord} ${use}, and can have no other use`;
  const isFunctionKey = /^(?:Ctrl )?(?:Alt )?(?:⇧ )?F(?:[1-9]|1[0-2])$/.test(chord);
  const isHeld = /^Ctrl (?:Alt )?(?:⇧ )?[A-Z0-9,.]$/.test(chord);
  if (isFunctionKey || isHeld) return undefined;
  return `${chord} can't be used: expected Ctrl with a letter, a digit, a comma or a point, with ⇧ or Alt if wanted, or F1 to F12`;
}
