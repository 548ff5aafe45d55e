/** The end of a store's log. */
export interface StoreHead {
  /** Position of the last event; 0 when empty. */
  readonly position: number;
  /** Hash of the last row, lower-case hex; of the empty chain when empty. */
  readonly hash: string;
}
