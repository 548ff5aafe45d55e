/** The event store on an open event log that nobody else writes to. */
import type { LeaseTaken } from '../../../domain/lease/leaseTaken.ts';
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
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../../engine/ports.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { EventLog, LogOpened } from '../log/eventLog.ts';
import { AppendQueue, type Placed } from './appendQueue.ts';
import { GroupCommit } from './groupCommit.ts';
import { ReadingEventStore, type StoreReader } from './readingEventStore.ts';
import { defaultEventSourcing } from '../../../engine/configuration.ts';
import { StreamNames } from './streamNames.ts';
import { StreamVersions } from './streamVersions.ts';

export interface WritableEventStoreParts {
  /** Reads over a connection of its own. */
  readonly reader: StoreReader;
  /** The sizes of the files. */
  readonly sizes: () => Pick<StoreHealth, 'sizeBytes' | 'walBytes'>;
  readonly log: EventLog;
  readonly opened: LogOpened;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly upcasters: Upcasters;
  /** Where snapshots are kept; without it the store keeps none. */
  readonly snapshots?: SnapshotStore | undefined;
  /** Gets an entry for each fault, and when a listener throws. */
  readonly logger: Logger | undefined;
  /**
   * The most rows in one transaction. This bounds the loss in a crash of the disk, and how long the log is busy at a
   * time.
   */
  readonly commitEventsMax?: number | undefined;
  /** Called in `close`, when all appends are on disk and the file is still open. */
  readonly beforeClose?: () => void;
  /** Called in `close` before the log is closed: the reader is not used any more. */
  readonly closeReader: () => void;
  /** Says whether another process has taken the data folder. Called each second. */
  readonly lookAtLock?: () => Fault | undefined;
  /** Called at the end of `close`. */
  readonly release: () => void;
}

/** Milliseconds between two looks at the file while nothing is written. */
export const fileCheckMs = 1_000;

export class WritableEventStore extends ReadingEventStore implements EventStore {
  readonly findings: StoreFindings;
  readonly lease: LeaseTaken | undefined;
  private readonly parts: WritableEventStoreParts;
  private readonly versions: StreamVersions;
  private readonly queue: AppendQueue;
  private readonly listeners: CommitListeners;
  private readonly commit: GroupCommit;
  private readonly looks: Timer;
  private isLooking = false;
  /** Another process has taken the data folder: nothing may be written any more. */
  private taken: Fault | undefined;
  private closed = false;
  private closing: Promise<void> | undefined;

  /** Throws SqliteError when the file can't be read. */
  constructor(parts: WritableEventStoreParts) {
    const { reader, log, opened, upcasters, scheduler, snapshots, logger } = parts;
    super(reader, snapshots);
    this.parts = parts;
    this.findings = opened.findings;
    this.lease = opened.lease;
    const names = new StreamNames(this.reader, scheduler, opened.head.position);
    this.versions = new StreamVersions(this.reader, names);
    this.listeners = commitListeners(logger);
    this.queue = new AppendQueue(upcasters, {
      event: (eventId) => this.reader.event(eventId),
      highest: this.reader.highestEventId(),
    });
    this.commit = new GroupCommit({
      log,
      head: opened.head,
      queue: this.queue,
      listeners: this.listeners,
      scheduler,
      logger,
      commitEventsMax: parts.commitEventsMax ?? defaultEventSourcing.commitEventsMax,
      hashOnDisk: (position) => this.reader.hashAt(position),
      onCommitted: () =>
        this.versions.trim(this.head().position, this.head().position + this.queue.eventCount),
      onLost: () => this.versions.clear(),
    });
    // Nothing may be written after events that can't be read any more.
    this.reader.onFault = (fault) => void (fault.code === 'store_damaged' && this.commit.suspend(fault));
    this.looks = scheduler.every(fileCheckMs, () => this.lookAtFile());
  }

  append(streamId: StreamId, events: readonly NewEvent[], expected: ExpectedVersion): Promise<AppendResult> {
    return this.appendAll([{ streamId, events, expected }]);
  }

  appendAll(appends: readonly StreamAppend[]): Promise<AppendResult> {
    const fault = this.refusal();
    if (fault !== undefined) return Promise.resolve(unavailable(fault));
    const before = this.queue.waitingEvents;
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
    const before = this.queue.waitingEvents;
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
    return this.queue.eventCount < pendingEventsMax ? this.commit.fault : storeOverloaded;
  }

  /**
   * Answers an append for which a question to the disk failed. Any other error is a bug, and the caller must see it.
   */
  private unplanned(error: unknown, before: number): Promise<AppendResult> {
    this.queue.rollBack(before);
    if (!(error instanceof StoreReadError)) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.commit.suspend(error.fault);
    return Promise.resolve(unavailable(error.fault));
  }

  private enqueue(placed: Placed, eventsBefore: number): Promise<AppendResult> {
    const fresh = this.queue.waitingEvents - eventsBefore;
    return new Promise((settle) => {
      this.queue.push({ ...placed, fresh, settle });
      this.commit.schedule();
    });
  }

  /** Keeps a signed checkpoint in the file of the events. The next one covers the same events if that fails. */
  keepCheckpoint(signed: SignedCheckpoint): void {
    this.parts.log.keep(signed, (fault) => {
      if (fault === undefined) return;
      if (isLasting(fault)) this.commit.suspend(fault);
      const error = fault.message;
      this.parts.logger?.log('warn', 'no checkpoint of the event store is kept', { error });
    });
  }

  private lookAtFile(): void {
    this.taken ??= this.parts.lookAtLock?.();
    if (this.taken !== undefined) return this.commit.suspend(this.taken);
    // A disk that hangs answers no question, so it gets no second one.
    if (this.isLooking) return;
    this.isLooking = true;
    this.parts.log.look((fault) => {
      this.isLooking = false;
      // The answer may come while the store closes.
      if (fault === undefined || this.writeFault() !== undefined) return;
      this.commit.suspend(fault);
    });
  }

  streamVersion(streamId: StreamId): number {
    return this.versions.get(streamId);
  }

  head(): StoreHead {
    return this.commit.head;
  }

  /** Rows on disk may be newer than what their callers have been told. */
  override hashAt(position: number): string | undefined {
    return position > this.head().position ? undefined : super.hashAt(position);
  }

  health(): StoreHealth {
    const fault = this.writeFault();
    const { sqliteVersion, record } = this.parts.opened;
    const { reports } = this.parts.log;
    return {
      writable: fault === undefined,
      ...(fault === undefined ? undefined : { fault }),
      pendingAppends: this.queue.appendCount,
      commitMs: this.commit.commitMs,
      sqliteVersion,
      ...(record !== undefined && { record }),
      ...(reports && { reports }),
      ...this.parts.sizes(),
    };
  }

  writeFault(): Fault | undefined {
    if (this.closed) return storeClosed;
    // What the other process has written since is a fault too, and no reason to go on.
    return this.taken ?? this.commit.fault;
  }

  onCommitted(listener: CommitListener): void {
    this.listeners.add(listener);
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    const { closeReader, log, beforeClose, release } = this.parts;
    await this.commit.drained();
    beforeClose?.();
    this.closed = true;
    this.commit.close();
    this.looks.cancel();
    // The log closes last: the last connection removes the write-ahead log, if it may write.
    closeReader();
    await log.close();
    release();
  }
}
