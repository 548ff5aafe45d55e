/** The signals read model in SQLite. */
import type Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { OrderId, SignalId } from '../../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { ProjectionCheckpoint } from '../../../engine/readmodel/projection.ts';
import type {
  SignalFilter,
  SignalSort,
  SignalViewStore,
} from '../../../engine/readmodel/signals/signalViewStore.ts';
import type { SignalView } from '../../../engine/readmodel/signals/signalView.ts';
import { derivedFault, guardedRead, openDerivedFile, type DerivedPlace } from '../derived/derivedDatabase.ts';
import { LaterIndexes } from '../derived/laterIndexes.ts';
import { ChecksumSum, checksumOf } from '../derived/rowChecksum.ts';
import { DamagedViews } from '../derived/damagedViews.ts';
import { signalViewFile } from './signalViewDatabase.ts';
import { columnsOf, indexFor, orderByOf, signalColumns, whereOf } from './signalViewSql.ts';

export interface SqliteSignalViewStoreOptions extends DerivedPlace {
  /** Called when an open file turns out to be damaged. Every read of the damage throws. */
  readonly onDamage?: (fault: Fault) => void;
}

/** The port's methods, and what the file adds to them. */
export interface SqliteSignalViewStore extends SignalViewStore {
  /** Reads the whole file and says what is not as it was written. */
  damage(): Fault | undefined;
}

interface StoredCheckpoint extends ProjectionCheckpoint {
  readonly rows: number;
  readonly rowsSum: string;
  readonly checksum: string;
}

interface StoredRow {
  readonly row: string;
  readonly checksum: string;
}

const selectCheckpoint = 'SELECT version, position, rows, rows_sum AS rowsSum, checksum FROM checkpoint';

/** Faults: `data_folder_unusable`, `store_missing` (read-only, nothing there yet) and the codes of sqliteFault. */
export function openSqliteSignalViewStore(
  options: SqliteSignalViewStoreOptions,
): Result<SqliteSignalViewStore, Fault> {
  return openDerivedFile(signalViewFile, options, (database) => {
    try {
      return ok(new SignalViewFile(database, options.onDamage));
    } catch (error) {
      return err(derivedFault(error, signalViewFile));
    }
  });
}

class SignalViewFile implements SqliteSignalViewStore {
  private readonly database: Database.Database;
  private readonly onDamage: ((fault: Fault) => void) | undefined;
  private readonly indexes: LaterIndexes;
  private readonly readCheckpoint: Database.Statement<[], StoredCheckpoint>;
  private readonly setCheckpoint: Database.Statement<[number, number, number, string, string]>;
  private readonly putColumns: Database.Statement<unknown[]>;
  private readonly putRow: Database.Statement<[number, string, string]>;
  private readonly findRow: Database.Statement<[number], StoredRow>;
  private readonly findId: Database.Statement<[string], number>;
  private readonly findByOrder: Database.Statement<[string], SignalId>;
  private readonly findChanged: Database.Statement<[number, number], number>;

