/**
 * The venue's own durable record: orders and executions in one SQLite file. It is committed once per turn, before any
 * acknowledgement is sent.
 *
 * WAL with `synchronous=NORMAL`: a commit survives the death of the process (kill -9 included), because the operating
 * system has it. A power cut may lose the last commits, which a simulated exchange can afford.
 */
import Database from 'better-sqlite3';
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { schemaDifference } from '../../../sqlite/files/databaseSchema.ts';
import { sqliteCode, sqliteFault } from '../../../sqlite/files/sqliteFault.ts';
import type { ExecutedLot } from './positionBook.ts';
import type {
  StoredExecution,
  StoredMarket,
  StoredOrder,
  StoredRequest,
  StoredSession,
} from './recordRows.ts';
import {
  executionColumns,
  isOpenOrder,
  orderColumns,
  recordFormat,
  recordSchema,
  saveExecution,
  saveOrder,
} from './recordSchema.ts';

/** Milliseconds that a new venue process waits for an ending one to release the record. */
const lockWaitMsMax = 5_000;

/**
 * The record can't be opened or written. Codes: `record_in_use` (another venue holds it), `record_format` (another
 * format), or a code of sqliteFault such as `disk_full` and `store_read_only`.
 */
export class RecordUnusable extends Error {
  override readonly name = 'RecordUnusable';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  static from(error: unknown, file: string): RecordUnusable {
    if (error instanceof RecordUnusable) return error;
    // SQLite can't even open a file when it can't make its log beside it.
    const cause = isReadOnly(file)
      ? Object.assign(new Error(String(error)), { code: 'SQLITE_READONLY' })
      : error;
    const { code, message } = sqliteFault(cause, basename(file));
    return new RecordUnusable(code, message);
  }
}

