/** Appends that wait for their group commit, and those whose commit is on its way. */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { versionFits } from '../../../engine/events/appendFaults.ts';
import type { AppendResult, ExpectedVersion } from '../../../engine/events/eventStore.ts';
import { jsonOf, storedForm } from '../../../engine/events/schema/storedForm.ts';
import type { NewEvent, StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';

/** An append that was accepted and waits for its commit. */
export interface PendingAppend {
  /** The result for the caller: the new events, and for repeats the events that were stored first. */
  readonly result: readonly StoredEvent[];
  /** How many events of the result are new. */
  readonly fresh: number;
  /** The stream's version after the append. */
  readonly version: number;
  readonly settle: (result: AppendResult) => void;
}

/** Appends for one commit, and their new events with the data as JSON. */
export interface CommitGroup {
  readonly appends: readonly PendingAppend[];
  readonly events: readonly StoredEvent[];
  readonly texts: readonly string[];
}

/** The places that the events of an append got. */
export interface Placed {
  readonly result: readonly StoredEvent[];
  readonly version: number;
}

export interface StoredIds {
  /** The stored event with this id. */
  event(eventId: string): StoredEvent | undefined;
  /** The stored id that sorts last; empty without any. */
  readonly highest: string;
}

/** Appends that are not on disk yet, in the order of their calls. */
export class AppendQueue {
  private readonly upcasters: Upcasters;
  private readonly stored: StoredIds;
  // Flat parallel arrays instead of a list for each append: every event runs through this code.
  private appends: PendingAppend[] = [];
  private events: StoredEvent[] = [];
  private texts: string[] = [];
  /** The groups that are on their way to the disk, oldest first, and how many events they have. */
  private readonly taken: CommitGroup[] = [];
  private takenEvents = 0;
  /** Events that are not on disk, by id. The map is built at the first question for it. */
  private ids: Map<string, StoredEvent> | undefined;
  /**
   * No id that is stored or in flight sorts after this one. So an id from a source that counts upwards needs no
   * look-up. A value that is too high costs a look-up, but never causes a mistake.
   */
  private highestId: string;

  constructor(upcasters: Upcasters, stored: StoredIds) {
    this.upcasters = upcasters;
    this.stored = stored;
    this.highestId = stored.highest;
  }

  /** How many appends wait for the next group. */
  get length(): number {
    return this.appends.length;
  }

  /** How many appends are not on disk. */
  get appendCount(): number {
    return this.taken.reduce((sum, { appends }) => sum + appends.length, this.appends.length);
  }

  /** How many events wait for the next group. */
  get waitingEvents(): number {
    return this.events.length;
  }

  /** How many events are not on disk. */
  get eventCount(): number {
    return this.takenEvents + this.events.length;
  }

  /**
   * Gives events the places after all that are not on disk. Undefined when the version does not fit and the events are
   * no repeat. `head` is the position on disk, `version` the stream's current version.
   */
  place(
    streamId: StreamId,
    events: readonly NewEvent[],
    expected: ExpectedVersion,
    version: number,
    head: number,
    time: EpochMicros,
  ): Placed | undefined {
    if (!versionFits(expected, version)) {
      const repeats = events.map((event) => this.find(event.eventId));
      const known = repeats.filter((event) => event !== undefined);
      return known.length > 0 && known.length === events.length ? { result: known, version } : undefined;
    }
    let current = version;
    const result = events.map(
      (event) => this.find(event.eventId) ?? this.put(event, streamId, ++current, head, time),
    );
    return { result, version: current };
  }

  /** Takes back the places of all waiting events after the first `waitingEvents`. */
  rollBack(waitingEvents: number): void {
    this.events.length = waitingEvents;
    this.texts.length = waitingEvents;
    this.ids = undefined;
  }

  push(append: PendingAppend): void {
    this.appends.push(append);
  }

  /**
   * The next appends for one commit: up to `rowsMax` events, or a single larger append, which can't be divided. They
   * count as not on disk until `ended`. A group without events is on its way to nowhere, and does not count.
   */
  take(rowsMax: number): CommitGroup {
    let { appends, events, texts } = this;
    let rest: { appends: PendingAppend[]; events: StoredEvent[]; texts: string[] } | undefined;
    if (events.length > rowsMax) {
      let count = 0;
      let rows = 0;
      for (const { fresh } of appends) {
        if (count > 0 && rows + fresh > rowsMax) break;
        rows += fresh;
        count++;
      }
      rest = { appends: appends.slice(count), events: events.slice(rows), texts: texts.slice(rows) };
      appends = appends.slice(0, count);
      events = events.slice(0, rows);
      texts = texts.slice(0, rows);
    }
    this.appends = rest?.appends ?? [];
    this.events = rest?.events ?? [];
    this.texts = rest?.texts ?? [];
    const group = { appends, events, texts };
    if (events.length > 0) this.taken.push(group);
    this.takenEvents += events.length;
    return group;
  }

  /** Called when it is known whether the oldest taken groups are on disk. */
  ended(groups: number): void {
    for (const { events } of this.taken.splice(0, groups)) this.takenEvents -= events.length;
    this.ids = undefined;
  }

  /** Takes out all appends that wait for a group. */
  dropWaiting(): readonly PendingAppend[] {
    const { appends } = this;
    this.appends = [];
    this.rollBack(0);
    return appends;
  }

  /** The event with this id, on disk or not. */
  private find(eventId: string): StoredEvent | undefined {
    if (eventId > this.highestId) return undefined;
    this.ids ??= new Map(
      [...this.taken.flatMap(({ events }) => events), ...this.events].map(
        (event) => [event.eventId, event] as const,
      ),
    );
    return this.ids.get(eventId) ?? this.stored.event(eventId);
  }

  private put(
    event: NewEvent,
    streamId: StreamId,
    version: number,
    head: number,
    time: EpochMicros,
  ): StoredEvent {
    const text = jsonOf(event);
    const position = head + this.eventCount + 1;
    const schemaVersion = this.upcasters.schemaVersionOf(event.type);
    const stored = storedForm(event, text, { position, streamId, version, schemaVersion, time });
    this.events.push(stored);
    this.texts.push(text);
    this.ids?.set(event.eventId, stored);
    if (event.eventId > this.highestId) this.highestId = event.eventId;
    return stored;
  }
}
