/** The record in PostgreSQL, for the one engine that writes it. Every method throws RecordError. */
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { renewMs } from '../../domain/lease/leaseRules.ts';
import type { LeaseHolder, LeaseTaken } from '../../domain/lease/leaseTaken.ts';
import type { SignedCheckpoint } from '../checkpoints/signedCheckpoint.ts';
import type { ChainRow } from '../sqlite/chain/chainRows.ts';
import { RecordError } from './recordFault.ts';
import type { RecordLink, Session } from './recordLink.ts';
import { hasHead, insertOf, rowsAfter, type RecordGroup } from './recordRows.ts';
import { makeRecord } from './recordSchema.ts';
import { becomeWriter, claimLease, leaseState, type WriterTerm } from './recordLease.ts';
import { SharedLease } from './sharedLease.ts';
import { takeLock } from './writerLock.ts';

/** Number of bytes that a probe writes, so that it fails while there is no room for a few events. */
const probeBytes = 65_536;

/** How often an engine tries to become the writer while its session is ended by others. */
const claimTriesMax = 5;
/** Longer than whoever ended the session takes to have its lock. */
const claimPauseMs = 500;
/** The state that PostgreSQL gives whose session somebody has ended. */
const endedState = '57P01';

export interface RecordClaim {
  /** Is told of each renewal of the lease, and of its end. */
  readonly lease?: SharedLease;
  /** The lease that this process has taken before. */
  readonly granted?: LeaseTaken | undefined;
  /** For a move alone: the record may be one whose events are elsewhere. */
  readonly mayHaveMoved?: boolean;
  /** Called where the lease of another engine is not over yet: opening the record waits for its end. */
  readonly onWait?: (writer: LeaseHolder) => void;
}

export type KeptCheckpoint = Omit<SignedCheckpoint, 'format' | 'store'>;

export class PostgresRecord {
  /** Names the database for people. */
  readonly place: string;
  /** How this engine came to the record. */
  readonly taken: LeaseTaken;
  private readonly link: RecordLink;
  private readonly lease: SharedLease;
  private session: Session;
  private term: WriterTerm;
  /** Processes of PostgreSQL that have served this engine. */
  private readonly backends: number[];
  /** Why this engine may never write again. */
  private lost: RecordError | undefined;

  private constructor(
    link: RecordLink,
    { lease = new SharedLease() }: RecordClaim,
    session: Session,
    claimed: { readonly term: WriterTerm; readonly lease: LeaseTaken },
  ) {
    this.link = link;
    this.place = link.place;
    this.lease = lease;
    this.session = session;
    this.term = claimed.term;
    this.taken = claimed.lease;
    this.backends = [session.backend];
  }

  /**
   * Connects, makes the tables where there are none, and becomes the writer as soon as the lease of the last one is over.
   * Whoever opens a record that has moved is refused with `record_moved`, but for a move.
   */
  static async open(link: RecordLink, claim: RecordClaim = {}): Promise<PostgresRecord> {
    for (let tries = 1; ; tries++) {
      try {
        return await PostgresRecord.claim(link, claim);
      } catch (error) {
        // A standby that takes over ends the session of an engine that waits for the same lease: the next try says so.
        if (!wasEnded(error) || tries === claimTriesMax) throw error;
        await link.pause(claimPauseMs);
      }
    }
  }

