/** Ids as they were copied from a table or a letter. */
import { isIdText } from '../../../shared/kernel/ids.ts';

/** Shorter texts are part of too many ids. */
export const idLengthMin = 4;
/** How many pasted ids are looked for. */
export const pastedIdsMax = 100;

/** An id without the quotes, brackets and commas around it. */
export function bareId(text: string): string {
  return text.replaceAll(/^[\s"'`([{<,;]+|[\s"'`)\]}>,;.]+$/g, '');
}

/**
 * Several ids with blanks, commas, semicolons or line breaks between them; undefined for any other text, such as a
 * single id or a sentence. `left` counts the ids beyond the first ones.
 */
export function severalIds(
  text: string,
): { readonly ids: readonly string[]; readonly left: number } | undefined {
  const parts = text.split(/[\s,;]+/).map(bareId);
  const ids = [...new Set(parts.filter((part) => part !== ''))];
  // An id has a digit, and words of a text seldom have one.
  const likeIds = ids.filter((id) => id.length >= idLengthMin && isIdText(id) && /\d/.test(id));
  if (ids.length < 2 || likeIds.length * 2 < ids.length) return undefined;
  return { ids: ids.slice(0, pastedIdsMax), left: Math.max(0, ids.length - pastedIdsMax) };
}
