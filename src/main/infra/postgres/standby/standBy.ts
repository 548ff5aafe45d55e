/**
 * A standby: an engine's process that waits for the lease on the record. Its copy follows the record all the while, so
 * that little is left to do once it takes over. It writes nothing but its own row, and sends nothing to a venue.
 */
import { randomUUID } from 'node:crypto';
import {
  takeoverReason,
  watched,
  type LeaseWatch,
  type TakeoverReason,
} from '../../../domain/lease/leaseRules.ts';
import type { LeaseHolder, LeaseTaken } from '../../../domain/lease/leaseTaken.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { Logger } from '../../../engine/ports.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { FollowedCopy, type ReadRecord } from '../catchUp.ts';
import type { ChainRow } from '../../sqlite/chain/chainRows.ts';
import { checkpointsAfter, refuseMoved, storeIdOf, type KeptCheckpoint } from '../postgresRecord.ts';
import type { PostgresSettings } from '../recordAddress.ts';
import { recordFault, type RecordError } from '../recordFault.ts';
import { postgresLink } from '../postgresLink.ts';
import type { RecordLink, Session } from '../recordLink.ts';
import { monotonicMsOf } from '../sharedLease.ts';
import { becomeWriter, holderOf, leaseState, type LeaseState, type Writer } from '../recordLease.ts';
import { hasHead, rowsAfter } from '../recordRows.ts';
import { hasRecord } from '../recordSchema.ts';
import { endLockHolder } from '../writerLock.ts';
import { forgetStandby, isHolderCutOff, tellStandby } from './standbyRows.ts';
import { whyOtherKey } from './whyOtherKey.ts';

const lookPauseMs = 250;
const tellMs = 1_000;
/** Milliseconds between two looks at the venues; the second while the holder of the lease reaches none. */
const reachMs = 60_000;
const reachUrgentMs = 2_000;

/** Faults that pass by themselves: the standby goes on when their cause is gone. */
const passing: ReadonlySet<string> = new Set([
  'record_unreachable',
  'disk_full',
  'store_read_only',
  'store_locked',
]);

export interface StandbyState {
  /** Position up to which the copy follows the record. */
  readonly position: number;
  /** How many events of the record the copy lacked when it was last read. */
  readonly behind: number;
  /** The engine that holds the lease, or held it last. */
  readonly holder: (LeaseHolder & { readonly epoch: number }) | undefined;
  /** The venues that this standby has reached, each a moment ago. */
  readonly reaches: readonly string[];
  /** Why the record can't be read now. */
  readonly fault: Fault | undefined;
}

export interface StandbyOptions extends StandbyHost {
  readonly folder: string;
  readonly settings: PostgresSettings;
  /** Names this process for others. */
  readonly what: string;
}

export interface StandbyHost {
  readonly logger: Logger;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Whether the copy may be written now: not while somebody reads it as it stands. */
  readonly mayCopy: () => boolean;
  /** Names the venues that can be reached from here now. Never rejects. */
  readonly reached: () => Promise<readonly string[]>;
  /** Called with each change; the first time once the copy has all that the record has. */
  readonly onState: (state: StandbyState) => void;
}

export interface StandbyTakeover extends LeaseTaken {
  readonly why: TakeoverReason;
  /** Milliseconds for which nothing was renewed before. */
  readonly waitedMs: number;
}

/**
 * Waits for the lease and takes it. Undefined where `signal` has ended the wait, or where there is no record yet, so that
 * nobody has a lease. Faults: before the first look those of RecordSession; `signing_key_other`; later those of
 * catchUp that do not pass by themselves.
 */
export function standBy({
  folder,
  settings,
  what,
  ...host
}: StandbyOptions): Promise<Result<StandbyTakeover | undefined, Fault>> {
  return waitForLease({
    ...host,
    id: randomUUID(),
    link: postgresLink(settings, what),
    openCopy: (record) => FollowedCopy.open(folder, record),
    whyOtherKey: (session, position) => whyOtherKey(session, folder, position),
  });
}

/** What a standby consists of, beside its host. */
export interface StandbyParts extends StandbyHost {
  /** Names this standby in the record. */
  readonly id: string;
  readonly link: RecordLink;
  readonly openCopy: (record: ReadRecord) => Promise<Pick<FollowedCopy, 'head' | 'follow' | 'close'>>;
  /** Why the key that signs checkpoints here is not the desk's own. */
  readonly whyOtherKey: (session: Session, position: number) => Promise<RecordError | undefined>;
}

export async function waitForLease(parts: StandbyParts): Promise<Result<StandbyTakeover | undefined, Fault>> {
  const standby = new Standby(parts);
  try {
    return ok(await standby.run());
  } catch (error) {
    return err(recordFault(error, parts.link.place));
  } finally {
    await standby.close();
  }
}

class Standby implements ReadRecord {
  readonly place: string;
  private readonly parts: StandbyParts;
  private readonly since: string;
  private open: Session | undefined;
  private copy: Pick<FollowedCopy, 'head' | 'follow' | 'close'> | undefined;
  private state: LeaseState | undefined;
  private watch: LeaseWatch | undefined;
  private reaches: readonly string[] = [];
  private reachDueMs = 0;
  private tellDueMs = 0;
  private isReaching = false;
  private fault: Fault | undefined;

