/** Indexes that only some sort needs: each slows every write down, so it is made at the first such sort, and stays. */
import Database from 'better-sqlite3';

export type NamedIndex = readonly [name: string, statement: string];

export class LaterIndexes {
  private readonly database: Database.Database;
  private readonly find: Database.Statement<[string]>;
  private readonly there = new Set<string>();

  constructor(database: Database.Database) {
    this.database = database;
    this.find = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?");
  }

  /** Makes the index, and says whether it is there. Called outside of a transaction. */
  provide([name, statement]: NamedIndex): boolean {
    if (this.there.has(name)) return true;
    try {
      if (this.database.readonly) return this.find.get(name) !== undefined;
      this.database.exec(statement);
      this.there.add(name);
      return true;
    } catch (error) {
      // Without the index (no room, or another writer's turn) the answer only takes longer.
      if (!(error instanceof Database.SqliteError)) throw error;
      return false;
    }
  }
}
