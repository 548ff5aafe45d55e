/** Checks, when a store is opened for writing, whether it is still the store that was last written here. */
import type Database from 'better-sqlite3';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { SeenHead, StoreFindings } from '../../../engine/events/seenHead.ts';
import { isSigned, publicKeyText } from '../../checkpoints/signedCheckpoint.ts';
import { publicKeyOf } from '../../checkpoints/signingKey.ts';
import { diagnoseBreak, recentHashesMax } from '../chain/chainDiagnosis.ts';
import { chainRowsAfter, follows } from '../chain/chainRows.ts';
import { CheckpointTable } from '../chain/checkpointTable.ts';
import { eventDatabaseName } from '../files/eventDatabase.ts';
import { readExportedHead } from './exportedHead.ts';
import { readHeadRecord } from './headRecord.ts';
import { sqliteFault } from '../files/sqliteFault.ts';

const pageRowsMax = 1_000;

/** Called before anything is written: the first commit overwrites the notes beside the store. */
export function findingsOf(database: Database.Database, folder: string): StoreFindings {
  const noted = readHeadRecord(folder);
  const seen: SeenHead[] = notedHeads(folder);
  try {
    const { trusted, missed, last, forged, keyGone } = signedHeads(database, folder);
    seen.push(...missed);
    const broken = forged ?? brokenAfter(database, trusted);
    const head = lastPosition(database);
    const isGone = noted !== undefined && noted.signed > last && noted.signed <= head;
    const verifiedAfter = trusted.position;
    return { seen, verifiedAfter, broken, checkpointGone: isGone ? noted.signed : undefined, keyGone };
  } catch (error) {
    return {
      seen,
      verifiedAfter: 0,
      broken: { position: 0, message: sqliteFault(error, eventDatabaseName).message },
    };
  }
}

/** Heads that the notes beside the store name. */
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
  /**
   * The last checkpoint by the folder's own key that is still in the chain. Everything before it was verified when it
   * was signed.
   */
  readonly trusted: StoreHead;
  /**
   * The last checkpoints that are not in the chain, of the folder's own key and of others. Other keys count too:
   * somebody may have removed the folder's key, and the store then signs with a new one.
   */
  readonly missed: readonly SeenHead[];
  /** Position of the last checkpoint in the store, whoever signed it. */
  readonly last: number;
  /** A checkpoint whose signature does not fit its content. */
  readonly forged: Break | undefined;
  readonly keyGone: number | undefined;
}

interface Break {
  readonly position: number;
  readonly message: string;
}

const byOwn = 'a checkpoint that it signed itself';
const byOther = 'a checkpoint that was signed with another key';

function signedHeads(database: Database.Database, folder: string): SignedHeads {
  const table = new CheckpointTable(database);
  const key = publicKeyOf(folder);
  const own = key && publicKeyText(key);
  const hashAt = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
  const last = table.last();
  const missed = new Map<string, SeenHead>();
  let trusted: StoreHead = { position: 0, hash: emptyChainHash };
  let forged: Break | undefined;
  for (let one = last; one !== undefined; one = table.last(one.position - 1)) {
    const { position, publicKey } = one;
    if (!isSigned(one)) {
      forged ??= { position, message: `the checkpoint kept at position ${position} was changed` };
      continue;
    }
    const by = publicKey === own ? byOwn : byOther;
    if (hashAt.get(position) !== one.hash) {
      if (!missed.has(by)) missed.set(by, { by, ...headOf(one), lasting: true });
    } else if (publicKey === own) {
      trusted = headOf(one);
      break;
    }
  }
  const isKeyGone = last !== undefined && last.publicKey !== own;
  return {
    trusted,
    missed: [...missed.values()],
    last: last?.position ?? 0,
    forged,
    keyGone: isKeyGone ? last.position : undefined,
  };
}

/** Where the chain breaks after a trusted head; undefined where it is whole. */
export function brokenAfter(database: Database.Database, trusted: StoreHead): Break | undefined {
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
