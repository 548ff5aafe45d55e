/** The headings of a table: plain text, numbers set to the right, and headings that only screen readers get. */
export type Column = string | { readonly number: string } | { readonly hidden: string };

export function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead>
      <tr>{columns.map(heading)}</tr>
    </thead>
  );
}

function heading(column: Column) {
  if (typeof column === 'object' && 'hidden' in column) {
    return (
      <th key={column.hidden} scope="col">
        <span className="visually-hidden">{column.hidden}</span>
      </th>
    );
  }
  const name = typeof column === 'string' ? column : column.number;
  return (
    <th key={name} scope="col" className={name === column ? undefined : 'n'}>
      {name}
    </th>
  );
}
