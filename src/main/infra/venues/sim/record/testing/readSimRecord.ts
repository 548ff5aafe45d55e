/** The venue's record as a test reads it. */
import Database from 'better-sqlite3';
import type { StoredExecution, StoredOrder } from '../recordRows.ts';
import { executionColumns, orderColumns } from '../recordSchema.ts';

type OrderRow = Omit<StoredOrder, 'triggered'> & { readonly triggered: number };

/** Everything in a record file, for comparison with the engine's store; the venue may be running. */
export function readSimRecord(file: string): {
  orders: StoredOrder[];
  executions: StoredExecution[];
} {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return database.transaction(() => ({
      orders: database
        .prepare<[], OrderRow>(`SELECT ${orderColumns} FROM orders ORDER BY sequence`)
        .all()
        .map((row) => ({ ...row, triggered: row.triggered !== 0 })),
      executions: database
        .prepare<[], StoredExecution>(`SELECT ${executionColumns} FROM executions ORDER BY sequence`)
        .all(),
    }))();
  } finally {
    database.close();
  }
}
