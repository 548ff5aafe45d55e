/** How the rows of one read model follow from the events, and where the rows are kept. */
import type { StoredEvent } from '../events/storedEvent.ts';

/** The fields that every row of a read model has. */
export interface ProjectedRow {
  /** Position of the last event that the row holds. */
  readonly position: number;
}

/** How a read model follows from the events. Pure, so that live rows and rows from a replay are equal. */
export interface Projection<Row extends ProjectedRow> {
  readonly name: string;
  /** Raised whenever the same events would make other rows: rows of another version are built anew. */
  readonly version: number;
  /** The key of the row that an event changes; undefined when it changes none. */
  keyOf(event: StoredEvent): string | undefined;
  /** Whether the event is the first of its row. */
  opens(event: StoredEvent): boolean;
  /** The row after the event; undefined where the event changes no row. Called only for events that have a key. */
  apply(row: Row | undefined, event: StoredEvent): Row | undefined;
  /** Whether further events for the row are unlikely, so that it need not stay in memory. */
  isEnded(row: Row): boolean;
}

export interface ProjectionCheckpoint {
  /** The version of the projection that made the rows; another version leads to a rebuild. */
  readonly version: number;
  /** All events up to and including this position are in the rows. */
  readonly position: number;
}

/**
 * Where the rows of a projection are kept. The rows can always be built again from the events. Throws StoreReadError.
 */
export interface ProjectedRows<Row extends ProjectedRow> {
  checkpoint(): ProjectionCheckpoint;
  /** Writes the rows and the checkpoint together: all of them or none. */
  save(rows: readonly Row[], checkpoint: ProjectionCheckpoint): void;
  /** Removes all rows; the checkpoint is then at position 0 of the version. */
  clear(version: number): void;
  get(key: string): Row | undefined;
  close(): void;
}
