/** The venue's record as a test reads it. */
import Database from 'better-sqlite3';
import type { StoredExecution, StoredOrder, StoredRequest, StoredSession } from '../recordRows.ts';
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

export type SentRequest = StoredRequest & Pick<StoredSession, 'pid'>;

/** The requests about orders after a sequence, in the order in which they came, each with the process that sent it. */
export function readSimRequests(file: string, after = 0): SentRequest[] {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return database
      .prepare<[number], SentRequest>(
        `SELECT sequence, session, pid, type, client_order_id AS clientOrderId,
           new_client_order_id AS newClientOrderId, received_at AS receivedAt
         FROM requests LEFT JOIN sessions USING (session) WHERE sequence > ? ORDER BY sequence`,
      )
      .all(after);
  } finally {
    database.close();
  }
}
