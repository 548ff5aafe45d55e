/** The list of all signals comes out of an index for each sort by one column. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signalSortFields } from '../../../domain/signal/signalSortFields.ts';
import { testFolder } from '../testing/testFolder.ts';
import { orderByOf } from './signalViewSql.ts';
import { openSqliteSignalViewStore, type SqliteSignalViewStore } from './sqliteSignalViewStore.ts';

function open(folder: string): SqliteSignalViewStore {
  const opened = openSqliteSignalViewStore({
    folder,
    onRemade: () => {
      throw new Error('the file was made anew');
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

it('all signals are read in the order of any column, both ways, and the indexes outlast the next opening', () => {
  const folder = testFolder();
  const store = open(folder);
  for (const field of signalSortFields) store.positions({}, [{ field, descending: true }]);
  const database = new Database(join(folder, 'signals.db'), { readonly: true });
  for (const field of signalSortFields) {
    for (const descending of [true, false]) {
      const plan = database
        .prepare<[], { detail: string }>(
          `EXPLAIN QUERY PLAN SELECT id FROM signals ${orderByOf([{ field, descending }])}`,
        )
        .all()
        .map(({ detail }) => detail)
        .join('; ');
      const wanted = field === 'receivedAt' ? /^SCAN signals$/ : /^SCAN signals USING COVERING INDEX \S+$/;
      expect(plan, field).toMatch(wanted);
    }
  }
  database.close();
  store.close();
  open(folder).close();
});
