/** Objects as tables, with the types of their keys, which the language gives as plain text. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a table whose type names all of them, each with its value. */
export function entriesOf<Key extends string, Value>(
  table: Readonly<Partial<Record<Key, Value>>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(table) as [Key, Value][];
}

/** A table with a value for each of its keys. */
export function tableOf<const Key extends string, Value>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;
}
