/**
 * The event store without a disk, for tests and the simulator. It is deterministic, and passes the same contract suite
 * as the durable store.
 */
import { createHash } from 'node:crypto';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok } from '../../../shared/kernel/result.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import {
  conflict,
  pendingEventsMax,
  storeClosed,
  storeOverloaded,
  unavailable,
  versionFits,
} from '../../engine/events/appendFaults.ts';
import { chainInput, emptyChainHash } from '../../engine/events/schema/chainInput.ts';
import {
  commitListeners,
  type CommitListener,
  type CommitListeners,
} from '../../engine/events/commitListeners.ts';
import { commitTimes } from '../../engine/events/commitTimes.ts';
import { eventFromRow, rowFromEvent, type EventRow } from '../../engine/events/schema/eventRow.ts';
import {
  noStreamVersion,
  type AppendResult,
  type EventStore,
  type ExpectedVersion,
  type ReadDirection,
  type StoreHead,
  type StoreHealth,
  type StreamAppend,
  type StreamProjector,
} from '../../engine/events/eventStore.ts';
import { eventUpcasters } from '../../engine/events/schema/eventUpcasters.ts';
import { projectStream } from '../../engine/events/projectStream.ts';
import type { SnapshotStore } from '../../engine/events/snapshotStore.ts';
import type { NewEvent, StoredEvent } from '../../engine/events/storedEvent.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import { WriteSuspension } from '../../engine/events/writeSuspension.ts';
import type { Upcasters } from '../../engine/events/schema/upcast.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import { deepFreeze } from './deepFreeze.ts';
import { storedCopy } from './storedCopy.ts';
import { firstIndexFrom, headOf, memoryDisk, type MemoryDisk } from './memoryDisk.ts';

export interface MemoryEventStoreOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** The disk to use; by default an empty one. */
  readonly disk?: MemoryDisk;
  readonly upcasters?: Upcasters;
  /** Where snapshots are kept; without it the store keeps none. */
  readonly snapshots?: SnapshotStore;
  /** Gets an entry when a listener throws. */
  readonly logger?: Logger;
}

export function memoryEventStore(options: MemoryEventStoreOptions): EventStore {
  return new MemoryEventStore(options);
}

interface Planned {
  readonly result: readonly StoredEvent[];
  readonly fresh: readonly StoredEvent[];
  readonly version: number;
}

interface Pending extends Planned {
  readonly settle: (result: AppendResult) => void;
}

class MemoryEventStore implements EventStore {
  readonly snapshots: SnapshotStore | undefined;
  private readonly options: MemoryEventStoreOptions;
  private readonly disk: MemoryDisk;
  private readonly upcasters: Upcasters;
  /** Committed events, then the events in flight. They are frozen, so that a reader that changes one fails at once. */
  private readonly events: StoredEvent[];
  private readonly byId = new Map<string, StoredEvent>();
  private readonly streams = new Map<StreamId, StoredEvent[]>();
  private readonly listeners: CommitListeners;
  private readonly commits = commitTimes();
  private queue: Pending[] = [];
  /** The group whose commit is under way; the next one gathers behind it. */
  private sent: readonly Pending[] = [];
  private isScheduled = false;
  private readonly suspension: WriteSuspension;
  private closed = false;
  private sizeBytes = 0;

  constructor(options: MemoryEventStoreOptions) {
    this.options = options;
    this.snapshots = options.snapshots;
    this.disk = options.disk ?? memoryDisk();
    this.upcasters = options.upcasters ?? eventUpcasters;
    this.events = [];
    this.suspension = new WriteSuspension(options.scheduler, options.logger, (ended) =>
      ended(this.disk.fault),
    );
    this.listeners = commitListeners(options.logger);
    for (const { row } of this.disk.rows) {
      this.sizeBytes += row.data.length;
      this.remember(deepFreeze(eventFromRow(row, this.upcasters)));
    }
  }

  append(streamId: StreamId, events: readonly NewEvent[], expected: ExpectedVersion): Promise<AppendResult> {
    return this.appendAll([{ streamId, events, expected }]);
  }

