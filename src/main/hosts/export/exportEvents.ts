/**
 * Writes a range of events to a new file, with a signed checkpoint of the last of them beside it: the checkpoint proves
 * all events of the file. It works beside a running engine.
 */
import { linkSync, rmSync, statSync } from 'node:fs';
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { fileFault } from '../../infra/paths/fileFault.ts';
import { follows } from '../../infra/sqlite/chain/chainRows.ts';
import { eventDatabaseName, openEventDatabase } from '../../infra/sqlite/files/eventDatabase.ts';
import { sqliteFault } from '../../infra/sqlite/files/sqliteFault.ts';
import { exportRows, type ExportedRow, type ExportRange } from '../../infra/sqlite/search/exportRows.ts';
import { signHead } from '../verify/signHead.ts';
import { exportHeader, exportLine, type ExportFormat } from './exportLines.ts';

export interface ExportOptions {
  /** The data folder. */
  readonly folder: string;
  /** Path of the file to make. A name that ends with `.csv` is written as CSV, any other one as NDJSON. */
  readonly target: string;
  readonly range: ExportRange;
  /**
   * Called with the number of exported events, and the number of positions in the range, which is at least as large.
   */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Exported {
  readonly events: number;
  /** Positions of the first and the last event. */
  readonly first: number;
  readonly last: number;
  /** Path of the signed checkpoint. */
  readonly proof: string;
}

/** Rows that are written at once. */
const batchRows = 500;

/**
 * Faults: `export_exists`, `export_unwritable`, `export_empty` (no event is in the range), `canceled`, `chain_broken`
 * and the other codes of signHead, and those of opening the store. After a fault no file is left.
 */
export async function exportEvents(options: ExportOptions): Promise<Result<Exported, Fault>> {
  const { folder, target } = options;
  const proof = `${target}.proof.json`;
  for (const path of [target, proof]) if (isThere(path)) return err(exists(path));
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened;
  const unfinished = `${target}.unfinished`;
  try {
    const written = await writeRows(opened.value, unfinished, options);
    if (!written.ok) return written;
    const { events, first, last } = written.value;
    const signed = await signHead(folder, last);
    if (!signed.ok) return signed;
    await writeFile(proof, `${JSON.stringify(signed.value)}\n`, { flag: 'wx' });
    // A link fails where somebody else has taken the name meanwhile; a rename would replace that file.
    linkSync(unfinished, target);
    return ok({ events, first, last: last.position, proof });
  } catch (error) {
    return err(fileFault('export_unwritable', target, error));
  } finally {
    opened.value.close();
    rmSync(unfinished, { force: true });
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function exists(target: string): Fault {
  return { code: 'export_exists', message: `${target} exists, and is not replaced`, details: { target } };
}

interface Written {
  readonly events: number;
  readonly first: number;
  readonly last: StoreHead;
}

async function writeRows(
  database: Database.Database,
  path: string,
  options: ExportOptions,
): Promise<Result<Written, Fault>> {
  const format: ExportFormat = options.target.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson';
  const file = await open(path, 'w');
  try {
    return await new RowWriter(database, file, format, options).write();
  } finally {
    await file.close();
  }
}

class RowWriter {
  private readonly database: Database.Database;
  private readonly file: FileHandle;
  private readonly format: ExportFormat;
  private readonly options: ExportOptions;
  private events = 0;
  private first = 0;
  private last: StoreHead | undefined;

  constructor(database: Database.Database, file: FileHandle, format: ExportFormat, options: ExportOptions) {
    this.database = database;
    this.file = file;
    this.format = format;
    this.options = options;
  }

  async write(): Promise<Result<Written, Fault>> {
    const { range, signal } = this.options;
    const header = exportHeader(this.format);
    let lines: string[] = header === undefined ? [] : [header];
    try {
      for (const row of exportRows(this.database, range)) {
        if (!follows(row.previousHash, row)) return err(broken(row));
        lines.push(exportLine(this.format, row));
        this.note(row);
        if (lines.length < batchRows) continue;
        await this.put(lines);
        lines = [];
        if (signal?.aborted === true) return err({ code: 'canceled', message: 'canceled; no file is left' });
      }
    } catch (error) {
      return err(sqliteFault(error, eventDatabaseName));
    }
    await this.put(lines);
    await this.file.sync();
    const { events, first, last } = this;
    if (last === undefined) return err({ code: 'export_empty', message: 'No event is in that range' });
    return ok({ events, first, last });
  }

  private note({ position, hash }: ExportedRow): void {
    if (this.events === 0) this.first = position;
    this.events++;
    this.last = { position, hash };
  }

  private async put(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    await this.file.write(`${lines.join('\n')}\n`);
    const head = this.database.prepare<[], number>('SELECT max(position) FROM events').pluck().get() ?? 0;
    const total = Math.min(head, this.options.range.toPosition ?? head) - this.first + 1;
    this.options.onProgress?.({ done: this.events, total: Math.max(total, this.events) });
  }
}

export function broken({ position }: Pick<ExportedRow, 'position'>): Fault {
  const message = `The event at ${position} is not what was written: no proof is given; run desk verify`;
  return { code: 'chain_broken', message, details: { position } };
}
