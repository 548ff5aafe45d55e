/** `desk export`: a range of events with its proof: every row carries its hash and the one of the row before. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { follows } from '../../../../infra/sqlite/chain/chainRows.ts';
import { eventDatabaseName, openEventDatabase } from '../../../../infra/sqlite/events/eventDatabase.ts';
import {
  exportRows,
  type ExportedRow,
  type ExportRange,
} from '../../../../infra/sqlite/search/exportRows.ts';
import { sqliteFault } from '../../../../infra/sqlite/files/sqliteFault.ts';
import { signHead } from '../../../verify/signHead.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { tellFault } from '../../terminal/tellFault.ts';
import { writeNew } from './checkpointCommand.ts';

export const exportFormats = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportCommandOptions {
  readonly folder: string;
  readonly range: ExportRange;
  readonly format: ExportFormat;
  /** Where to write a signed checkpoint of the last event exported, which proves all of them. */
  readonly proof?: string | undefined;
  readonly json: boolean;
}

/** The columns of table `events` by their own names, so that the proof can be recomputed from either format. */
const columns: readonly (readonly [name: string, value: (row: ExportedRow) => string | number])[] = [
  ['position', (row) => row.position],
  ['stream', (row) => row.stream],
  ['version', (row) => row.version],
  ['event_id', (row) => row.eventId],
  ['type', (row) => row.type],
  ['schema_version', (row) => row.schemaVersion],
  ['data', (row) => row.data],
  ['correlation_id', (row) => row.correlationId],
  ['causation_id', (row) => row.causationId ?? ''],
  ['actor', (row) => row.actor],
  ['time', (row) => row.time],
  ['previous_hash', (row) => row.previousHash],
  ['hash', (row) => row.hash],
];

export async function exportCommand(io: DeskIo, options: ExportCommandOptions): Promise<ExitCode> {
  const opened = openEventDatabase(options.folder, true);
  if (!opened.ok) return tellFault(io, opened.error, options.json);
  try {
    const written = await write(io, opened.value, options);
    const proved = written.ok ? await prove(io, written.value, options) : written;
    return proved.ok ? exitCode.done : tellFault(io, proved.error, options.json);
  } catch (error) {
    return tellFault(io, sqliteFault(error, eventDatabaseName), options.json);
  } finally {
    opened.value.close();
  }
}

/** Gives the last event; with a proof asked for, only if each event follows the one before. */
async function write(
  io: DeskIo,
  database: Database.Database,
  options: ExportCommandOptions,
): Promise<Result<ExportedRow | undefined, Fault>> {
  const { range, format, proof } = options;
  let count = 0;
  let last: ExportedRow | undefined;
  if (format === 'csv') await io.record(columns.map(([name]) => name).join(','));
  for (const row of exportRows(database, range)) {
    if (io.unread.aborted) return ok(undefined);
    if (proof !== undefined && !follows(row.previousHash, row)) return err(broken(row));
    await io.record(format === 'csv' ? csvLine(row) : jsonLine(row));
    count++;
    last = row;
  }
  const head = last === undefined ? '' : `, the last at position ${last.position} with hash ${last.hash}`;
  io.note(`${count} events${head}`);
  return ok(last);
}

async function prove(
  io: DeskIo,
  last: ExportedRow | undefined,
  { folder, proof }: ExportCommandOptions,
): Promise<Result<void, Fault>> {
  if (proof === undefined || last === undefined) return ok();
  const signed = await signHead(folder, { position: last.position, hash: last.hash });
  if (!signed.ok) return signed;
  const written = await writeNew(proof, `${JSON.stringify(signed.value)}\n`);
  if (written.ok) io.note(`proof written to ${proof}`);
  return written;
}

function broken({ position }: ExportedRow): Fault {
  const message = `The event at ${position} is not what was written: no proof is given; run desk verify`;
  return { code: 'chain_broken', message, details: { position } };
}

/** `data` as it is stored, to the byte: its text is what the hash covers. */
function jsonLine(row: ExportedRow): string {
  const fields = columns.map(([name, value]) => {
    const text = name === 'data' && isJson(row.data) ? row.data : JSON.stringify(value(row));
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${fields.join(',')}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return !text.includes('\n');
  } catch {
    return false;
  }
}

function csvLine(row: ExportedRow): string {
  return columns.map(([, value]) => csvValue(String(value(row)))).join(',');
}

function csvValue(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
