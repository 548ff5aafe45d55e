/** The design's IEventProjector: how the rows of one read model follow from the events, and what keeps them. */
import type { StoredEvent } from '../events/storedEvent.ts';

/** What every row of a read model knows of itself. */
export interface ProjectedRow {
  /** Position of the last event that it holds. */
  readonly position: number;
}

/** Pure, so that live rows and a replay agree. Everything else about a read model follows from this. */
export interface Projection<Row extends ProjectedRow> {
  readonly name: string;
  /** Raised whenever the same events would give other rows: rows of another version are made anew. */
  readonly version: number;
  /** Which row an event changes; undefined when none. */
  keyOf(event: StoredEvent): string | undefined;
  keyOfRow(row: Row): string;
  /** Whether no row is there yet when the event comes. */
  opens(event: StoredEvent): boolean;
  /** The row after the event; none where nothing follows from it. Only asked for events that have a key. */
  apply(row: Row | undefined, event: StoredEvent): Row | undefined;
  /** Whether events for the row have become unlikely, so that it need not be kept at hand. */
  isEnded(row: Row): boolean;
}

export interface ProjectionCheckpoint {
  /** Changes whenever the rows would come out differently; a difference leads to a rebuild. */
  readonly version: number;
  /** All events up to and including this position are in the rows. */
  readonly position: number;
}

/** Where the rows of a projection are kept; can always be made again from the events. Throws StoreReadError. */
export interface ProjectedRows<Row extends ProjectedRow> {
  checkpoint(): ProjectionCheckpoint;
  /** Writes rows and checkpoint together, all or nothing. */
  save(rows: readonly Row[], checkpoint: ProjectionCheckpoint): void;
  /** Removes all rows; the checkpoint is at position 0 of the version then. */
  clear(version: number): void;
  get(key: string): Row | undefined;
  close(): void;
}
