/** The badge of a desk. None of its colours means a side, a state or an environment. */
export const deskColours = ['violet', 'teal', 'magenta', 'lime', 'brown', 'slate'] as const;
export type DeskColour = (typeof deskColours)[number];

/** Characters of a desk's name. */
export const deskNameLengthMax = 24;

/** The letter of a desk that was given none: the first one of its name. */
export function deskLetterOf(name: string): string {
  return firstCharacter(firstCharacter(name).toUpperCase());
}

/** Whether the text is one character that can be seen. */
export function isDeskLetter(text: string): boolean {
  return text.trim() !== '' && firstCharacter(text) === text && /^\P{C}+$/u.test(text);
}

/** The first character as a person sees it. */
function firstCharacter(text: string): string {
  const [first] = new Intl.Segmenter().segment(text);
  return first?.segment ?? '';
}
