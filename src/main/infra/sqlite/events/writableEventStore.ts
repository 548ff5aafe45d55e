/** The event store on an open `events.db` that nobody else writes to. */
import type Database from 'better-sqlite3';
import { dirname } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import {
  conflict,
  isLasting,
  pendingEventsMax,
  storeClosed,
  storeOverloaded,
  unavailable,
} from '../../../engine/events/appendFaults.ts';
import {
  commitListeners,
  type CommitListener,
  type CommitListeners,
} from '../../../engine/events/commitListeners.ts';
import { commitTimes } from '../../../engine/events/commitTimes.ts';
import {
  noStreamVersion,
  type AppendFault,
  type AppendResult,
  type EventStore,
  type ExpectedVersion,
  type StoreHead,
  type StoreHealth,
  type StreamAppend,
} from '../../../engine/events/eventStore.ts';
import type { StoreFindings } from '../../../engine/events/seenHead.ts';
import type { SnapshotStore } from '../../../engine/events/snapshotStore.ts';
import type { NewEvent, StoredEvent } from '../../../engine/events/storedEvent.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { WriteSuspension } from '../../../engine/events/writeSuspension.ts';
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';
import type { Clock, Logger, Scheduler } from '../../../engine/ports.ts';
import { AppendQueue, type CommitGroup, type Placed } from './appendQueue.ts';
import { databaseSizes, lockWaitMs } from '../files/databaseFile.ts';
import { eventDatabaseName } from './eventDatabase.ts';
import { EventReader } from './eventReader.ts';
import { FileGuard } from '../files/fileGuard.ts';
import { readExportedHead } from './exportedHead.ts';
import { HeadRecord } from './headRecord.ts';
import { ReadingEventStore } from './readingEventStore.ts';
import { EventWriter } from './eventWriter.ts';
import { defaultEventSourcing } from '../../../engine/configuration.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { StreamVersions } from './streamVersions.ts';

export interface WritableEventStoreParts {
  readonly database: Database.Database;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly upcasters: Upcasters;
  /** What was found out about the file when it was opened. */
  readonly findings?: StoreFindings | undefined;
  /** Where snapshots are kept; without it the store keeps none. */
  readonly snapshots?: SnapshotStore | undefined;
  /** Gets an entry for each fault, and when a listener throws. */
  readonly logger: Logger | undefined;
  /**
   * Rows in one transaction at most. This bounds what a crash of the disk can cost, and how long the thread is busy at
   * a time.
   */
  readonly commitEventsMax?: number | undefined;
  /** Called in `close`, when all appends are on disk and the file is still open. */
  readonly beforeClose?: () => void;
  /** Called at the end of `close`. */
  readonly release: () => void;
}

export class WritableEventStore extends ReadingEventStore implements EventStore {
  readonly findings: StoreFindings | undefined;
  private readonly parts: WritableEventStoreParts;
  private readonly record: HeadRecord;
  private readonly writer: EventWriter;
  private readonly versions: StreamVersions;
  private readonly queue: AppendQueue;
  private readonly listeners: CommitListeners;
  private readonly commits = commitTimes();
  private scheduled = false;
  private readonly suspension: WriteSuspension;
  private readonly file: FileGuard;
  private closed = false;
  /** Throws SqliteError when the file can't be read. */
  constructor(parts: WritableEventStoreParts) {
    const { database, upcasters, scheduler, snapshots, logger } = parts;
    super(new EventReader(database, upcasters, scheduler), snapshots);
    this.parts = parts;
    this.findings = parts.findings;
    const folder = dirname(database.name);
    const exported = readExportedHead(folder);
    const isMissed = exported !== undefined && this.hashAt(exported.position) !== exported.hash;
    this.record = new HeadRecord(folder, isMissed);
    this.writer = new EventWriter(database);
    this.versions = new StreamVersions({
      version: (streamId) => this.reader.streamVersion(streamId),
      highest: (category) => this.reader.highestStream(category),
    });
    this.suspension = new WriteSuspension(scheduler, logger, () => this.probeFault());
    this.file = new FileGuard({ database, scheduler, logger, look: () => this.lookAtFile() });
    // Nothing may be written on top of events that can't be read any more.
    this.reader.onFault = (fault) => void (fault.code === 'store_damaged' && this.suspend(fault));
    this.listeners = commitListeners(logger);
    this.queue = new AppendQueue(upcasters, {
      event: (eventId) => this.reader.event(eventId),
      highest: this.reader.highestEventId(),
    });
  }

  append(streamId: StreamId, events: readonly NewEvent[], expected: ExpectedVersion): Promise<AppendResult> {
    return this.appendAll([{ streamId, events, expected }]);
  }

  appendAll(appends: readonly StreamAppend[]): Promise<AppendResult> {
    const fault = this.refusal();
    if (fault !== undefined) return Promise.resolve(unavailable(fault));
    const before = this.queue.eventCount;
    try {
      const placed = this.place(appends);
      return placed.ok ? this.enqueue(placed.value, before) : Promise.resolve(placed);
    } catch (error) {
      return this.unplanned(error, before);
    }
  }

  private place(appends: readonly StreamAppend[]): Result<Placed, AppendFault> {
    const [first] = appends;
    if (first !== undefined && appends.length === 1) return this.placeSingle(first);
    const before = this.queue.eventCount;
    const planned = new Map<StreamId, number>();
    const result: StoredEvent[] = [];
    let version = noStreamVersion;
    for (const append of appends) {
      const placed = this.placeOne(append, planned.get(append.streamId));
      if (typeof placed === 'number') {
        this.queue.rollBack(before);
        return conflict(append.streamId, append.expected, placed);
      }
      // A large append has more events than a call may have arguments, so they are not spread.
      for (const event of placed.result) result.push(event);
      version = placed.version;
      if (version !== noStreamVersion) planned.set(append.streamId, version);
    }
    for (const [streamId, reached] of planned) this.versions.set(streamId, reached);
    return ok({ result, version });
  }

