/**
 * Lists of names that the compiler keeps whole: a table has each name of a union once, and no other. A new name in the
 * union does not compile before it stands in the table.
 */

/** The table's names in its order. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  // `Object.keys` gives plain text; the table has no other keys.
  return Object.keys(table) as Name[];
}

/** Whether the text is one of the table's names. */
export function isNameOf<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  text: string,
): text is Name {
  return Object.hasOwn(table, text);
}
