/** Reads `events.db`. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { storeClosed } from '../../../engine/events/appendFaults.ts';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import { eventFromRow, type EventRow } from '../../../engine/events/schema/eventRow.ts';
import { noStreamVersion, type ReadDirection, type StoreHead } from '../../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import { eventColumns, eventDatabaseName } from '../files/eventDatabase.ts';
import { sqliteFault } from '../files/sqliteFault.ts';

/** Rows read at once. This bounds the memory, and how long the thread is busy before other work gets a turn. */
const pageRowsMax = 512;
const noVersionAbove = Number.MAX_SAFE_INTEGER;

type Page = (last: EventRow | undefined) => EventRow[];

/** Answers every question to `events.db`. Methods throw StoreReadError when the file can't be read. */
export class EventReader {
  private readonly database: Database.Database;
  private readonly upcasters: Upcasters;
  private readonly scheduler: Scheduler;
  /** Called with the reason of a failed read, before the caller gets it. */
  onFault: (fault: Fault) => void = () => undefined;
  private readonly upwards: Database.Statement<[string, number, number], EventRow>;
  private readonly downwards: Database.Statement<[string, number, number], EventRow>;
  private readonly everything: Database.Statement<[number, number], EventRow>;
  private readonly byEventId: Database.Statement<[string], EventRow>;
  private readonly lastVersion: Database.Statement<[string], number>;
  private readonly lastStream: Database.Statement<[string, string], string | null>;
  private readonly streamsFrom: Database.Statement<[string], string>;
  private readonly lastRow: Database.Statement<[], StoreHead>;
  private readonly hashOf: Database.Statement<[number], string>;
  private readonly timeAt: Database.Statement<[number], string>;
  private readonly clockSteps: Database.Statement<[number], number>;

  constructor(database: Database.Database, upcasters: Upcasters, scheduler: Scheduler) {
    this.database = database;
    this.upcasters = upcasters;
    this.scheduler = scheduler;
    const rows = `SELECT ${eventColumns} FROM events`;
    const ofStream = `${rows} WHERE stream = ? AND position <= ? AND version`;
    this.upwards = database.prepare(`${ofStream} >= ? ORDER BY version LIMIT ${pageRowsMax}`);
    this.downwards = database.prepare(`${ofStream} <= ? ORDER BY version DESC LIMIT ${pageRowsMax}`);
    this.everything = database.prepare(
      `${rows} WHERE position > ? AND position <= ? ORDER BY position LIMIT ${pageRowsMax}`,
    );
    this.byEventId = database.prepare(`${rows} WHERE event_id = ?`);
    this.lastVersion = database
      .prepare<[string], number>('SELECT version FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1')
      .pluck();
    this.lastStream = database
      .prepare<[string, string], string | null>(
        'SELECT max(stream) FROM events WHERE stream >= ? AND stream < ?',
      )
      .pluck();
    this.streamsFrom = database
      .prepare<[string], string>(
        `SELECT DISTINCT stream FROM events WHERE stream > ? ORDER BY stream LIMIT ${pageRowsMax}`,
      )
      .pluck();
    this.lastRow = database.prepare('SELECT position, hash FROM events ORDER BY position DESC LIMIT 1');
    this.hashOf = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
    this.timeAt = database.prepare<[number], string>('SELECT time FROM events WHERE position = ?').pluck();
    this.clockSteps = database
      .prepare<[number], number>('SELECT position FROM clock_steps WHERE position <= ? ORDER BY position')
      .pluck();
  }

  /** Events of a stream up to a head: from a version forwards, or from it backwards. */
  stream(
    streamId: StreamId,
    { from, direction = 'forwards' }: { from?: number; direction?: ReadDirection },
    head: number,
  ): AsyncIterable<StoredEvent> {
    if (direction === 'forwards') {
      return this.pages((last) => {
        const start = last === undefined ? (from ?? 0) : last.version + 1;
        return this.upwards.all(streamId, head, start);
      });
    }
    return this.pages((last) => {
      const start = last === undefined ? Math.min(from ?? noVersionAbove, noVersionAbove) : last.version - 1;
      return this.downwards.all(streamId, head, start);
    });
  }

  /** All events after a position, up to a head. */
  allAfter(position: number, head: number): AsyncIterable<StoredEvent> {
    return this.pages((last) => this.everything.all(last?.position ?? position, head));
  }

  /** All events up to a head, beginning with the first event at or after a time. */
  allFrom(time: EpochMicros, head: number): AsyncIterable<StoredEvent> {
    const text = formatMicros(time);
    return this.pages((last) => {
      const after = last?.position ?? this.firstPositionFrom(text, head) - 1;
      return this.everything.all(after, head);
    });
  }

  head(): StoreHead {
    return this.guarded(() => this.lastRow.get() ?? { position: 0, hash: emptyChainHash });
  }

  /** Hash of the row at a position; at 0 the hash of the empty chain; undefined where there is no row. */
  hashAt(position: number): string | undefined {
    return position === 0 ? emptyChainHash : this.guarded(() => this.hashOf.get(position));
  }

  /** The version of the stream's last event on disk; -1 without events. */
  streamVersion(streamId: StreamId): number {
    return this.guarded(() => this.lastVersion.get(streamId) ?? noStreamVersion);
  }

  /** The stream of a category (`order`) whose name sorts last; empty without any. */
  highestStream(category: string): string {
    // The character after `-` bounds the names that start with `<category>-`.
    return this.guarded(() => this.lastStream.get(category, `${category}.`) ?? '');
  }

  /** The next streams after this one in the order of their names, a page of them; empty at the end. */
  streamsAfter(stream: string): readonly string[] {
    return this.guarded(() => this.streamsFrom.all(stream));
  }

  /** The event id that sorts last; empty without any. */
  highestEventId(): string {
    const highest = this.database.prepare<[], string | null>('SELECT max(event_id) FROM events').pluck();
    return this.guarded(() => highest.get() ?? '');
  }

  event(eventId: string): StoredEvent | undefined {
    const row = this.guarded(() => this.byEventId.get(eventId));
    return row === undefined ? undefined : eventFromRow(row, this.upcasters);
  }

  private async *pages(read: Page): AsyncIterable<StoredEvent> {
    let last: EventRow | undefined;
    for (;;) {
      const page = this.guarded(() => read(last));
      for (const row of page) yield eventFromRow(row, this.upcasters);
      last = page.at(-1);
      if (page.length < pageRowsMax) return;
      // A long read must let the thread's other work run in between.
      await new Promise<void>((resolve) => this.scheduler.soon(resolve));
    }
  }

  /** Bisects each run of positions in which time does not decrease. */
  private firstPositionFrom(time: string, head: number): number {
    const starts = [1, ...this.clockSteps.all(head)];
    for (const [index, start] of starts.entries()) {
      let low = start;
      let high = (starts[index + 1] ?? head + 1) - 1;
      if (high < low || this.timeOf(high) < time) continue;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (this.timeOf(middle) < time) low = middle + 1;
        else high = middle;
      }
      return low;
    }
    return head + 1;
  }

  private timeOf(position: number): string {
    return this.timeAt.get(position) ?? '';
  }

  private guarded<T>(read: () => T): T {
    if (!this.database.open) throw new StoreReadError(storeClosed);
    try {
      return read();
    } catch (error) {
      const fault = sqliteFault(error, eventDatabaseName);
      this.onFault(fault);
      throw new StoreReadError(fault);
    }
  }
}
