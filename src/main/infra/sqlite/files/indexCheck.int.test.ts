/** An index that is not that of its rows is found, however it came about; SQLite keeps nobody from making one. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { orderViewFile } from '../orders/orderViewDatabase.ts';
import { testFolder } from '../testing/testFolder.ts';
import { eventFormat } from './eventDatabase.ts';
import { indexFault } from './indexCheck.ts';
import { inTurns } from './inTurns.ts';

const rows = 2_500;
const indexes: Readonly<Record<string, string>> = {
  by_a: 'CREATE INDEX by_a ON t (a, id)',
  by_half: 'CREATE INDEX by_half ON t (id >> 1, b)',
  by_b: 'CREATE INDEX by_b ON t (b) WHERE b IS NOT NULL',
};
let path: string;

beforeEach(() => {
  path = join(testFolder(), 't.db');
  const database = new Database(path);
  database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b REAL)');
  for (const sql of Object.values(indexes)) database.exec(sql);
  const insert = database.prepare('INSERT INTO t VALUES (?, ?, ?)');
  database.transaction(() => {
    for (let id = 1; id <= rows; id++) insert.run(id, `a${id}`, id % 3 === 0 ? null : id / 7);
  })();
  database.close();
});

/** Makes a change that the index does not see: SQLite does not know of it meanwhile. */
function behind(name: string, sql: string): void {
  const change = (work: string): void => {
    const database = new Database(path);
    database.unsafeMode();
    database.pragma('writable_schema = ON');
    database.exec(work);
    database.close();
  };
  const database = new Database(path);
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
  database.close();
  change(`DELETE FROM sqlite_schema WHERE name = '${name}'`);
  change(sql);
  change(`INSERT INTO sqlite_schema VALUES ('index', '${name}', 't', ${String(root)}, '${indexes[name]}')`);
}

async function found(table = 't'): Promise<string | undefined> {
  const database = new Database(path, { readonly: true });
  const looked = await inTurns(indexFault(database, table), nodeScheduler(), undefined);
  database.close();
  if (!looked.ok) throw new Error(looked.error.message);
  return looked.value;
}

it('finds nothing where all is right', async () => {
  expect(await found()).toBeUndefined();
});

it.each([
  ['by_a', "UPDATE t SET a = 'other' WHERE id = 2100", 'row 2100 is missing from the index by_a'],
  ['by_half', 'UPDATE t SET b = 9 WHERE id = 7', 'row 7 is missing from the index by_half'],
  ['by_b', 'UPDATE t SET b = 9 WHERE id = 9', 'row 9 is missing from the index by_b'],
  ['by_half', 'DELETE FROM t WHERE id = 2500', 'the index by_half has other rows than sqlite_autoindex_t_1'],
])('finds that %s has not seen: %s', async (name, sql, said) => {
  behind(name, sql);
  expect(await found()).toBe(said);
});

it('is canceled between two pages', async () => {
  const database = new Database(path, { readonly: true });
  let turns = 0;
  const signal = {
    get aborted() {
      return turns++ > 1;
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const looked = await inTurns(indexFault(database, 't'), nodeScheduler(), signal);
  expect(looked).toMatchObject({ ok: false, error: { code: 'canceled' } });
  // Nothing is left open.
  database.close();
});

it.each([
  ['orders', [orderViewFile.format.schema, ...(orderViewFile.format.laterObjects ?? [])]],
  ['events', [eventFormat.schema]],
])('has a way into every index of %s', async (table, statements) => {
  const database = new Database(path);
  for (const sql of statements) database.exec(sql);
  database.close();
  expect(await found(table)).toBeUndefined();
});
