/** What others have seen of a store. A store that does not have a seen event any more was rolled back or replaced. */

export interface SeenHead {
  /** Who has seen the head, as the subject of a sentence. */
  readonly by: string;
  readonly position: number;
  /** Hash of the event at the position; absent where only the position is known. */
  readonly hash?: string;
  /** Nobody writes this head again, so it goes on to differ after a person has acknowledged the alert. */
  readonly lasting?: boolean;
}

/** What an opened store has found out about itself. */
export interface StoreFindings {
  /** Heads that the store once had, from records beside its events. */
  readonly seen: readonly SeenHead[];
  /** The hash chain was verified from this position to its end; a signature covers the events before. */
  readonly verifiedAfter: number;
  /** Where the chain breaks after the last signed checkpoint. */
  readonly broken?: { readonly position: number; readonly message: string } | undefined;
  /** Position of the last signed checkpoint, where the store does not keep it any more. */
  readonly checkpointGone?: number | undefined;
  /** Position of the last kept checkpoint, where the key that signed it is not in the folder any more. */
  readonly keyGone?: number | undefined;
}