  appendAll(appends: readonly StreamAppend[]): Promise<AppendResult> {
    const refused = this.closed ? storeClosed : this.suspension.fault;
    if (refused !== undefined) return Promise.resolve(unavailable(refused));
    if (this.events.length - this.disk.rows.length >= pendingEventsMax) {
      return Promise.resolve(unavailable(storeOverloaded));
    }
    const planned = this.plan(appends);
    if (!('fresh' in planned)) return Promise.resolve(planned);
    for (const event of planned.fresh) this.remember(event);
    return new Promise((settle) => {
      this.queue.push({ ...planned, settle });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled || this.sent.length > 0) return;
    this.isScheduled = true;
    const takesMs = this.disk.commitMs?.() ?? 0;
    this.options.scheduler.soon(() => {
      this.isScheduled = false;
      this.send(takesMs);
    });
  }

  private send(takesMs: number): void {
    if (this.queue.length === 0) return;
    const group = (this.sent = this.queue);
    this.queue = [];
    if (takesMs === 0) this.commit();
    // A store that closes does not wait for the disk.
    else this.options.scheduler.after(takesMs, () => this.sent === group && this.commit());
  }

  /** Checks all streams before anything changes, so that a conflict leaves no trace. */
  private plan(appends: readonly StreamAppend[]): Planned | AppendResult {
    const result: StoredEvent[] = [];
    const fresh: StoredEvent[] = [];
    const freshById = new Map<string, StoredEvent>();
    const versions = new Map<StreamId, number>();
    const time = this.options.clock.now();
    let version = noStreamVersion;
    for (const { streamId, events, expected } of appends) {
      version = versions.get(streamId) ?? this.streamVersion(streamId);
      const known = (event: NewEvent) => this.byId.get(event.eventId) ?? freshById.get(event.eventId);
      const repeats = events.length > 0 && events.every(known);
      if (!repeats && !versionFits(expected, version)) return conflict(streamId, expected, version);
      for (const event of events) {
        let stored = known(event);
        if (stored === undefined) {
          stored = storedCopy(
            event,
            { streamId, version: ++version, position: this.events.length + fresh.length + 1, time },
            this.upcasters,
          );
          fresh.push(stored);
          freshById.set(event.eventId, stored);
        }
        result.push(stored);
      }
      versions.set(streamId, version);
    }
    return { result, fresh, version };
  }

  private remember(event: StoredEvent): void {
    this.events.push(event);
    this.byId.set(event.eventId, event);
    const stream = this.streams.get(event.streamId);
    if (stream === undefined) this.streams.set(event.streamId, [event]);
    else stream.push(event);
  }

  private commit(): void {
    const group = this.sent;
    this.disk.beforeCommit?.();
    if (this.disk.fault !== undefined) return this.fail(group, this.disk.fault);
    const startMs = this.options.clock.monotonicMs();
    const events = group.flatMap(({ fresh }) => fresh);
    for (const { fresh } of group) {
      for (const event of fresh) this.write(event);
      this.disk.afterWrite?.();
    }
    this.commits.add(this.options.clock.monotonicMs() - startMs);
    this.sent = [];
    if (events.length > 0) this.listeners.notify(events);
    for (const { settle, result, version } of group) settle(ok({ events: result, version }));
    if (this.queue.length > 0) this.schedule();
  }

  private write(event: StoredEvent): void {
    const row: EventRow = rowFromEvent(event, JSON.stringify(event.data));
    const input = chainInput(headOf(this.disk).hash, row);
    this.disk.rows.push({ row, hash: createHash('sha256').update(input).digest('hex') });
    this.sizeBytes += row.data.length;
  }

  private fail(group: readonly Pending[], fault: Fault): void {
    for (const event of this.events.splice(this.disk.rows.length).reverse()) {
      this.byId.delete(event.eventId);
      const stream = this.streams.get(event.streamId);
      stream?.pop();
      if (stream?.length === 0) this.streams.delete(event.streamId);
    }
    const lost = [...group, ...this.queue];
    [this.sent, this.queue] = [[], []];
    this.suspension.begin(fault);
    for (const { settle } of lost) settle(unavailable(fault));
  }

  read(
    streamId: StreamId,
    options: { from?: number; direction?: ReadDirection } = {},
  ): AsyncIterable<StoredEvent> {
    const head = this.disk.rows.length;
    const stream = (this.streams.get(streamId) ?? []).filter(({ position }) => position <= head);
    const backwards = options.direction === 'backwards';
    const from = options.from ?? (backwards ? Infinity : 0);
    const wanted = stream.filter(({ version }) => (backwards ? version <= from : version >= from));
    return this.iterate(backwards ? wanted.reverse() : wanted);
  }

  readAll(from: { afterPosition: number } | { fromTime: EpochMicros }): AsyncIterable<StoredEvent> {
    const start =
      'fromTime' in from ? firstIndexFrom(this.disk, from.fromTime) : Math.max(0, from.afterPosition);
    return this.iterate(this.events.slice(start, Math.max(start, this.disk.rows.length)));
  }

  private async *iterate(events: readonly StoredEvent[]): AsyncIterable<StoredEvent> {
    for (const event of events) {
      if (this.closed) throw new StoreReadError(storeClosed);
      yield event;
    }
  }

  project<State>(streamId: StreamId, projector: StreamProjector<State>): Promise<State | undefined> {
    return projectStream(this, streamId, projector);
  }

  hashAt(position: number): string | undefined {
    return position === 0 ? emptyChainHash : this.disk.rows[position - 1]?.hash;
  }

  streamVersion(streamId: StreamId): number {
    return this.streams.get(streamId)?.at(-1)?.version ?? noStreamVersion;
  }

  head(): StoreHead {
    return headOf(this.disk);
  }

  health(): StoreHealth {
    const fault = this.writeFault();
    return {
      writable: fault === undefined,
      ...(fault === undefined ? undefined : { fault }),
      pendingAppends: this.sent.length + this.queue.length,
      commitMs: this.commits.summary(),
      sizeBytes: this.sizeBytes,
      walBytes: 0,
    };
  }

  writeFault(): Fault | undefined {
    return this.closed ? storeClosed : this.suspension.fault;
  }

  onCommitted(listener: CommitListener): void {
    this.listeners.add(listener);
  }

  close(): Promise<void> {
    while (this.sent.length + this.queue.length > 0) {
      if (this.sent.length > 0) this.commit();
      else this.send(0);
    }
    this.closed = true;
    this.suspension.cancel();
    return Promise.resolve();
  }
}
