/** Rows of text in columns. Columns of numbers stand to the right. */
export function textTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isNumeric = heads.map((_, column) => rows.every((row) => !Number.isNaN(Number(row[column]))));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return `${[heads, ...rows].map(lineOf).join('\n')}\n`;
}
