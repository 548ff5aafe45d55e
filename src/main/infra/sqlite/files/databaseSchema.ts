/**
 * Compares the schema of a database file with the one that this program makes. A trigger or a view that somebody
 * planted could change what is written and read, without a change to any verified row.
 */
import Database from 'better-sqlite3';
import type { DatabaseFormat } from './databaseFormat.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  /** Statement that made the object; null for an index that SQLite makes by itself. */
  readonly sql: string | null;
}

type Schema = Omit<DatabaseFormat, 'applicationId' | 'synchronous'>;

/** The first difference, as the end of a sentence; undefined where there is none. Throws SqliteError. */
export function schemaDifference(database: Database.Database, format: Schema): string | undefined {
  const version = Number(database.pragma('user_version', { simple: true }));
  const expected = expectedObjects(format, version);
  const { schema, laterObjects = [], earlierTables = [] } = format;
  const allowed = objectsOf(schema, [...laterObjects, ...earlierTables]);
  for (const found of readObjects(database)) {
    const key = keyOf(found);
    const wanted = expected.get(key) ?? allowed.get(key);
    if (wanted === undefined) return `${key} is none of its own`;
    if (wanted.sql !== found.sql) return `${key} is not as this program makes it`;
    expected.delete(key);
  }
  const [missing] = expected.keys();
  return missing === undefined ? undefined : `${missing} is missing`;
}

/** Objects that a file of this version has: the schema without what later upgrades add. */
function expectedObjects(
  { schema, formatVersion, upgrades = [] }: Schema,
  version: number,
): Map<string, SchemaObject> {
  const expected = objectsOf(schema, []);
  const later = version < formatVersion ? upgrades.slice(version - formatVersion) : [];
  for (const upgrade of later) for (const key of objectsOf(upgrade, []).keys()) expected.delete(key);
  return expected;
}

/**
 * Objects that each schema's statements make, by their text. There are only a few schemas, and files are opened often.
 */
const made = new Map<string, readonly SchemaObject[]>();

function objectsOf(schema: string, more: readonly string[]): Map<string, SchemaObject> {
  const sql = [schema, ...more].join(';\n');
  const objects = made.get(sql) ?? makeObjects(sql);
  made.set(sql, objects);
  return new Map(objects.map((object) => [keyOf(object), object]));
}

function makeObjects(sql: string): readonly SchemaObject[] {
  const database = new Database(':memory:');
  try {
    database.exec(sql);
    return readObjects(database);
  } finally {
    database.close();
  }
}

function readObjects(database: Database.Database): readonly SchemaObject[] {
  return database
    .prepare<[], SchemaObject>('SELECT type, name, sql FROM sqlite_schema')
    .all()
    .map(({ type, name, sql }) => ({ type, name, sql: sql === null ? null : oneLine(sql) }));
}

function keyOf({ type, name }: SchemaObject): string {
  return `${type} ${name}`;
}

/** Puts a statement on one line: its line breaks change nothing in its meaning. */
function oneLine(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim();
}
