/**
 * `desk export`: writes a range of events with its proof. Every row carries its hash and the hash of the row before.
 */
import { InvalidArgumentError } from 'commander';
import { formatMicros, readInstant } from '../../../../../shared/kernel/time.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { ownFolder, readableFolder, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, oneOf } from '../commandLine.ts';
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { follows } from '../../../../infra/sqlite/chain/chainRows.ts';
import { eventDatabaseName, openEventDatabase } from '../../../../infra/sqlite/files/eventDatabase.ts';
import {
  exportRows,
  type ExportedRow,
  type ExportRange,
} from '../../../../infra/sqlite/search/exportRows.ts';
import { sqliteFault } from '../../../../infra/sqlite/files/sqliteFault.ts';
import { broken } from '../../../export/exportEvents.ts';
import { exportFormats, exportHeader, exportLine, type ExportFormat } from '../../../export/exportLines.ts';
import { signHead } from '../../../verify/signHead.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { writeNew } from './checkpointCommand.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

export type Bound = { readonly position: number } | { readonly time: string };

interface Options {
  readonly from?: Bound;
  readonly to?: Bound;
  readonly format: ExportFormat;
  /** File for a signed checkpoint of the last exported event. The checkpoint proves all events of the export. */
  readonly proof?: string;
}

export const exportCommand = deskCommand({
  name: 'export',
  about: 'events with the hashes that prove them',
  help: `
Every row carries its hash and the hash of the row before. A hash is the SHA-256 of the previous hash and the
row's columns, one a line, in UTF-8 and in the order in which they are exported, without a line feed at the end.`,
  declare: (command) =>
    command
      .option('--from <place>', 'first position, or instant (inclusive)', bound)
      .option('--to <place>', 'last position (inclusive), or instant (exclusive)', bound)
      .option('--format <format>', 'ndjson or csv', oneOf(exportFormats), 'ndjson')
      .option('--proof <file>', 'write a signed checkpoint of the last event, which proves all before it'),
  async work(call: Call, options: Options) {
    // The folder's key signs a proof, so then the folder must be this user's own.
    const folder = options.proof === undefined ? readableFolder(call) : ownFolder(call);
    const opened = openEventDatabase(folder, true);
    if (!opened.ok) return tellFault(call, opened.error);
    try {
      const written = await write(call.io, opened.value, options);
      const proved = written.ok ? await prove(call.io, written.value, folder, options.proof) : written;
      return proved.ok ? exitCode.done : tellFault(call, proved.error);
    } catch (error) {
      return tellFault(call, sqliteFault(error, eventDatabaseName));
    } finally {
      opened.value.close();
    }
  },
});

/** A position, or a time as text that compares with the store's times. */
export function bound(value: string): Bound {
  if (/^\d{1,15}$/.test(value)) return { position: Number(value) };
  const instant = readInstant(value);
  if (!instant.ok) throw new InvalidArgumentError(`expected a position, or ${instant.error.expected}`);
  return { time: formatMicros(instant.value) };
}

function rangeOf({ from, to }: Options): ExportRange {
  return { ...boundAs('from', from), ...boundAs('to', to) };
}

function boundAs(end: 'from' | 'to', place: Bound | undefined): Readonly<Record<string, string | number>> {
  if (place === undefined) return {};
  return 'position' in place ? { [`${end}Position`]: place.position } : { [`${end}Time`]: place.time };
}

/**
 * Writes the rows and gives the last event. When a proof is wanted, gives it only if every event fits the event before.
 */
async function write(
  io: DeskIo,
  database: Database.Database,
  options: Options,
): Promise<Result<ExportedRow | undefined, Fault>> {
  const { format, proof } = options;
  let count = 0;
  let last: ExportedRow | undefined;
  const header = exportHeader(format);
  if (header !== undefined) await io.record(header);
  for (const row of exportRows(database, rangeOf(options))) {
    if (io.unread.aborted) return ok(undefined);
    if (proof !== undefined && !follows(row.previousHash, row)) return err(broken(row));
    await io.record(exportLine(format, row));
    count++;
    last = row;
  }
  const head = last === undefined ? '' : `, the last at position ${last.position} with hash ${last.hash}`;
  io.note(`${counted(count, 'event')}${head}`);
  return ok(last);
}

async function prove(
  io: DeskIo,
  last: ExportedRow | undefined,
  folder: string,
  proof: string | undefined,
): Promise<Result<void, Fault>> {
  if (proof === undefined || last === undefined) return ok();
  const signed = await signHead(folder, { position: last.position, hash: last.hash });
  if (!signed.ok) return signed;
  const written = await writeNew(proof, `${JSON.stringify(signed.value)}\n`);
  if (written.ok) io.note(`proof written to ${proof}`);
  return written;
}
