/**
 * Makes text from outside safe to show. Some characters steer a terminal, turn the direction of writing, or show
 * nothing at all. They are replaced by escapes, so that no text can look like another text. In JSON the escapes mean
 * the same characters.
 */

/**
 * Controls, formats (characters that join, turn or have no width), line separators, halves of characters, characters
 * that are ignored by default, and the blank of Braille.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** For one line: line breaks are replaced by escapes too. */
export function visibleLine(text: string): string {
  return text.replace(unseen, escapeOf);
}

/** For several lines: line feeds and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(unseen, (character) =>
    character === '\n' || character === '\t' ? character : escapeOf(character),
  );
}

function escapeOf(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
