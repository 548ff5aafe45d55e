/** What a store finds out about itself when it is opened for writing: whether it is the one that it was. */
import type Database from 'better-sqlite3';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { SeenHead, StoreFindings } from '../../../engine/events/seenHead.ts';
import { isSigned, publicKeyText } from '../../checkpoints/signedCheckpoint.ts';
import { publicKeyOf } from '../../checkpoints/signingKey.ts';
import { diagnoseBreak, recentHashesMax } from '../chain/chainDiagnosis.ts';
import { chainRowsAfter, follows } from '../chain/chainRows.ts';
import { CheckpointTable } from '../chain/checkpointTable.ts';
import { eventDatabaseName } from './eventDatabase.ts';
import { readExportedHead } from './exportedHead.ts';
import { readHeadRecord } from './headRecord.ts';
import { sqliteFault } from '../files/sqliteFault.ts';

const pageRowsMax = 1_000;

/** Before anything is written: the first commit writes over what was noted beside the store. */
export function findingsOf(database: Database.Database, folder: string): StoreFindings {
  const noted = readHeadRecord(folder);
  const seen: SeenHead[] = notedHeads(folder);
  try {
    const { trusted, missed, last } = signedHeads(database, folder);
    const by = 'a checkpoint that it signed itself';
    if (missed !== undefined) seen.push({ by, ...missed, lasting: true });
    const broken = brokenAfter(database, trusted);
    const head = lastPosition(database);
    const isGone = noted !== undefined && noted.signed > last && noted.signed <= head;
    const verifiedAfter = trusted.position;
    return { seen, verifiedAfter, broken, checkpointGone: isGone ? noted.signed : undefined };
  } catch (error) {
    return {
      seen,
      verifiedAfter: 0,
      broken: { position: 0, message: sqliteFault(error, eventDatabaseName).message },
    };
  }
}

/** What stands beside the store of heads that it had. */
export function notedHeads(folder: string): SeenHead[] {
  const [noted, exported] = [readHeadRecord(folder), readExportedHead(folder)];
  return [
    ...(noted === undefined ? [] : [{ by: 'the record beside it', ...headOf(noted) }]),
    ...(exported === undefined ? [] : [{ by: 'a checkpoint that was exported', ...exported }]),
  ];
}

function headOf({ position, hash }: StoreHead): StoreHead {
  return { position, hash };
}

interface SignedHeads {
  /** The last signed one that the chain still has: what is before it was verified when it was signed. */
  readonly trusted: StoreHead;
  /** The last one that the chain has not. */
  readonly missed: StoreHead | undefined;
  /** Position of the last one that is kept, whoever signed it. */
  readonly last: number;
}

function signedHeads(database: Database.Database, folder: string): SignedHeads {
  const table = new CheckpointTable(database);
  const key = publicKeyOf(folder);
  const own = key && publicKeyText(key);
  const hashAt = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
  const last = table.last();
  let missed: StoreHead | undefined;
  for (let one = last; one !== undefined; one = table.last(one.position - 1)) {
    if (one.publicKey !== own || !isSigned(one)) continue;
    if (hashAt.get(one.position) === one.hash) {
      return { trusted: headOf(one), missed, last: last?.position ?? 0 };
    }
    missed ??= headOf(one);
  }
  return { trusted: { position: 0, hash: emptyChainHash }, missed, last: last?.position ?? 0 };
}

/** Where the chain breaks after a head that is trusted; undefined where it does not. */
export function brokenAfter(
  database: Database.Database,
  trusted: StoreHead,
): { readonly position: number; readonly message: string } | undefined {
  let verified = trusted;
  let recentHashes = [trusted.hash];
  for (;;) {
    const rows = chainRowsAfter(database, verified.position, pageRowsMax);
    for (const row of rows) {
      if (row.position !== verified.position + 1 || !follows(verified.hash, row)) {
        const { position, kind, what } = diagnoseBreak(database, row, verified, recentHashes);
        return { position, message: `the chain is broken at position ${position} (${kind}): ${what}` };
      }
      verified = headOf(row);
      recentHashes.push(row.hash);
    }
    if (rows.length < pageRowsMax) return undefined;
    recentHashes = recentHashes.slice(-recentHashesMax);
  }
}

function lastPosition(database: Database.Database): number {
  return database.prepare<[], number | null>('SELECT max(position) FROM events').pluck().get() ?? 0;
}
