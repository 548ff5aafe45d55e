/**
 * The disk of a machine whose record is elsewhere. What decides is the desk's own code, as it runs in production: the
 * store, its log, the record's log and the record itself. Only PostgreSQL, the way to it and the file of the copy are
 * simulated.
 */
import { EventEmitter } from 'node:events';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { defaultEventSourcing } from '../../../engine/configuration.ts';
import type { LeaseTaken } from '../../../domain/lease/leaseTaken.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import type { Clock } from '../../../engine/ports.ts';
import { FollowingReader } from '../../../engine/queries/followingReader.ts';
import { memoryOrderViewStore } from '../../../infra/memory/memoryOrderViewStore.ts';
import { memorySnapshotStore } from '../../../infra/memory/memorySnapshotStore.ts';
import { memorySubscriptionCheckpoints } from '../../../infra/memory/memorySubscriptionCheckpoints.ts';
import type { ReadRecord } from '../../../infra/postgres/catchUp.ts';
import { openSharedSession } from '../../../infra/postgres/fix/openRecordedFixStore.ts';
import { PostgresRecord, type RecordClaim } from '../../../infra/postgres/postgresRecord.ts';
import { RecordedLog, type WrittenRecord } from '../../../infra/postgres/recordedLog.ts';
import { RecordError, recordFault } from '../../../infra/postgres/recordFault.ts';
import type { RecordLink } from '../../../infra/postgres/recordLink.ts';
import { SharedLease, type LeaseMoment } from '../../../infra/postgres/sharedLease.ts';
import { waitForLease } from '../../../infra/postgres/standby/standBy.ts';
import { follows } from '../../../infra/sqlite/chain/chainRows.ts';
import { WritableEventStore } from '../../../infra/sqlite/events/writableEventStore.ts';
import type { FromLogThread, ToLogThread } from '../../../infra/sqlite/log/logMessages.ts';
import { openThreadedLog, type LogWorker } from '../../../infra/sqlite/log/threadedLog.ts';
import type {
  OpenedDisk,
  OpenTools,
  RecordPlants,
  RecordTools,
  SimulatedDisk,
  SimulatedRecord,
} from '../../../simulation/machine/platform.ts';
import type { SimulatedProcess } from '../../../simulation/machine/simulatedProcess.ts';
import { fixSettings } from '../fix/fixSettings.ts';
import { MemoryCopyLog, MemoryCopyReader, type CopyDisk } from './memoryCopy.ts';
import { sessionFile, watchedStore } from './sessionFiles.ts';
import { simulatedLink } from './simulatedLink.ts';
import { SimulatedPostgres } from './simulatedPostgres.ts';

const pageRowsMax = 1_000;
const folder = 'simulated';
const nsPerMs = 1e6;
/** How fast the planted bug lets a standby's clock run. */
const hurriedRate = 4;

export function newRecord(tools: RecordTools): SimulatedRecord {
  return new RecordElsewhere(tools);
}

class RecordElsewhere implements SimulatedRecord {
  private readonly disks: RecordedDisk[] = [];
  private readonly tools: RecordTools;
  private readonly server: SimulatedPostgres;

  constructor(tools: RecordTools) {
    this.tools = tools;
    this.server = new SimulatedPostgres(tools);
  }

  newDisk(): RecordedDisk {
    const disk = new RecordedDisk(this.tools, this.server, `machine ${this.disks.length}`);
    this.disks.push(disk);
    return disk;
  }

  refuse(forMs: number): void {
    this.server.refuse(forMs);
  }

  cut(disk: SimulatedDisk, forMs: number): void {
    this.tools.note(`a machine does not reach the record for ${forMs} ms`);
    if (disk instanceof RecordedDisk) disk.cut(forMs);
  }

  mend(): void {
    this.server.mend();
    for (const disk of this.disks) disk.cut(0);
  }
}

class RecordedDisk implements SimulatedDisk {
  private readonly tools: RecordTools;
  private readonly server: SimulatedPostgres;
  private readonly host: string;
  private readonly copy: CopyDisk = { rows: [], fault: undefined };
  private readonly snapshots = memorySnapshotStore();
  private readonly subscriptionCheckpoints = memorySubscriptionCheckpoints();
  private views = memoryOrderViewStore();
  private readonly pids = new Map<SimulatedProcess, number>();
  private readonly leases = new Map<SimulatedProcess, Lease>();
  private readonly sessionFile = sessionFile();
  private cutUntilMs = 0;

  constructor(tools: RecordTools, server: SimulatedPostgres, host: string) {
    this.tools = tools;
    this.server = server;
    this.host = host;
  }