  private static async claim(link: RecordLink, claim: RecordClaim): Promise<PostgresRecord> {
    const { granted, mayHaveMoved = false, onWait = () => undefined } = claim;
    const session = await link.open();
    try {
      const isMine = granted !== undefined && (await leaseState(session)).epoch === granted.epoch;
      if (granted !== undefined && !isMine) throw takenFrom(link.place);
      await takeLock(session, link, isMine ? 'all' : []);
      const wasThere = await makeRecord(session);
      if (wasThere && !mayHaveMoved) await refuseMoved(session, link.place);
      const claimed = await claimLease(session, link, granted, onWait);
      if (claimed === undefined) throw takenFrom(link.place);
      const record = new PostgresRecord(link, claim, session, claimed);
      await record.look();
      const last = await record.lastRow();
      if (last.position !== claimed.term.position || last.hash !== claimed.term.hash) {
        throw changed(link.place, 'its last row is not the one that was written last');
      }
      return record;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** The head when this engine became the writer. */
  get head(): StoreHead {
    const { position, hash } = this.term;
    return { position, hash };
  }

  /** The epoch under which this engine writes; it changes with each session. */
  get epoch(): number {
    return this.term.epoch;
  }

  get isConnected(): boolean {
    return this.session.isOpen;
  }

  /** Writes a group in one commit. After an error only `has` can tell whether the group is in the record. */
  async append(group: RecordGroup): Promise<void> {
    const session = await this.writing();
    const sent = this.link.moment();
    const { count } = await session.ask(insertOf(this.term.epoch, group));
    if (count !== group.rows) throw await this.whyNot(session);
    this.lease.renewed(sent);
  }

  /**
   * Whether the record has this head. When it answers, no statement of this engine is under way any more, because the
   * earlier session has ended.
   */
  async has(head: StoreHead): Promise<boolean> {
    return hasHead(await this.reading(), head);
  }

  /** Tries a write on top of the head that the record must have. */
  async probe({ position, hash }: StoreHead): Promise<void> {
    const session = await this.writing();
    const { count } = await session.ask({
      text: `INSERT INTO breakwater.write_probe
        SELECT decode(repeat('00', ${probeBytes}), 'hex') FROM breakwater.writer
        WHERE epoch = $1::bigint AND position = $2::bigint AND hash = $3`,
      values: [this.term.epoch, position, hash],
    });
    if (count !== 1) throw await this.whyNot(session);
    await session.ask({ text: 'DELETE FROM breakwater.write_probe' });
  }

  /** Makes sure that this engine is still the writer and that the record still has this head, and renews its lease. */
  async look(head?: StoreHead): Promise<void> {
    const session = await this.writing();
    const sent = this.link.moment();
    const { count } = await session.ask({
      name: 'renew',
      text: `UPDATE breakwater.writer SET beat = beat + 1
        WHERE epoch = $1::bigint AND ($2::bigint IS NULL OR position = $2::bigint AND hash = $3)`,
      values: [this.term.epoch, head?.position ?? null, head?.hash ?? null],
    });
    if (count !== 1) throw await this.whyNot(session);
    this.lease.renewed(sent);
  }

  async keep({ position, hash, time, publicKey, signature }: KeptCheckpoint): Promise<void> {
    const session = await this.writing();
    await session.ask({
      text: `INSERT INTO breakwater.checkpoints
        SELECT $2::bigint, $3, $4, $5, $6 FROM breakwater.writer WHERE epoch = $1::bigint
        ON CONFLICT (position) DO NOTHING`,
      values: [this.term.epoch, position, hash, time, publicKey, signature],
    });
  }

  async rowsAfter(position: number, limit: number): Promise<readonly ChainRow[]> {
    return (await (await this.reading()).ask<ChainRow>(rowsAfter(position, limit))).rows;
  }

  async checkpointsAfter(position: number): Promise<readonly KeptCheckpoint[]> {
    return checkpointsAfter(await this.reading(), position);
  }

  async storeId(): Promise<string> {
    return storeIdOf(await this.reading());
  }

  /** Says for later starts when and where the events have moved; undefined for a record that is in use. */
  async markMoved(moved: string | undefined): Promise<void> {
    const session = await this.writing();
    const { count } = await session.ask({
      text: 'UPDATE breakwater.writer SET moved = $2 WHERE epoch = $1::bigint',
      values: [this.term.epoch, moved ?? null],
    });
    if (count !== 1) throw await this.whyNot(session);
  }

  /** Gives an empty record the id of the store whose events it will hold. */
  async takeStoreId(id: string): Promise<void> {
    await (await this.writing()).ask({ text: 'UPDATE breakwater.store SET id = $1', values: [id] });
  }

  /**
   * Renews the lease until the returned function is called: for long work before an engine runs that would renew it, or
   * without one.
   */
  keepLease(): () => void {
    const beats = setInterval(() => {
      // The work itself finds the way back after a lost session: two ways at once would end each other.
      if (this.session.isOpen) void this.look().catch(() => undefined);
    }, renewMs);
    return () => clearInterval(beats);
  }

  /** Lets go of lease and lock, so that the next engine may start at once. Nothing leaves for a venue from here on. */
  async close(): Promise<void> {
    this.lease.end();
    const release = {
      text: 'UPDATE breakwater.writer SET released = true WHERE epoch = $1::bigint',
      values: [this.term.epoch],
    };
    for (const query of [release, { text: 'SELECT pg_advisory_unlock_all()' }]) {
      await this.session.ask(query).catch(() => undefined);
    }
    await this.session.close();
  }

  private async lastRow(): Promise<StoreHead> {
    const { rows } = await this.session.ask<StoreHead>({
      text: 'SELECT position, hash FROM breakwater.events ORDER BY position DESC LIMIT 1',
    });
    return rows[0] ?? { position: 0, hash: '0'.repeat(64) };
  }

  private async writing(): Promise<Session> {
    const session = await this.reading();
    if (this.lost !== undefined) throw this.lost;
    return session;
  }

  /**
   * Returns an open session. After the end of the earlier one, this engine becomes the writer again, if it still may.
   */
  private async reading(): Promise<Session> {
    if (this.session.isOpen) return this.session;
    const session = await this.link.open();
    this.backends.push(session.backend);
    try {
      if (this.lost === undefined) await this.claimAgain(session);
    } catch (error) {
      await session.close();
      throw error;
    }
    this.session = session;
    return session;
  }

  private async claimAgain(session: Session): Promise<void> {
    try {
      await takeLock(session, this.link, this.backends);
      const sent = this.link.moment();
      const term = await becomeWriter(session, this.link, { epoch: this.term.epoch });
      if (term === undefined) this.lose();
      else {
        this.term = term;
        this.lease.renewed(sent);
      }
    } catch (error) {
      if (!(error instanceof RecordError) || error.fault.code !== 'record_in_use') throw error;
      this.lose(error.fault.message);
    }
  }

  /** Why a statement under this engine's epoch and head has changed nothing. */
  private async whyNot(session: Session): Promise<RecordError> {
    const { epoch } = await leaseState(session);
    if (epoch === this.term.epoch) {
      return changed(this.place, 'its head is not the one that was written last');
    }
    // No engine lowers the epoch.
    if (epoch < this.term.epoch) return changed(this.place, 'it was put back to an earlier state');
    return this.lose();
  }

  /** Another engine has the record: this one writes and sends nothing any more. */
  private lose(by?: string): RecordError {
    this.lease.end();
    return (this.lost = takenFrom(this.place, by));
  }
}

/** Checkpoints after a position, in order. */
export async function checkpointsAfter(
  session: Session,
  position: number,
): Promise<readonly KeptCheckpoint[]> {
  const { rows } = await session.ask<KeptCheckpoint>({
    text: `SELECT position, hash, time, public_key AS "publicKey", signature
      FROM breakwater.checkpoints WHERE position > $1::bigint ORDER BY position`,
    values: [position],
  });
  return rows;
}

export async function storeIdOf(session: Session): Promise<string> {
  const { rows } = await session.ask<{ id: string }>({ text: 'SELECT id FROM breakwater.store' });
  return rows[0]?.id ?? '';
}

export async function refuseMoved(session: Session, place: string): Promise<void> {
  const { rows } = await session.ask<{ moved: string | null }>({
    text: 'SELECT moved FROM breakwater.writer',
  });
  const moved = rows[0]?.moved ?? undefined;
  if (moved === undefined) return;
  throw new RecordError({
    code: 'record_moved',
    message: `The events of this record in PostgreSQL have moved ${moved}: ${place}. What is here is a backup at most. Take "store" out of the configuration there, or move the events here with desk migrate --to postgres.`,
    details: { place, moved },
  });
}

function wasEnded(error: unknown): boolean {
  return error instanceof RecordError && error.fault.details?.['state'] === endedState;
}

function changed(place: string, what: string): RecordError {
  const message = `Another program has written to the record in PostgreSQL: ${place} (${what})`;
  return new RecordError({ code: 'record_changed', message, details: { place } });
}

function takenFrom(place: string, by = 'another engine has become its writer'): RecordError {
  const message = `This engine has lost the record in PostgreSQL and writes nothing any more: ${place} (${by})`;
  return new RecordError({ code: 'record_taken', message, details: { place } });
}
