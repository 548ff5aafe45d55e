/**
 * Keeps the rows of a projection up to date. Changed rows stay in memory and go to the store in slices. A query writes
 * them first, so that its answer holds every event so far.
 */
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { storeClosed } from '../events/appendFaults.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { ProjectedRow, ProjectedRows, Projection } from './projection.ts';

const flushDelayMs = 2_000;
const dirtyRowsMax = 10_000;
/** Rows that are written at a time in the background, so that no order waits long behind them. */
const sliceRowsMax = 100;

/** Rows that are being written to the store, a slice at a time. */
interface Writing {
  readonly keys: Iterator<string>;
  /** Once the last slice is in the store, so are all events up to this position. */
  readonly applied: number;
}

export interface LiveProjectionPorts {
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface Exchanged<Store> {
  /** The open store that answers from now on. */
  readonly store: Store;
  /** False when the store has the rows that were there before. */
  readonly replaced: boolean;
}

export class LiveProjection<Row extends ProjectedRow, Store extends ProjectedRows<Row>> {
  private readonly projection: Projection<Row>;
  private store: Store;
  private readonly scheduler: Scheduler;
  private readonly dirty = new Map<string, Row>();
  /** Rows that may still change, in memory so that their next event needs no query. */
  private readonly live = new Map<string, Row>();
  private readonly logger: Logger;
  private applied: number;
  /**
   * True once all events from before the start are in the rows: then the row of a first event can't be in the store
   * yet.
   */
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
    if (store.checkpoint().version !== projection.version) store.clear(projection.version);
    this.applied = store.checkpoint().position;
  }

  /** All events up to and including this position are in the rows. */
  get position(): number {
    return this.applied;
  }

  /**
   * Applies events in order of position, and skips the events that it has already. Returns the rows that changed. Throws
   * StoreReadError when a row can't be read; no event is applied then.
   */
  apply(events: readonly StoredEvent[]): readonly Row[] {
    const { projection } = this;
    const changed = new Map<string, Row>();
    let { applied } = this;
    for (const event of events) {
      if (event.position <= applied) continue;
      applied = event.position;
      const key = projection.keyOf(event);
      if (key === undefined) continue;
      const row = changed.get(key) ?? this.get(key, projection.opens(event));
      if (row !== undefined && row.position >= event.position) continue;
      const next = projection.apply(row, event);
      if (next !== undefined) changed.set(key, next);
    }
    this.applied = applied;
    for (const [key, row] of changed) this.put(key, row);
    this.writeSome();
    return [...changed.values()];
  }

  /**
   * Reads a row. With `isNew` the store is not asked once all events from before the start are in: it can't have the
   * row yet.
   */
  get(key: string, isNew = false): Row | undefined {
    const row = this.dirty.get(key) ?? this.live.get(key);
    return row === undefined && !(isNew && this.caughtUp) ? this.store.get(key) : row;
  }

  /** Forgets all rows: they were made from another store, because this store ends before their position. */
  startAnew(): void {
    this.store.clear(this.projection.version);
    this.forget();
    this.applied = 0;
  }

  markCaughtUp(): void {
    this.caughtUp = true;
  }

  /** The read model's store, after all waiting rows have been written, as far as the store takes them. */
  flushed(): Store {
    this.flushIfPossible();
    return this.store;
  }

  /** Rows that the store has not taken yet. */
  protected unwritten(): readonly Row[] {
    return [...this.dirty.values()];
  }

  /** Resolves at once, or once rows are written, where more rows wait than should. */
  async belowBound(): Promise<void> {
    if (this.dirty.size > dirtyRowsMax) await this.written();
  }

  /** Writes the rows that wait, a slice in each turn. Rows that change meanwhile wait for the next time. */
  async written(): Promise<void> {
    this.writeInBackground();
    while (this.writing !== undefined) await new Promise<void>((resolve) => this.scheduler.soon(resolve));
  }

  /**
   * Goes on with rows that were built beside the present ones and hold the same events. `exchange` closes the present
   * store.
   */
  goOnWith(exchange: (present: Store) => Exchanged<Store>): void {
    if (this.closed) throw new StoreReadError(storeClosed);
    const { store, replaced } = exchange(this.store);
    this.store = store;
    if (!replaced) return;
    this.forget();
    for (const listener of this.exchanged) listener();
  }

  /** Calls back when `goOnWith` has replaced all rows. */
  onExchanged(listener: () => void): () => void {
    this.exchanged.add(listener);
    return () => void this.exchanged.delete(listener);
  }

  /** The next start reads from the events what could not be written. */
  close(): void {
    this.closed = true;
    this.flushIfPossible();
    this.store.close();
  }

  /** Ends without writing the waiting rows, because the store belongs to another owner now, or is gone. */
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

  /** Rows that can't be written are not lost: they stay in memory, and their events are on disk. */
  private writeSlice(writing: Writing): void {
    // A query has written all rows meanwhile.
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

  /**
   * The checkpoint moves only with the last slice. After a crash between two slices the restart reads their events
   * again, and the rows skip them.
   */
  private saveSlice({ keys, applied }: Writing): boolean {
    const slice = new Map<string, Row>();
    let next = keys.next();
    for (; next.done !== true; next = keys.next()) {
      const row = this.dirty.get(next.value);
      if (row !== undefined && slice.set(next.value, row).size === sliceRowsMax) break;
    }
    const last = next.done === true;
    const position = last ? applied : this.store.checkpoint().position;
    this.store.save([...slice.values()], { version: this.projection.version, position });
    for (const key of slice.keys()) this.dirty.delete(key);
    return last;
  }

  /**
   * Writes everything that waits. Throws StoreReadError when the store does not take it; the rows then go on waiting.
   */
  flush(): void {
    this.cancelTimer();
    this.writing = undefined;
    const position = this.applied;
    if (this.dirty.size === 0 && this.store.checkpoint().position === position) return;
    this.store.save([...this.dirty.values()], { version: this.projection.version, position });
    this.dirty.clear();
  }

  private cancelTimer(): void {
    this.flushTimer?.cancel();
    this.flushTimer = undefined;
  }
}
