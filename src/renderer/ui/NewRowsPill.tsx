/** How many rows wait outside a table that is kept still. */
interface Properties {
  readonly count: number;
  readonly onPress: () => void;
}

export function NewRowsPill({ count, onPress }: Properties) {
  if (count <= 0) return null;
  return (
    <button
      type="button"
      className="pill"
      title="Let the new rows in: the table is kept still while you point at a row, have one chosen or have scrolled"
      onClick={onPress}
    >
      {count} new ↑
    </button>
  );
}
