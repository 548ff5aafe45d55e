/** The reading half that every store of `events.db` shares. */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { ReadDirection, StoreHead, StreamProjector } from '../../../engine/events/eventStore.ts';
import { projectStream } from '../../../engine/events/projectStream.ts';
import type { SnapshotStore } from '../../../engine/events/snapshotStore.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { EventReader } from './eventReader.ts';

/** What a store asks of the events on disk. */
export type StoreReader = Pick<
  EventReader,
  | 'onFault'
  | 'stream'
  | 'allAfter'
  | 'allFrom'
  | 'hashAt'
  | 'streamVersion'
  | 'highestStream'
  | 'streamsAfter'
  | 'highestEventId'
  | 'event'
>;

/** The reading half of a store, the same for stores that write and stores that only read. */
export abstract class ReadingEventStore<Reader extends StoreReader = StoreReader> {
  readonly snapshots: SnapshotStore | undefined;
  protected readonly reader: Reader;

  constructor(reader: Reader, snapshots?: SnapshotStore) {
    this.reader = reader;
    this.snapshots = snapshots;
  }

  abstract head(): StoreHead;

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
    return projectStream(this, streamId, projector);
  }

  hashAt(position: number): string | undefined {
    return this.reader.hashAt(position);
  }
}
