/** The end of a store's log. */
export interface StoreHead {
  /** Position of the last event; 0 when the store is empty. */
  readonly position: number;
  /** Hash of the last row, lower-case hex; the hash of the empty chain when the store is empty. */
  readonly hash: string;
}
