/**
 * Keeps the rows of a projection up to date. Rows that changed stay in memory
 * and go to the store in slices; a query writes them first, so that it never
 * answers from the past.
 */
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { storeClosed } from '../events/appendFaults.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { ProjectedRow, ProjectedRows, Projection } from './projection.ts';

const flushDelayMs = 2_000;
const dirtyRowsMax = 10_000;
/** Rows written at a time in the background, so that no order waits long behind them. */
const sliceRowsMax = 100;

/** Rows on their way to the store, a slice at a time. */
interface Writing {
  readonly keys: Iterator<string>;
  /** All events up to it are in the store once the last slice is. */
  readonly applied: number;
}

export interface LiveProjectionPorts {
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /**
   * The position a restart must read on from, at most the one it is given: events after it are read again, and rows
   * that hold them pass them over.
   */
  readonly resumeFrom: (applied: number) => number;
}

export interface Exchanged<Store> {
  /** What serves from now on, open. */
  readonly store: Store;
  /** False when it has the rows that were there before. */
  readonly replaced: boolean;
}

export class LiveProjection<Row extends ProjectedRow, Store extends ProjectedRows<Row>> {
  private readonly projection: Projection<Row>;
  private store: Store;
  private readonly scheduler: Scheduler;
  private readonly dirty = new Map<string, Row>();
  /** Rows that may still change, so that the next event needs no query. */
  private readonly live = new Map<string, Row>();
  private readonly logger: Logger;
  private readonly resumeFrom: (applied: number) => number;
  private applied: number;
  /** Set once all events from before the start are in: from then on a first event's row can't be in the store. */
  private caughtUp = false;
  private closed = false;
  private readonly exchanged = new Set<() => void>();
  private flushTimer: Timer | undefined;
  private writing: Writing | undefined;

  constructor(projection: Projection<Row>, store: Store, ports: LiveProjectionPorts) {
    this.projection = projection;
    this.store = store;
    this.scheduler = ports.scheduler;
    this.logger = ports.logger;
    this.resumeFrom = ports.resumeFrom;
    if (store.checkpoint().version !== projection.version) store.clear(projection.version);
    this.applied = store.checkpoint().position;
  }

  /** All events up to and including it are in. */
  get position(): number {
    return this.applied;
  }

  /** Takes events in order of position; those it has already are passed over. Gives the rows that changed. */
  apply(events: readonly StoredEvent[]): readonly Row[] {
    const { projection } = this;
    const changed = new Map<string, Row>();
    for (const event of events) {
      if (event.position <= this.applied) continue;
      this.applied = event.position;
      const key = projection.keyOf(event);
      if (key === undefined) continue;
      const row = changed.get(key) ?? this.get(key, projection.opens(event));
      if (row !== undefined && row.position >= event.position) continue;
      const next = projection.apply(row, event);
      if (next !== undefined) changed.set(key, next);
    }
    for (const [key, row] of changed) this.put(key, row);
    this.writeSome();
    return [...changed.values()];
  }

  /** Takes rows as all events up to a position have left them. */
  take(rows: readonly Row[], position: number): void {
    // Before all events from before the start are in, the ones between would be passed over: they are read with them.
    if (!this.caughtUp || position <= this.applied) return;
    this.applied = position;
    for (const row of rows) this.put(this.projection.keyOfRow(row), row);
    this.writeSome();
  }

  /** `isNew` spares the store the question where a row is not expected. */
  get(key: string, isNew = false): Row | undefined {
    const row = this.dirty.get(key) ?? this.live.get(key);
    return row === undefined && !(isNew && this.caughtUp) ? this.store.get(key) : row;
  }

  /** Forgets everything: the rows are not of this store, which ends before them. */
  startAnew(): void {
    this.store.clear(this.projection.version);
    this.forget();
    this.applied = 0;
  }

  markCaughtUp(): void {
    this.caughtUp = true;
  }

  /** The store with everything applied so far in it; without what is `unwritten` while it takes no rows. */
  flushed(): Store {
    this.flushIfPossible();
    return this.store;
  }

