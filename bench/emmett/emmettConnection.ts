/**
 * A connection for emmett on the same driver as ours. Emmett's own driver has to be built on each machine, waits for a
 * thread at every statement, and is opened anew for every append; with this one emmett is quicker than by itself.
 */
import type { SQLiteConnection } from '@event-driven-io/emmett-sqlite';
import type Database from 'better-sqlite3';

type Values = Parameters<SQLiteConnection['query']>[1];

export function emmettConnection(database: Database.Database): SQLiteConnection {
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  let depth = 0;
  return {
    close: () => database.close(),
    command: (sql, values) => attempt(() => prepared(sql).run(...bound(values))),
    batchCommand: (sqls) => attempt(() => sqls.forEach((sql) => database.exec(sql))),
    // The caller names the shape of the rows that its own statement gives.
    query: <T>(sql: string, values?: Values) => attempt(() => prepared(sql).all(...bound(values)) as T[]),
    querySingle: <T>(sql: string, values?: Values) =>
      attempt(() => (prepared(sql).get(...bound(values)) ?? null) as T | null),
    withTransaction: async (work) => {
      if (depth++ === 0) database.exec('BEGIN IMMEDIATE');
      try {
        const result = await work();
        if (--depth === 0) database.exec('COMMIT');
        return result;
      } catch (error) {
        if (depth > 0) depth -= 1;
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
  };
}

/** better-sqlite3 takes no booleans, and takes an object for named values. */
function bound(values: Values = []): unknown[] {
  return values.map((value) => {
    if (typeof value === 'boolean') return Number(value);
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  });
}

function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
