/**
 * Compares the indexes of a table with its rows, a page of rows at a time. SQLite's own check of a file looks for more,
 * such as a page that is used twice; but nothing ends it early, and on a large file it takes a minute.
 */
import type Database from 'better-sqlite3';
import type { Look } from './inTurns.ts';

const pageRowsMax = 1_000;

interface TableIndex {
  readonly name: string;
  /** Columns and expressions, in the order of the index. */
  readonly terms: readonly string[];
  /** Which rows the index has; undefined for all. */
  readonly where: string | undefined;
}

/** Gives the end of a sentence that says what is wrong. Throws SqliteError where a page of the file can't be read. */
export function* indexFault(database: Database.Database, table: string): Look<string> {
  const indexes = indexesOf(database, table);
  for (const index of indexes) {
    const place = yield* missingRow(database, table, index);
    if (place !== undefined) return `row ${place} is missing from the index ${index.name}`;
  }
  const whole = indexes.filter(({ where }) => where === undefined);
  if (whole.length === 0) return undefined;
  // One statement counts all of them at one moment, because somebody may write meanwhile.
  const counts = whole.map(
    ({ name }) => `(SELECT count(*) FROM ${table} INDEXED BY ${name} WHERE rowid >= 0)`,
  );
  const counted =
    database
      .prepare<[], number[]>(`SELECT ${counts.join(', ')}`)
      .raw()
      .get() ?? [];
  const other = counted.findIndex((count) => count !== counted[0]);
  return other < 0 ? undefined : `the index ${whole[other]?.name} has other rows than ${whole[0]?.name}`;
}

/** The first page's first row that the index does not have; pages are read at different moments, and each is whole. */
function* missingRow(
  database: Database.Database,
  table: string,
  { name, terms, where }: TableIndex,
): Look<number> {
  const and = where === undefined ? '' : `AND ${where}`;
  const keys = terms.map((term, at) => `${term} AS k${at}`).join(', ');
  const same = terms.map((term, at) => `${term} IS page.k${at}`).join(' AND ');
  const look = database.prepare<[number], { last: number | null; missing: number | null }>(
    `SELECT max(place) AS last,
       min(CASE WHEN NOT EXISTS (
         SELECT 1 FROM ${table} INDEXED BY ${name} WHERE ${same} AND rowid = page.place ${and}
       ) THEN place END) AS missing
     FROM (
       SELECT rowid AS place, ${keys} FROM ${table} NOT INDEXED
       WHERE rowid > ? ${and} ORDER BY rowid LIMIT ${pageRowsMax}
     ) AS page`,
  );
  let after = -1;
  for (;;) {
    const page = look.get(after);
    if (page?.missing !== null && page?.missing !== undefined) return page.missing;
    if (page?.last === null || page?.last === undefined) return undefined;
    after = page.last;
    yield;
  }
}

function indexesOf(database: Database.Database, table: string): readonly TableIndex[] {
  const named = database
    .prepare<[string], { name: string; sql: string | null }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?",
    )
    .all(table);
  const columns = database
    .prepare<[string], string>('SELECT name FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno')
    .pluck();
  return named.map(({ name, sql }) => {
    // SQLite makes an index without a statement for each UNIQUE; it has plain columns.
    const [, list, where] = /\(([^()]*)\)(?:\s+WHERE\s+(.+))?$/s.exec(sql ?? '') ?? [];
    const terms = list === undefined ? columns.all(name) : list.split(',').map((term) => term.trim());
    return { name, terms, where };
  });
}