function isReadOnly(file: string): boolean {
  try {
    for (const path of [dirname(file), file]) if (existsSync(path)) accessSync(path, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/** The settings as SQLite reads them back; 1 is NORMAL. */
const durableSettings = [
  ['journal_mode', 'wal'],
  ['synchronous', '1'],
] as const;

type OrderRow = Omit<StoredOrder, 'triggered' | 'reduceOnly'> & {
  readonly triggered: number;
  readonly reduceOnly: number;
};

export type NewRequest = Omit<StoredRequest, 'sequence'>;

export class SimRecord {
  private readonly database: Database.Database;
  private readonly lock: Database.Database;
  private readonly statements: ReturnType<typeof prepare>;
  private writing = false;

  /**
   * Opens or makes the record; throws RecordUnusable. Only one process may hold it. `lockWaitMs` says how long to wait
   * for another one.
   */
  constructor(file: string, lockWaitMs = lockWaitMsMax) {
    this.lock = takeLock(`${file}.lock`, lockWaitMs);
    let database: Database.Database | undefined;
    try {
      database = new Database(file);
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.exec(recordSchema);
      this.database = database;
      this.checkFile();
      this.statements = prepare(database);
      this.checkFormat();
    } catch (error) {
      database?.close();
      this.lock.close();
      throw RecordUnusable.from(error, file);
    }
  }

  /** The order that was submitted under this id, or got it by a replace. */
  find(clientOrderId: string): StoredOrder | undefined {
    const row =
      this.statements.orderByClientId.get(clientOrderId) ??
      this.statements.orderByReplacedId.get(clientOrderId);
    return row === undefined ? undefined : orderOf(row);
  }

  /** Orders that are neither done nor rejected, oldest priority first. */
  openOrders(): StoredOrder[] {
    return this.statements.openOrders.all().map(orderOf);
  }

  saveOrder(order: StoredOrder): void {
    this.begin();
    const { triggered, reduceOnly } = order;
    this.statements.saveOrder.run({
      ...order,
      triggered: Number(triggered),
      reduceOnly: Number(reduceOnly),
    });
    if (reduceOnly) this.statements.saveReduceOnly.run(order.sequence);
  }

  saveExecution(execution: StoredExecution): void {
    this.begin();
    this.statements.saveExecution.run(execution);
  }

  /** Makes the order findable under one more id. */
  saveReplacedId(clientOrderId: string, orderSequence: number): void {
    this.begin();
    this.statements.saveReplacedId.run(clientOrderId, orderSequence);
  }

  countRepeatedSubmission(sequence: number): void {
    this.begin();
    this.statements.countRepeat.run(sequence);
  }

  /** Executions of one order after a sequence number, at most `limit`. */
  executionsOf(orderSequence: number, after: number, limit: number): StoredExecution[] {
    return this.statements.executionsOf.all(orderSequence, after, limit);
  }

  /** Executions at or after a venue time and after a sequence number, at most `limit`, oldest first. */
  executionsSince(since: number, after: number, limit: number): StoredExecution[] {
    // Venue times rise with the sequence, so bisection finds the first execution at `since` without an index.
    const start = Math.max(after, this.sequenceBefore(since));
    return this.statements.executionsAfter.all(start, limit);
  }

  /** All executions; equal ones are counted together. */
  executedLots(): ExecutedLot[] {
    return this.statements.executedLots.all();
  }

  /** Gives the session's number, which no other session of this record has. */
  saveSession({ name, pid, since }: Omit<StoredSession, 'session'>): number {
    this.begin();
    return Number(this.statements.saveSession.run(name, pid, since).lastInsertRowid);
  }

  saveRequest({ session, type, clientOrderId, newClientOrderId, receivedAt }: NewRequest): void {
    this.begin();
    this.statements.saveRequest.run(session, type, clientOrderId, newClientOrderId, receivedAt);
  }

  saveMarket(symbol: string, market: StoredMarket): void {
    this.begin();
    this.statements.saveMeta.run(`market:${symbol}`, JSON.stringify(market));
  }

  market(symbol: string): StoredMarket | undefined {
    const row = this.statements.meta.get(`market:${symbol}`);
    return row === undefined ? undefined : (JSON.parse(row.value) as StoredMarket);
  }

  /** Short text that keeps this record's ids apart from those of another record. */
  get mark(): string {
    return this.statements.meta.get('mark')?.value ?? '';
  }

  /** The highest numbers in use; all zero in a new record. */
  highest(): { order: number; execution: number; priority: number; venueTime: number } {
    return this.statements.highest.get() ?? { order: 0, execution: 0, priority: 0, venueTime: 0 };
  }

  /**
   * Makes durable everything that was written since the last commit. Throws when the file system refuses, and does not
   * try again.
   */
  commit(): void {
    if (!this.writing) return;
    this.writing = false;
    this.statements.commit.run();
  }

  /** Commits and closes the files. */
  close(): void {
    this.commit();
    this.database.close();
    this.lock.close();
  }

  private begin(): void {
    if (this.writing) return;
    this.statements.begin.run();
    this.writing = true;
  }

  private sequenceBefore(since: number): number {
    let low = 0;
    let high = this.statements.lastExecution.get()?.sequence ?? 0;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const venueTime = this.statements.executionTime.get(middle)?.venueTime ?? 0;
      if (venueTime < since) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private checkFormat(): void {
    const format = this.statements.meta.get('format')?.value;
    if (format !== undefined && format !== String(recordFormat)) {
      refuse(`the venue's record has format ${format}, expected ${recordFormat}`);
    }
    // This is written at every start, so that a record that takes no writes is noticed before the first order is
    // accepted.
    this.begin();
    this.statements.saveMeta.run('format', String(recordFormat));
    if (format === undefined) this.statements.saveMeta.run('mark', Date.now().toString(36));
    this.commit();
  }

  /**
   * Throws where the file has a trigger, which would change what is recorded, or where SQLite did not take a setting,
   * which could lose it.
   */
  private checkFile(): void {
    const database = this.database;
    const difference = schemaDifference(database, { schema: recordSchema, formatVersion: 0 });
    if (difference !== undefined) {
      refuse(`the venue's record was changed by another program: ${difference}`);
    }
    for (const [setting, expected] of durableSettings) {
      const found = String(database.pragma(setting, { simple: true }));
      if (found === expected) continue;
      refuse(`${setting} of the venue's record is ${found}, needed ${expected}`);
    }
  }
}

function refuse(message: string): never {
  throw new RecordUnusable('record_format', message);
}

/** Takes an exclusive lock. The operating system releases it when the process dies, however it dies. */
function takeLock(file: string, waitMs: number): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(file, { timeout: waitMs });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (!/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error))) throw RecordUnusable.from(error, file);
    throw new RecordUnusable('record_in_use', `another venue process holds the record: ${String(error)}`);
  }
}