  constructor(parts: StandbyParts) {
    this.parts = parts;
    this.place = parts.link.place;
    this.since = new Date(parts.link.moment().wallMs).toISOString();
  }

  async run(): Promise<StandbyTakeover | undefined> {
    const { signal, id, link } = this.parts;
    const first = await this.session();
    if (!(await hasRecord(first))) return undefined;
    await refuseMoved(first, this.place);
    await forgetStandby(first, id);
    this.state = await leaseState(first);
    await this.checkKey(first);
    this.copy = await this.parts.openCopy(this);
    await this.copy.follow();
    while (!signal.aborted) {
      const taken = await this.look();
      if (taken !== undefined) return taken;
      await link.pause(lookPauseMs, signal);
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.copy?.close();
    if (this.open?.isOpen === true) await forgetStandby(this.open, this.parts.id).catch(() => undefined);
    await this.open?.close();
  }

  get head(): StoreHead {
    const { position = 0, hash = '' } = this.state ?? {};
    return { position, hash };
  }

  async has(head: StoreHead): Promise<boolean> {
    return hasHead(await this.session(), head);
  }

  async storeId(): Promise<string> {
    return storeIdOf(await this.session());
  }

  async rowsAfter(position: number, limit: number): Promise<readonly ChainRow[]> {
    return (await (await this.session()).ask<ChainRow>(rowsAfter(position, limit))).rows;
  }

  async checkpointsAfter(position: number): Promise<readonly KeptCheckpoint[]> {
    return checkpointsAfter(await this.session(), position);
  }

  /** Looks at the lease once, brings the copy to the head, and takes over where that may be. */
  private async look(): Promise<StandbyTakeover | undefined> {
    try {
      const session = await this.session();
      const { writer, hash, ...row } = await leaseState(session);
      this.state = { writer, hash, ...row };
      this.watch = watched(this.watch, row, this.nowMs());
      if (this.parts.mayCopy()) await this.copy?.follow();
      this.fault = undefined;
      this.tell();
      const why = takeoverReason(this.watch, this.nowMs());
      if (why !== undefined) return await this.takeOver(session, why, this.watch, writer);
      await this.tellOthers(session);
    } catch (error) {
      const fault = recordFault(error, this.place);
      if (!passing.has(fault.code)) throw error;
      if (fault.code !== this.fault?.code) {
        this.parts.logger.log('warn', 'the standby can not follow the record', { ...fault });
      }
      this.fault = fault;
      this.tell();
    }
    return undefined;
  }

  private async takeOver(
    session: Session,
    why: TakeoverReason,
    watch: LeaseWatch,
    writer: Writer | undefined,
  ): Promise<StandbyTakeover | undefined> {
    await this.checkKey(session);
    // A holder that is cut off may have left a statement that holds the row; it has no lease any more.
    if (why === 'lapsed') await endLockHolder(session);
    const term = await becomeWriter(session, this.parts.link, watch.row);
    if (term === undefined) return undefined;
    const waitedMs = Math.round(this.nowMs() - watch.sinceMs);
    return { epoch: term.epoch, why, from: writer && holderOf(writer), waitedMs };
  }

  /** Again and again, because a new desk has signed nothing for a while, so that any key may be its own. */
  private async checkKey(session: Session): Promise<void> {
    const otherKey = await this.parts.whyOtherKey(session, this.head.position);
    if (otherKey !== undefined) throw otherKey;
  }

  private async tellOthers(session: Session): Promise<void> {
    const nowMs = this.nowMs();
    if (nowMs < this.tellDueMs) return;
    this.tellDueMs = nowMs + tellMs;
    await this.checkKey(session);
    const isUrgent = await isHolderCutOff(session);
    if (isUrgent) this.reachDueMs = Math.min(this.reachDueMs, nowMs + reachUrgentMs);
    if (nowMs >= this.reachDueMs) this.reach();
    const { since, reaches } = this;
    const { id, link } = this.parts;
    const { host, pid } = link.process;
    const { position } = this.head;
    await tellStandby(session, id, { host, pid, since, position, reaches });
  }

  /** A venue that does not answer must not hold up the watch. */
  private reach(): void {
    if (this.isReaching) return;
    this.isReaching = true;
    void this.parts.reached().then((reaches) => {
      this.reaches = reaches;
      this.isReaching = false;
      this.reachDueMs = this.nowMs() + reachMs;
    });
  }

  private tell(): void {
    const { state, copy, reaches, fault } = this;
    const position = copy?.head.position ?? 0;
    const holder = state?.writer && { ...holderOf(state.writer), epoch: state.epoch };
    const behind = Math.max(0, (state?.position ?? 0) - position);
    this.parts.onState({ position, behind, holder, reaches, fault });
  }

  private async session(): Promise<Session> {
    if (this.open?.isOpen === true) return this.open;
    return (this.open = await this.parts.link.open());
  }

  private nowMs(): number {
    return monotonicMsOf(this.parts.link.moment());
  }
}
