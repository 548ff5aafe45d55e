/** The event store on an open `events.db` that nobody else writes to. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import {
  pendingEventsMax,
  storeClosed,
  storeOverloaded,
  unavailable,
  writeRetryMs,
} from '../../engine/events/appendFaults.ts';
import {
  commitListeners,
  type CommitListener,
  type CommitListeners,
} from '../../engine/events/commitListeners.ts';
import { commitTimes } from '../../engine/events/commitTimes.ts';
import type {
  AppendResult,
  EventStore,
  ExpectedVersion,
  ReadDirection,
  StoreHead,
  StoreHealth,
  StreamAppend,
  StreamProjector,
} from '../../engine/events/eventStore.ts';
import { projectStream } from '../../engine/events/projectStream.ts';
import type { NewEvent, StoredEvent } from '../../engine/events/storedEvent.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { Upcasters } from '../../engine/events/upcast.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../engine/ports.ts';
import { planAppends, type AppendPlan, type KnownEvents } from './appendPlanner.ts';
import { AppendQueue, failAll, settleAll, type PendingAppend } from './appendQueue.ts';
import { databaseSizeBytes } from './databaseFile.ts';
import { eventDatabaseName } from './eventDatabase.ts';
import { EventReader } from './eventReader.ts';
import { EventWriter } from './eventWriter.ts';
import { sqliteFault } from './sqliteFault.ts';
import { StreamVersions } from './streamVersions.ts';

/** Rows in one transaction: what a crash of the disk can cost, and what the thread is busy with at a time. */
export const commitRowsMax = 1_000;

export interface WritableEventStoreParts {
  readonly database: Database.Database;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly upcasters: Upcasters;
  /** Hears of listeners that throw, and of faults. */
  readonly logger: Logger | undefined;
  /** Called at the end of `close`. */
  readonly release: () => void;
}

export class WritableEventStore implements EventStore {
  private readonly parts: WritableEventStoreParts;
  private readonly reader: EventReader;
  private readonly writer: EventWriter;
  private readonly versions: StreamVersions;
  private readonly known: KnownEvents;
  private readonly queue = new AppendQueue();
  private readonly listeners: CommitListeners;
  private readonly commits = commitTimes();
  /** No event id that is stored or in flight sorts behind this one: the ids of a source that counts upwards need no look-up. */
  private highestId: string;
  private scheduled = false;
  private fault: Fault | undefined;
  private retryTimer: Timer | undefined;
  private closed = false;

  /** Throws SqliteError when the file can't be read. */
  constructor(parts: WritableEventStoreParts) {
    const { database, upcasters, scheduler, logger } = parts;
    this.parts = parts;
    this.reader = new EventReader(database, upcasters, scheduler);
    this.writer = new EventWriter(database);
    this.versions = new StreamVersions((streamId) => this.reader.streamVersion(streamId));
    this.listeners = commitListeners(logger);
    const highest = database.prepare<[], string | null>('SELECT max(event_id) FROM events').pluck();
    this.highestId = highest.get() ?? '';
    this.known = {
      upcasters,
      find: (eventId) => (eventId > this.highestId ? undefined : this.findEvent(eventId)),
      version: (streamId) => this.versions.get(streamId),
    };
  }

  append(streamId: StreamId, events: readonly NewEvent[], expected: ExpectedVersion): Promise<AppendResult> {
    return this.appendAll([{ streamId, events, expected }]);
  }

  appendAll(appends: readonly StreamAppend[]): Promise<AppendResult> {
    const fault = this.closed ? storeClosed : this.fault;
    if (fault !== undefined) return Promise.resolve(unavailable(fault));
    if (this.queue.eventCount >= pendingEventsMax) return Promise.resolve(unavailable(storeOverloaded));
    let planned;
    try {
      const position = this.writer.head.position + this.queue.eventCount + 1;
      planned = planAppends(this.known, appends, position, this.parts.clock.now());
    } catch (error) {
      if (!(error instanceof StoreReadError)) return Promise.reject(error);
      this.suspend(error.fault);
      return Promise.resolve(unavailable(error.fault));
    }
    if ('refused' in planned) return Promise.resolve(planned.refused);
    return this.enqueue(planned.plan);
  }

