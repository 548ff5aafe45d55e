/**
 * Text from outside as a person may safely see it: characters that steer a terminal, turn the direction of writing or
 * show nothing at all stand as escapes, so that no text can pretend to be another. In JSON the escapes mean the same.
 */

/** Controls, formats (what joins, turns or has no width), line separators, halves of characters, what is left out of sight by default, and the blank of Braille. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** One line: also its line breaks stand as escapes. */
export function visibleLine(text: string): string {
  return text.replace(unseen, escapeOf);
}

/** Text of several lines: its line feeds and tabs stay. */
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