  constructor(database: Database.Database, onDamage: ((fault: Fault) => void) | undefined) {
    this.database = database;
    this.onDamage = onDamage;
    this.indexes = new LaterIndexes(database);
    const names = ['id', ...signalColumns];
    this.readCheckpoint = database.prepare(selectCheckpoint);
    this.setCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?, ?, ?)');
    this.putColumns = database.prepare(
      `INSERT OR REPLACE INTO signals (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    this.putRow = database.prepare('INSERT OR REPLACE INTO signal_rows VALUES (?, ?, ?)');
    this.findRow = database.prepare('SELECT row, checksum FROM signal_rows WHERE id = ?');
    this.findId = database.prepare<[string], number>('SELECT id FROM signals WHERE signal_id = ?').pluck();
    this.findByOrder = database
      .prepare<[string], SignalId>('SELECT signal_id FROM signals WHERE order_id = ?')
      .pluck();
    this.findChanged = database
      .prepare<[number, number], number>(
        'SELECT id FROM signals WHERE position > ? ORDER BY position LIMIT ?',
      )
      .pluck();
    if (!database.readonly && this.readCheckpoint.get() === undefined) this.empty(0);
    this.provenCheckpoint();
  }

  checkpoint(): ProjectionCheckpoint {
    return this.guarded(() => {
      const { version, position } = this.provenCheckpoint();
      return { version, position };
    });
  }

  save(rows: readonly SignalView[], checkpoint: ProjectionCheckpoint): void {
    this.guarded(() => {
      this.database.transaction(() => {
        const before = this.provenCheckpoint();
        const sum = new ChecksumSum(before.rowsSum);
        let { rows: count } = before;
        for (const row of rows) if (this.put(row, sum)) count++;
        this.mark(checkpoint, count, sum);
      })();
    });
  }

  clear(version: number): void {
    this.guarded(() => this.empty(version));
  }

  get(signalId: string): SignalView | undefined {
    return this.guarded(() => {
      const id = this.findId.get(signalId);
      return id === undefined ? undefined : this.row(id);
    });
  }

  positions(filter: SignalFilter, sort: readonly SignalSort[]): Float64Array<ArrayBuffer> {
    const { sql, values } = whereOf(filter);
    return this.guarded(() => {
      const index = indexFor(filter, sort);
      const isInOrder = index === 'none' || (index !== undefined && this.indexes.provide(index));
      const from = isInOrder ? 'signals' : 'signals NOT INDEXED';
      return Float64Array.from(
        this.database
          .prepare<string[], number>(`SELECT id FROM ${from} ${sql} ${orderByOf(sort)}`)
          .pluck()
          .all(...values),
      );
    });
  }

  count(): number {
    return this.guarded(() => this.provenCheckpoint().rows);
  }

  at(positions: readonly number[]): readonly SignalView[] {
    return this.guarded(() => positions.flatMap((id) => this.row(id) ?? []));
  }

  changedAfter(position: number, limit: number): readonly SignalView[] {
    return this.guarded(() => this.findChanged.all(position, limit).flatMap((id) => this.row(id) ?? []));
  }

  signalOf(orderId: OrderId): SignalId | undefined {
    return this.guarded(() => this.findByOrder.get(orderId));
  }

  damage(): Fault | undefined {
    try {
      const said = String(this.database.pragma('integrity_check(1)', { simple: true }));
      if (said !== 'ok') throw new DamagedViews(said);
      this.database.transaction(() => this.proveAll())();
      return undefined;
    } catch (error) {
      return derivedFault(error, signalViewFile);
    }
  }

  close(): void {
    this.database.close();
  }

  private provenCheckpoint(): StoredCheckpoint {
    const stored = this.readCheckpoint.get();
    if (stored === undefined) throw new DamagedViews('its checkpoint is missing');
    if (stored.checksum !== checkpointChecksum(stored, stored.rows, stored.rowsSum)) {
      throw new DamagedViews('its checkpoint is not as it was written');
    }
    return stored;
  }

  private empty(version: number): void {
    this.database.transaction(() => {
      this.database.exec('DELETE FROM signals; DELETE FROM signal_rows');
      this.mark({ version, position: 0 }, 0, new ChecksumSum());
    })();
  }

  private mark(checkpoint: ProjectionCheckpoint, rows: number, { text }: ChecksumSum): void {
    const { version, position } = checkpoint;
    this.setCheckpoint.run(version, position, rows, text, checkpointChecksum(checkpoint, rows, text));
  }

  /** Writes a row; true when it is a new one. */
  private put(view: SignalView, sum: ChecksumSum): boolean {
    const id = view.receivedPosition;
    const columns = columnsOf(view);
    const values = signalColumns.map((name) => columns[name]);
    const row = JSON.stringify(view);
    const checksum = checksumOf([...values, row]);
    const before = this.findRow.get(id);
    if (before !== undefined) sum.toggle(before.checksum);
    sum.toggle(checksum);
    this.putColumns.run(id, ...values);
    this.putRow.run(id, row, checksum);
    return before === undefined;
  }

  private row(id: number): SignalView | undefined {
    const stored = this.findRow.get(id);
    if (stored === undefined) return undefined;
    // The checksum covers the JSON, so this program wrote it.
    const view = JSON.parse(stored.row) as SignalView;
    const columns = columnsOf(view);
    if (checksumOf([...signalColumns.map((name) => columns[name]), stored.row]) !== stored.checksum) {
      throw new DamagedViews(`the row of the signal at position ${id} is not as it was written`);
    }
    return view;
  }

  private proveAll(): void {
    const sum = new ChecksumSum();
    const select = `SELECT ${signalColumns.join(', ')}, row, checksum FROM signals JOIN signal_rows USING (id)`;
    for (const values of this.database.prepare<[], unknown[]>(select).raw().iterate()) {
      const checksum = String(values.pop());
      if (checksumOf(values) !== checksum) throw new DamagedViews('a row is not as it was written');
      sum.toggle(checksum);
    }
    if (this.provenCheckpoint().rowsSum !== sum.text) throw new DamagedViews('rows are missing or too many');
  }

  private guarded<T>(work: () => T): T {
    return guardedRead(signalViewFile, this.onDamage, work);
  }
}

function checkpointChecksum(
  { version, position }: ProjectionCheckpoint,
  rows: number,
  rowsSum: string,
): string {
  return hash('sha256', `${version}\n${position}\n${rows}\n${rowsSum}`, 'hex');
}