  get rows() {
    return this.server.rows;
  }

  get fault(): Fault | undefined {
    return this.server.fault ?? this.copy.fault;
  }

  /** Either the disk of PostgreSQL or that of the copy takes no writes. */
  set fault(fault: Fault | undefined) {
    const isOfCopy = fault !== undefined && this.tools.random.chance(0.5);
    this.copy.fault = isOfCopy ? fault : undefined;
    this.server.fault = isOfCopy ? undefined : fault;
  }

  get commitMs() {
    return this.server.commitMs;
  }

  set commitMs(commitMs) {
    this.server.commitMs = commitMs;
  }

  get beforeCommit() {
    return this.server.beforeCommit;
  }

  set beforeCommit(beforeCommit) {
    this.server.beforeCommit = beforeCommit;
  }

  get afterWrite() {
    return this.server.afterWrite;
  }

  set afterWrite(afterWrite) {
    this.server.afterWrite = afterWrite;
  }

  cut(forMs: number): void {
    this.cutUntilMs = this.tools.time.monotonicMs() + forMs;
  }

  loseViews(): void {
    this.views = memoryOrderViewStore();
    this.copy.rows.length = 0;
    this.sessionFile.setAside();
  }

  /** A copy that is ahead of its record is refused: whoever puts an older record in its place moves the copy away. */
  rollBack(position: number): void {
    this.server.rollBack(position);
    this.copy.rows.length = 0;
  }

  seenBy(subscriber: string): number {
    return this.subscriptionCheckpoints.load(subscriber);
  }

  holdsRecord(process: SimulatedProcess): boolean {
    const { pid, isReleased } = this.server.writer;
    return pid !== null && !isReleased && pid === this.pids.get(process);
  }

  maySend(process: SimulatedProcess): boolean {
    return this.tools.plants.sendsWithoutLease === true || this.leases.get(process)?.maySend() === true;
  }

  async open(tools: OpenTools): Promise<Result<OpenedDisk, Fault>> {
    const { copy, snapshots, subscriptionCheckpoints } = this;
    const { clock, scheduler, logger, process } = tools;
    const { plants } = this.tools;
    const pid = this.server.newProcess(() => process.alive);
    this.pids.set(process, pid);
    const cutUntilMs = (): number => this.cutUntilMs;
    const { host } = this;
    const moment = momentBy(clock);
    const linkTools = { ...this.tools, process, scheduler, cutUntilMs, host, pid, moment };
    const link = simulatedLink(this.server, linkTools);
    const granted = await this.granted(link, tools);
    if (!granted.ok) return granted;
    const lease = new SharedLease();
    this.leases.set(process, { maySend: () => lease.maySend(moment()) });
    const claim = { lease, granted: granted.value };
    const start = (): LogWorker => new RecordWorker(link, claim, copy, tools, plants);
    const { commitEventsMax } = defaultEventSourcing;
    const log = await openThreadedLog({ folder, start, logger, commitEventsMax });
    if (!log.ok) return log;
    const store = new WritableEventStore({
      reader: new MemoryCopyReader(copy.rows),
      sizes: () => ({ sizeBytes: 0, walBytes: 0 }),
      closeReader: () => undefined,
      ...log.value,
      clock,
      scheduler,
      upcasters: eventUpcasters,
      snapshots,
      logger,
      release: () => undefined,
    });
    const reader = new FollowingReader({ ...tools, events: store, views: this.views });
    const fixRecord = await this.openFixRecord(link, store, tools);
    if (!fixRecord.ok) return fixRecord;
    return ok({ store, reader, subscriptionCheckpoints, fixRecord: fixRecord.value });
  }

  /** The record of a FIX session moves with the events. */
  private async openFixRecord(
    link: RecordLink,
    { lease }: Pick<WritableEventStore, 'lease'>,
    { clock, scheduler, logger, process }: OpenTools,
  ): Promise<Result<object | undefined, Fault>> {
    const { fixVenue, onFixRecord } = this.tools;
    if (fixVenue === undefined || lease === undefined) return ok(undefined);
    const opened = await openSharedSession({
      name: `fix-${fixVenue}`,
      epoch: lease.epoch,
      identity: fixSettings,
      schedule: undefined,
      file: this.sessionFile,
      place: link.place,
      connect: () => link.open(),
      clock,
      scheduler,
      logger,
    });
    if (!opened.ok) return opened;
    const watch = { alive: () => process.alive, fault: () => this.copy.fault, onWritten: onFixRecord };
    return ok(watchedStore(opened.value, watch));
  }

