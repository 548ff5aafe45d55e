/**
 * The messages and events that a session has not committed yet, with the sequence numbers after them. One commit takes
 * all of them; only then may the text leave and the listeners be told.
 */
import type { Clock } from '../../../engine/ports.ts';
import type { Frame } from './codec/frameReader.ts';
import { loggedIncoming, outgoingOf } from './session/loggedMessages.ts';
import type { SessionEvent, SessionSettings, SessionState } from './session/sessionState.ts';
import type { KeptNumbers, SessionRecord } from './store/sessionRecord.ts';
import type { LoggedMessage } from './store/keptMessage.ts';

export interface Committed {
  readonly events: readonly SessionEvent[];
  /** Whole messages, as they go over the wire. */
  readonly text: string;
  /** Positions of these messages in the record. */
  readonly positions: readonly number[];
}

export class SessionJournal {
  private readonly store: SessionRecord;
  private readonly settings: SessionSettings;
  private readonly clock: Clock;
  private events: SessionEvent[] = [];
  private log: LoggedMessage[] = [];
  private kept: KeptNumbers;
  private readonly lastOf: Record<'in' | 'out', LoggedMessage | undefined>;

  constructor(store: SessionRecord, settings: SessionSettings, clock: Clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.kept = store.numbers();
    this.lastOf = { in: store.last('in'), out: store.last('out') };
  }

  get numbers(): KeptNumbers {
    return this.kept;
  }

  get isEmpty(): boolean {
    return this.events.length === 0 && this.log.length === 0;
  }

  /** The last committed message of each direction. */
  get last(): Readonly<Record<'in' | 'out', LoggedMessage | undefined>> {
    return this.lastOf;
  }

  /**
   * A new session of the schedule begins at number 1; the first session of a record goes on with the recorded numbers.
   */
  beginWindow(start: number): void {
    const isFirst = this.kept.windowStart === 0;
    const fresh = isFirst ? this.kept : { epoch: this.kept.epoch + 1, nextOut: 1, nextIn: 1 };
    this.kept = { ...fresh, windowStart: start };
  }

  /**
   * Adds a message that came, as ignored. The returned function marks it as taken, or as refused where that was decided
   * since.
   */
  heard(frame: Frame): () => void {
    const entry = loggedIncoming(frame, this.kept.epoch, this.clock.now());
    const at = this.log.push(entry) - 1;
    const decided = this.events.length;
    return () => {
      const isRefused = this.events.slice(decided).some(({ type }) => type === 'Refused');
      this.log[at] = { ...entry, kind: isRefused ? 'refused' : 'taken' };
    };
  }

  /** Adds an event. `state` is the state after it. */
  happened(event: SessionEvent, { nextOut, nextIn }: SessionState): void {
    const epoch = event.type === 'NumbersReset' ? this.kept.epoch + 1 : this.kept.epoch;
    this.kept = { ...this.kept, epoch, nextOut, nextIn };
    this.events.push(event);
  }

  /**
   * Undefined where there is nothing to commit. Throws SqliteError: then nothing was written, and everything
   * uncommitted is lost.
   */
  commit(): Committed | undefined {
    const { events, log: incoming } = this;
    this.events = [];
    this.log = [];
    if (events.length === 0 && incoming.length === 0) return undefined;
    const messages = events
      .map((event) => outgoingOf(event, this.kept.epoch, this.settings))
      .filter((message) => message !== undefined);
    const rows = [...incoming, ...messages.map(({ kept }) => kept)];
    const positions = this.store.commit(rows, this.kept);
    for (const row of rows) if (row.kind !== 'garbled') this.lastOf[row.direction] = row;
    const text = messages.map((message) => message.text).join('');
    return { events, text, positions: positions.slice(incoming.length) };
  }

  /** Returns to what the record has. Throws SqliteError. */
  reload(): void {
    this.events = [];
    this.log = [];
    this.kept = this.store.numbers();
  }
}