function orderOf(row: OrderRow): StoredOrder {
  return { ...row, triggered: row.triggered !== 0, reduceOnly: row.reduceOnly !== 0 };
}

function prepare(database: Database.Database) {
  const orderWhere = (condition: string) =>
    database.prepare<[string], OrderRow>(`SELECT ${orderColumns} FROM orders WHERE ${condition}`);
  return {
    begin: database.prepare<[]>('BEGIN IMMEDIATE'),
    commit: database.prepare<[]>('COMMIT'),
    orderByClientId: orderWhere('client_order_id = ?'),
    orderByReplacedId: orderWhere(
      'sequence = (SELECT order_sequence FROM replaced_ids WHERE replaced_ids.client_order_id = ?)',
    ),
    openOrders: database.prepare<[], OrderRow>(
      `SELECT ${orderColumns} FROM orders WHERE ${isOpenOrder} ORDER BY priority`,
    ),
    saveOrder: database.prepare<[OrderRow]>(saveOrder),
    saveReduceOnly: database.prepare<[number]>('INSERT OR IGNORE INTO reduce_only_orders VALUES (?)'),
    saveExecution: database.prepare<[StoredExecution]>(saveExecution),
    saveReplacedId: database.prepare<[string, number]>('INSERT INTO replaced_ids VALUES (?, ?)'),
    countRepeat: database.prepare<[number]>(
      'UPDATE orders SET repeated_submissions = repeated_submissions + 1 WHERE sequence = ?',
    ),
    executionsOf: database.prepare<[number, number, number], StoredExecution>(
      `SELECT ${executionColumns} FROM executions WHERE order_sequence = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    ),
    executionsAfter: database.prepare<[number, number], StoredExecution>(
      `SELECT ${executionColumns} FROM executions WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    ),
    executedLots: database.prepare<[], ExecutedLot>(
      `SELECT orders.account, executions.symbol, executions.side, executions.quantity, count(*) AS count
       FROM executions JOIN orders ON orders.sequence = executions.order_sequence GROUP BY 1, 2, 3, 4`,
    ),
    executionTime: database.prepare<[number], { venueTime: number }>(
      'SELECT venue_time AS venueTime FROM executions WHERE sequence = ?',
    ),
    lastExecution: database.prepare<[], { sequence: number }>(
      'SELECT coalesce(max(sequence), 0) AS sequence FROM executions',
    ),
    saveSession: database.prepare<[string, number | null, number]>(
      'INSERT INTO sessions (name, pid, since) VALUES (?, ?, ?)',
    ),
    saveRequest: database.prepare<[number | null, string, string, string | null, number]>(
      `INSERT INTO requests (session, type, client_order_id, new_client_order_id, received_at)
       VALUES (?, ?, ?, ?, ?)`,
    ),
    saveMeta: database.prepare<[string, string]>('INSERT OR REPLACE INTO meta VALUES (?, ?)'),
    meta: database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?'),
    highest: database.prepare<[], { order: number; execution: number; priority: number; venueTime: number }>(
      `SELECT coalesce(max(sequence), 0) AS "order", coalesce(max(priority), 0) AS priority,
        (SELECT coalesce(max(sequence), 0) FROM executions) AS execution,
        max(coalesce(max(updated_at), 0), coalesce((SELECT max(venue_time) FROM executions), 0)) AS venueTime
       FROM orders`,
    ),
  };
}