  /** Waits for the lease where two engines have one record. */
  private async granted(link: RecordLink, tools: OpenTools): Promise<Result<LeaseTaken | undefined, Fault>> {
    const { hasStandby, plants } = this.tools;
    if (!hasStandby) return ok(undefined);
    const moment = plants.takesOverEarly === true ? momentBy(tools.clock, hurriedRate) : link.moment;
    const taken = await waitForLease({
      id: `standby ${link.process.pid}`,
      link: { ...link, moment },
      openCopy: (record) => openCopy(this.copy, record),
      whyOtherKey: () => Promise.resolve(undefined),
      reached: () => Promise.resolve([]),
      mayCopy: () => true,
      onState: () => undefined,
      logger: tools.logger,
      signal: new AbortController().signal,
    });
    return taken;
  }
}

interface Lease {
  readonly maySend: () => boolean;
}

/** The clocks of a machine. No moment is 0, which says that there was none. */
function momentBy(clock: Clock, rate = 1): () => LeaseMoment {
  return () => ({
    monotonicNs: BigInt(Math.round((clock.monotonicMs() * rate + 1) * nsPerMs)),
    wallMs: Math.trunc(Number(clock.now()) / 1_000),
  });
}

/** Stands for the record's thread, whose parts run in the simulated process. Messages take a turn. */
class RecordWorker extends EventEmitter {
  private readonly tools: OpenTools;
  private log: RecordedLog | undefined;

  constructor(link: RecordLink, claim: RecordClaim, disk: CopyDisk, tools: OpenTools, plants: RecordPlants) {
    super();
    this.tools = tools;
    void this.open(link, claim, disk, plants);
  }

  postMessage(message: ToLogThread): void {
    this.tools.scheduler.soon(() => void this.log?.take(message));
  }

  private async open(
    link: RecordLink,
    claim: RecordClaim,
    disk: CopyDisk,
    plants: RecordPlants,
  ): Promise<void> {
    const { clock, scheduler } = this.tools;
    const post = (message: FromLogThread): void => scheduler.soon(() => this.emit('message', message));
    const onClosed = (): void => scheduler.soon(() => this.emit('exit', 0));
    const opened = await openRecord(link, claim, disk);
    if (!opened.ok) return post({ type: 'opened', opened });
    const copy = new MemoryCopyLog(disk);
    const record = planted(opened.value, plants);
    const { commitEventsMax } = defaultEventSourcing;
    const onReleased = (): Promise<void> => Promise.resolve();
    const log = { record, copy, clock, scheduler, commitEventsMax, post, onReleased, onClosed };
    this.log = new RecordedLog(log);
    const findings = { seen: [], verifiedAfter: 0 };
    const { place } = link;
    post({
      type: 'opened',
      opened: ok({
        head: copy.head,
        findings,
        sqliteVersion: 'none',
        record: place,
        lease: opened.value.taken,
      }),
    });
  }
}

/** Becomes the writer, and brings the copy to the head of the record. */
async function openRecord(
  link: RecordLink,
  claim: RecordClaim,
  disk: CopyDisk,
): Promise<Result<PostgresRecord, Fault>> {
  let record: PostgresRecord | undefined;
  try {
    record = await PostgresRecord.open(link, claim);
    await (await openCopy(disk, record)).follow();
    return ok(record);
  } catch (error) {
    await record?.close();
    return err(recordFault(error, link.place));
  }
}

/** The copy while nobody else writes it. */
async function openCopy(disk: CopyDisk, record: ReadRecord) {
  const log = new MemoryCopyLog(disk);
  if (log.head.position > 0 && !(await record.has(log.head))) {
    throw new RecordError({
      code: 'record_differs',
      message: "the record has no row like the copy's last one",
    });
  }
  return {
    get head() {
      return log.head;
    },
    async follow(): Promise<number> {
      const before = log.head.position;
      while (log.head.position < record.head.position) {
        for (const { hash, ...row } of await record.rowsAfter(log.head.position, pageRowsMax)) {
          const isNext = follows(log.head.hash, { ...row, hash });
          invariant(isNext, 'the rows of the record are a chain');
          disk.rows.push({ row, hash });
        }
      }
      return log.head.position - before;
    },
    close: () => undefined,
  };
}

/** The record as the planted bugs have it. */
function planted(record: WrittenRecord, { takesSilenceForYes = false }: RecordPlants): WrittenRecord {
  if (!takesSilenceForYes) return record;
  return new Proxy(record, {
    get(target, key) {
      if (key === 'has') return () => Promise.resolve(true);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