  /** Rows that the store did not take, as on a full disk. */
  unwritten(): Iterable<Row> {
    return this.dirty.values();
  }

  /** Writes what waits, a slice a turn; what comes meanwhile waits for the next time. */
  async written(): Promise<void> {
    this.writeInBackground();
    while (this.writing !== undefined) await new Promise<void>((resolve) => this.scheduler.soon(resolve));
  }

  /** Goes on with rows that were made beside these and hold the same events. `exchange` closes the present store. */
  goOnWith(exchange: (present: Store) => Exchanged<Store>): void {
    if (this.closed) throw new StoreReadError(storeClosed);
    const { store, replaced } = exchange(this.store);
    this.store = store;
    if (!replaced) return;
    this.forget();
    for (const listener of this.exchanged) listener();
  }

  /** Calls back when `goOnWith` has put other rows in place of all. */
  onExchanged(listener: () => void): () => void {
    this.exchanged.add(listener);
    return () => void this.exchanged.delete(listener);
  }

  /** What could not be written is read from the events again at the next start. */
  close(): void {
    this.closed = true;
    this.flushIfPossible();
    this.store.close();
  }

  /** Ends without writing what waits: the store is somebody else's now, or nobody's. */
  abandon(): void {
    this.closed = true;
    this.forget();
  }

  private put(key: string, row: Row): void {
    this.dirty.set(key, row);
    if (this.projection.isEnded(row)) this.live.delete(key);
    else this.live.set(key, row);
  }

  private writeSome(): void {
    if (this.dirty.size > dirtyRowsMax) this.writeInBackground();
    else this.writeLater();
  }

  private forget(): void {
    this.cancelTimer();
    this.writing = undefined;
    this.dirty.clear();
    this.live.clear();
  }

  private flushIfPossible(): void {
    try {
      this.flush();
    } catch (error) {
      if (!(error instanceof StoreReadError)) throw error;
      this.logger.log('warn', 'read model not written', { error: error.message });
    }
  }

  private writeLater(): void {
    this.flushTimer ??= this.scheduler.after(flushDelayMs, () => this.writeInBackground());
  }

  private writeInBackground(): void {
    this.cancelTimer();
    if (this.writing !== undefined) return;
    const writing = { keys: [...this.dirty.keys()].values(), applied: this.applied };
    this.writing = writing;
    this.writeSlice(writing);
  }

  /** Nothing is lost when the rows can't be written: they stay in memory, and the events are on disk. */
  private writeSlice(writing: Writing): void {
    // A query has written everything meanwhile.
    if (this.writing !== writing) return;
    try {
      if (!this.saveSlice(writing)) {
        this.scheduler.soon(() => this.writeSlice(writing));
        return;
      }
      this.writing = undefined;
      if (this.dirty.size > 0) this.writeLater();
    } catch (error) {
      this.writing = undefined;
      this.logger.log('warn', 'read model not written', { error: String(error) });
    }
  }

  /** The checkpoint moves with the last slice only: a restart reads the events of the others again, and passes them over. */
  private saveSlice({ keys, applied }: Writing): boolean {
    const slice = new Map<string, Row>();
    let next = keys.next();
    for (; next.done !== true; next = keys.next()) {
      const row = this.dirty.get(next.value);
      if (row !== undefined && slice.set(next.value, row).size === sliceRowsMax) break;
    }
    const last = next.done === true;
    const position = last ? this.resumeFrom(applied) : this.store.checkpoint().position;
    this.store.save([...slice.values()], { version: this.projection.version, position });
    for (const key of slice.keys()) this.dirty.delete(key);
    return last;
  }

  /** Writes everything that waits. Throws StoreReadError when the store does not take it; it waits on then. */
  flush(): void {
    this.cancelTimer();
    this.writing = undefined;
    const position = this.resumeFrom(this.applied);
    if (this.dirty.size === 0 && this.store.checkpoint().position === position) return;
    this.store.save([...this.dirty.values()], { version: this.projection.version, position });
    this.dirty.clear();
  }

  private cancelTimer(): void {
    this.flushTimer?.cancel();
    this.flushTimer = undefined;
  }
}
