/** Finds orders by a part of an id, with an index over every three consecutive characters of their ids. */

export const searched = 'order_ids';

/** SQLite's own integrity check compares the index with the text in this table. */
export const searchTable =
  "CREATE VIRTUAL TABLE order_ids USING fts5 (ids, tokenize = 'trigram case_sensitive 1', detail = none)";

/** The table from which the text of the index is read, without the index. */
export const searchedText = 'order_ids_content';

/**
 * A query for the rows of `order_ids` that contain all triples of the text somewhere. Undefined for a text without
 * triples, for which the index is of no use. SQLite ends a query at a character NUL.
 */
export function threesOf(text: string): string | undefined {
  const characters = Array.from(text);
  const threes = characters.slice(2).map((_one, index) => characters.slice(index, index + 3).join(''));
  const asked = [...new Set(threes)].filter((three) => !three.includes('\0'));
  if (asked.length === 0) return undefined;
  return asked.map((three) => `"${three.replaceAll('"', '""')}"`).join(' AND ');
}