  private enqueue(plan: AppendPlan): Promise<AppendResult> {
    for (const [streamId, version] of plan.versions) this.versions.set(streamId, version);
    for (const { eventId } of plan.fresh) if (eventId > this.highestId) this.highestId = eventId;
    return new Promise((settle) => {
      const { result, fresh, rows, version } = plan;
      this.queue.push({ result, fresh, rows, version, settle });
      this.schedule();
    });
  }

  private findEvent(eventId: string): StoredEvent | undefined {
    return this.queue.find(eventId) ?? this.reader.event(eventId);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.parts.scheduler.soon(() => {
      this.scheduled = false;
      this.commitNext();
    });
  }

  /** Commits the next group. What does not fit goes with the turn after, so that others get theirs. */
  private commitNext(): void {
    const group = this.queue.take(commitRowsMax);
    const rows = group.flatMap((append) => append.rows);
    if (rows.length > 0) {
      const startMs = this.parts.clock.monotonicMs();
      try {
        this.writer.write(rows);
      } catch (error) {
        this.lose(group, sqliteFault(error, eventDatabaseName));
        return;
      }
      this.commits.add(this.parts.clock.monotonicMs() - startMs);
      this.listeners.notify(group.flatMap(({ fresh }) => fresh));
    }
    settleAll(group);
    if (this.queue.length > 0) this.schedule();
    else this.versions.trim();
  }

  /** Nothing of the group is on disk; what waits behind it was planned on top of it, and goes too. */
  private lose(group: readonly PendingAppend[], fault: Fault): void {
    const behind = this.queue.take(Infinity);
    this.versions.clear();
    this.suspend(fault);
    failAll(group, fault);
    failAll(behind, fault);
  }

  /** Refuses appends until the disk takes a write again; tries that at a steady pace. */
  private suspend(fault: Fault): void {
    const { scheduler, logger } = this.parts;
    this.fault = fault;
    logger?.log('error', 'the event store can not write', { code: fault.code, error: fault.message });
    this.retryTimer ??= scheduler.every(writeRetryMs, () => this.tryAgain());
  }

  private tryAgain(): void {
    try {
      this.writer.probe();
    } catch (error) {
      this.fault = sqliteFault(error, eventDatabaseName);
      return;
    }
    this.fault = undefined;
    this.retryTimer?.cancel();
    this.retryTimer = undefined;
    this.parts.logger?.log('info', 'the event store writes again');
  }

  read(
    streamId: StreamId,
    options: { from?: number; direction?: ReadDirection } = {},
  ): AsyncIterable<StoredEvent> {
    return this.reader.stream(streamId, options, this.head().position);
  }

  readAll(from: { afterPosition: number } | { fromTime: EpochMicros }): AsyncIterable<StoredEvent> {
    const head = this.head().position;
    if ('fromTime' in from) return this.reader.allFrom(from.fromTime, head);
    return this.reader.allAfter(from.afterPosition, head);
  }

  project<State>(streamId: StreamId, projector: StreamProjector<State>): Promise<State | undefined> {
    return projectStream(this.read(streamId), projector);
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
      sizeBytes: databaseSizeBytes(this.parts.database),
    };
  }

  writeFault(): Fault | undefined {
    return this.closed ? storeClosed : this.fault;
  }

  onCommitted(listener: CommitListener): void {
    this.listeners.add(listener);
  }

  close(): Promise<void> {
    if (this.closed) return Promise.resolve();
    while (this.queue.length > 0) this.commitNext();
    this.closed = true;
    this.retryTimer?.cancel();
    try {
      this.parts.database.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // All is durable in the log; the next one to open the file finds it there.
      const { message } = sqliteFault(error, eventDatabaseName);
      this.parts.logger?.log('warn', 'the event store closes without a checkpoint', { error: message });
    }
    this.parts.database.close();
    this.parts.release();
    return Promise.resolve();
  }
}
