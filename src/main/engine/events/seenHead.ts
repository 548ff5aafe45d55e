/**
 * A head of the store that somebody else has seen. A store without the event of a seen head was rolled back or
 * replaced.
 */

export interface SeenHead {
  /** Who has seen the head, as the subject of a sentence. */
  readonly by: string;
  readonly position: number;
  /** Hash of the event at the position; absent where only the position is known. */
  readonly hash?: string;
  /** Nobody overwrites this record of the head, so the difference lasts after a person has acknowledged the alert. */
  readonly lasting?: boolean;
}

/** What a store has found out about itself when it was opened. */
export interface StoreFindings {
  /** Heads that the store once had, from records beside its events. */
  readonly seen: readonly SeenHead[];
  /** The hash chain was verified from this position to its end; a signature covers the events before. */
  readonly verifiedAfter: number;
  /** Where the chain is broken after the last signed checkpoint. */
  readonly broken?: { readonly position: number; readonly message: string } | undefined;
  /** Position of the last signed checkpoint, where that checkpoint is missing in the store. */
  readonly checkpointGone?: number | undefined;
  /** Position of the last kept checkpoint, where the key that signed it is missing in the folder. */
  readonly keyGone?: number | undefined;
}
