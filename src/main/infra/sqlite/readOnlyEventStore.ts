/** The event store for those who only read, beside a writer in another process or without one. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import { storeClosed, unavailable } from '../../engine/events/appendFaults.ts';
import type {
  AppendResult,
  EventStore,
  ReadDirection,
  StoreHead,
  StoreHealth,
  StreamProjector,
} from '../../engine/events/eventStore.ts';
import { projectStream } from '../../engine/events/projectStream.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Upcasters } from '../../engine/events/upcast.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { databaseSizeBytes } from './databaseFile.ts';
import { EventReader } from './eventReader.ts';

const openedReadOnly: Fault = {
  code: 'store_opened_read_only',
  message: 'The event store was opened for reading only',
};

/** Its head is the writer's last commit at the time of the question; listeners are never called. */
export class ReadOnlyEventStore implements EventStore {
  private readonly database: Database.Database;
  private readonly reader: EventReader;

  constructor(database: Database.Database, upcasters: Upcasters, scheduler: Scheduler) {
    this.database = database;
    this.reader = new EventReader(database, upcasters, scheduler);
  }

  append(): Promise<AppendResult> {
    return Promise.resolve(unavailable(this.writeFault()));
  }

  appendAll(): Promise<AppendResult> {
    return this.append();
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

  async project<State>(streamId: StreamId, projector: StreamProjector<State>): Promise<State | undefined> {
    return projectStream(this.read(streamId), projector);
  }

  streamVersion(streamId: StreamId): number {
    return this.reader.streamVersion(streamId);
  }

  head(): StoreHead {
    return this.reader.head();
  }

  health(): StoreHealth {
    return {
      writable: false,
      fault: this.writeFault(),
      pendingAppends: 0,
      commitMs: { p50: 0, p99: 0, count: 0 },
      sizeBytes: databaseSizeBytes(this.database),
    };
  }

  onCommitted(): void {
    // Nothing is ever committed here.
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }

  writeFault(): Fault {
    return this.database.open ? openedReadOnly : storeClosed;
  }
}