  private placeSingle(append: StreamAppend): Result<Placed, AppendFault> {
    const placed = this.placeOne(append, undefined);
    if (typeof placed === 'number') return conflict(append.streamId, append.expected, placed);
    if (placed.version !== noStreamVersion) this.versions.set(append.streamId, placed.version);
    return ok(placed);
  }

  /**
   * Gives the stream's true version when the expected version does not fit. `planned` is the stream's version after
   * earlier appends of the same call.
   */
  private placeOne(append: StreamAppend, planned: number | undefined): Placed | number {
    const { streamId, events, expected } = append;
    const time = this.parts.clock.now();
    const head = this.head().position;
    const current = planned ?? this.versions.get(streamId);
    return this.queue.place(streamId, events, expected, current, head, time) ?? current;
  }

  private refusal(): Fault | undefined {
    if (this.closed) return storeClosed;
    return this.queue.eventCount < pendingEventsMax ? this.suspension.fault : storeOverloaded;
  }

  /**
   * Answers an append for which a question to the disk failed. Any other error is a bug, and the caller must see it.
   */
  private unplanned(error: unknown, before: number): Promise<AppendResult> {
    this.queue.rollBack(before);
    if (!(error instanceof StoreReadError)) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.suspend(error.fault);
    return Promise.resolve(unavailable(error.fault));
  }

  private enqueue(placed: Placed, eventsBefore: number): Promise<AppendResult> {
    const fresh = this.queue.eventCount - eventsBefore;
    return new Promise((settle) => {
      this.queue.push({ ...placed, fresh, settle });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.parts.scheduler.soon(() => {
      this.scheduled = false;
      this.commitNext();
    });
  }

  /** Commits the next group. Appends beyond its size wait for the next turn, so that other work gets a turn too. */
  private commitNext(): void {
    const group = this.queue.take(this.parts.commitEventsMax ?? defaultEventSourcing.commitEventsMax);
    const { appends, events, texts } = group;
    if (events.length > 0) {
      const startMs = this.parts.clock.monotonicMs();
      try {
        this.writer.write(events, texts);
      } catch (error) {
        this.lose(group, sqliteFault(error, eventDatabaseName));
        return;
      }
      this.record.note(this.writer.head);
      this.commits.add(this.parts.clock.monotonicMs() - startMs);
      this.listeners.notify(events);
    }
    for (const { settle, result, version } of appends) settle(ok({ events: result, version }));
    if (this.queue.length > 0) this.schedule();
    else this.versions.trim();
  }

  /** Nothing of the group is on disk. The appends behind it were planned on top of it, so they fail too. */
  private lose(group: CommitGroup, fault: Fault): void {
    const behind = this.queue.take(Infinity);
    this.versions.clear();
    this.suspend(fault);
    for (const { settle } of group.appends) settle(unavailable(fault));
    for (const { settle } of behind.appends) settle(unavailable(fault));
  }

  /** Keeps a signed checkpoint in the file of the events; throws SqliteError. */
  keepCheckpoint(position: number, write: () => void): void {
    try {
      this.writer.beside(write);
      this.record.noteSigned(position, this.writer.head);
    } catch (error) {
      const fault = sqliteFault(error, eventDatabaseName);
      if (isLasting(fault)) this.suspend(fault);
      throw error;
    }
  }

  private suspend(fault: Fault): void {
    this.suspension.begin(fault);
    this.file.faulted(fault);
  }

  private probeFault(): Fault | undefined {
    const { database } = this.parts;
    // A probe runs again and again, so it must not wait for a lock as an append does.
    const fault = this.faultOf(() => {
      database.pragma('busy_timeout = 0');
      this.writer.probe();
    });
    database.pragma(`busy_timeout = ${lockWaitMs}`);
    if (fault === undefined) this.file.healed();
    else this.file.faulted(fault);
    return fault;
  }

  private lookAtFile(): void {
    const fault = this.faultOf(() => this.writer.checkFile());
    if (fault !== undefined && this.suspension.fault === undefined) this.suspend(fault);
  }

  private faultOf(attempt: () => void): Fault | undefined {
    try {
      attempt();
      return undefined;
    } catch (error) {
      return sqliteFault(error, eventDatabaseName);
    }
  }

  streamVersion(streamId: StreamId): number {
    return this.versions.get(streamId);
  }

  head(): StoreHead {
    return this.writer.head;
  }

  health(): StoreHealth {
    const fault = this.writeFault();
    return {
      writable: fault === undefined,
      ...(fault === undefined ? undefined : { fault }),
      pendingAppends: this.queue.length,
      commitMs: this.commits.summary(),
      ...databaseSizes(this.parts.database),
    };
  }

  writeFault(): Fault | undefined {
    return this.closed ? storeClosed : this.suspension.fault;
  }

  onCommitted(listener: CommitListener): void {
    this.listeners.add(listener);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    while (this.queue.length > 0) this.commitNext();
    this.parts.beforeClose?.();
    this.closed = true;
    this.suspension.cancel();
    await this.file.close();
    try {
      this.parts.database.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // All events are durable in the log. The next process that opens the file finds them there.
      const { message } = sqliteFault(error, eventDatabaseName);
      this.parts.logger?.log('warn', 'the event store closes without a checkpoint', { error: message });
    }
    this.writer.close();
    this.record.close();
    this.parts.database.close();
    this.parts.release();
  }
}
