/** Checks that the orders read model holds what its writer wrote: every row, the totals, the checkpoint. */
import type Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import type { ProjectionCheckpoint } from '../../../engine/readmodel/projection.ts';
import { DamagedViews } from '../derived/damagedViews.ts';
import { columnsOf, orderColumnNames, type OrderColumns } from './orderColumns.ts';
import { ChecksumSum, checksumOf } from '../derived/rowChecksum.ts';
import { ErasProof } from './orderEras.ts';
import { searched, searchedText } from './orderSearch.ts';
import { TotalsProof } from './orderTotals.ts';
import { indexFault } from '../files/indexCheck.ts';
import type { Look } from '../files/inTurns.ts';
import { derivedFault } from '../derived/derivedDatabase.ts';
import { orderViewFile } from './orderViewDatabase.ts';

export interface StoredCheckpoint extends ProjectionCheckpoint {
  readonly rowsSum: string;
  readonly checksum: string;
}

export const selectCheckpoint = 'SELECT version, position, rows_sum AS rowsSum, checksum FROM checkpoint';

const provenTables = `FROM orders NOT INDEXED JOIN order_rows USING (id)
  JOIN (SELECT id, c0 AS ids FROM ${searchedText}) USING (id)`;

/** Everything that proves a row: its columns in order, its JSON, its checksum. */
export const selectProvenRow = `SELECT ${orderColumnNames.join(', ')}, row, checksum ${provenTables}`;

export type ProvenRow = OrderColumns & { readonly row: string; readonly checksum: string };

export function checkpointChecksum({ version, position }: ProjectionCheckpoint, rowsSum: string): string {
  return hash('sha256', `${version}\n${position}\n${rowsSum}`, 'hex');
}

/** The row, where its checksum is right. Throws DamagedViews otherwise. */
export function provenView(stored: ProvenRow): OrderView {
  const values = [...orderColumnNames.map((name) => stored[name]), stored.row];
  if (checksumOf(values) !== stored.checksum) {
    throw new DamagedViews(`the row of order ${stored.order_id} is not as it was written`);
  }
  // The checksum covers the JSON, so this program wrote it.
  return JSON.parse(stored.row) as OrderView;
}

/** Names of the columns that differ from the row's JSON. */
export function differingColumns(stored: ProvenRow, view: OrderView): readonly string[] {
  const right = columnsOf(view);
  return orderColumnNames.filter((name) => {
    const [is, ought] = [stored[name], right[name]];
    return Buffer.isBuffer(is) && Buffer.isBuffer(ought) ? !is.equals(ought) : is !== ought;
  });
}

/** The checkpoint, once its checksum is right. Throws DamagedViews. */
export function provenCheckpoint(stored: StoredCheckpoint | undefined): ProjectionCheckpoint {
  if (stored === undefined) throw new DamagedViews('its checkpoint is missing');
  const { version, position, rowsSum, checksum } = stored;
  if (checksum !== checkpointChecksum(stored, rowsSum)) {
    throw new DamagedViews('its checkpoint is not as it was written');
  }
  return { version, position };
}

/** Reads the whole file within one transaction. Undefined when all of it is as it was written. */
export function damageIn(database: Database.Database): Fault | undefined {
  try {
    const said = String(database.pragma('integrity_check(1)', { simple: true }));
    if (said !== 'ok') throw new DamagedViews(said);
    database.transaction(() => {
      const look = proveAll(database);
      while (look.next().done !== true);
    })();
    return undefined;
  } catch (error) {
    return derivedFault(error, orderViewFile);
  }
}

/** Reads all rows and indexes, in turns. It finds less than `damageIn`, which nothing ends early. */
export function* damageInTurns(database: Database.Database): Look<Fault> {
  try {
    database.exec('BEGIN');
    try {
      yield* proveAll(database);
    } finally {
      database.exec('COMMIT');
    }
    const found = yield* indexFault(database, 'orders');
    if (found !== undefined) throw new DamagedViews(found);
    yield;
    // The index of the search is its own matter, and is read in one turn: it is short beside all before it.
    const said = String(database.pragma(`integrity_check(${searched})`, { simple: true }));
    if (said !== 'ok') throw new DamagedViews(said);
    return undefined;
  } catch (error) {
    return derivedFault(error, orderViewFile);
  }
}

/** Rows that are read between two turns. */
const turnRows = 1_000;

function* proveAll(database: Database.Database): Look<never> {
  const sum = new ChecksumSum();
  const totals = new TotalsProof();
  const eras = new ErasProof();
  const columns = [...orderColumnNames, 'row', 'checksum'];
  const place = new Map(columns.map((name, index) => [name, index]));
  let rows = 0;
  const select = `SELECT ${columns.join(', ')}, group_id ${provenTables}`;
  for (const values of database.prepare<[], unknown[]>(select).raw().iterate()) {
    const group = values.pop();
    const checksum = String(values.pop());
    if (checksumOf(values) !== checksum) throw new DamagedViews(`row ${rows + 1} is not as it was written`);
    sum.toggle(checksum);
    const valueOf = (column: string): unknown => values[place.get(column) ?? -1];
    totals.add(group, valueOf);
    eras.add(Number(valueOf('created_position')), String(valueOf('created_at')));
    rows++;
    if (rows % turnRows === 0) yield;
  }
  const checkpoint = database.prepare<[], StoredCheckpoint>(selectCheckpoint).get();
  provenCheckpoint(checkpoint);
  if (checkpoint?.rowsSum !== sum.text) throw new DamagedViews('rows are missing or too many');
  totals.compare(database);
  eras.compare(database);
  return undefined;
}
