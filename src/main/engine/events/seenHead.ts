/** What others have seen of a store: evidence that it was rolled back, or replaced, when it does not have that any more. */

export interface SeenHead {
  /** Who has seen it, as the end of a sentence. */
  readonly by: string;
  readonly position: number;
  /** Of the event there; absent where only the position is known. */
  readonly hash?: string;
  /** It goes on to say so after a person has accepted it: nobody writes it anew. */
  readonly lasting?: boolean;
}

/** What an opened store has found out about itself. */
export interface StoreFindings {
  /** Heads that it had once, from beside its events. */
  readonly seen: readonly SeenHead[];
  /** The chain was verified from here to its end; what is before stands under a signature. */
  readonly verifiedAfter: number;
  /** Where the chain breaks after the last signed checkpoint. */
  readonly broken?: { readonly position: number; readonly message: string } | undefined;
  /** Position of the last checkpoint that was signed, where it is not kept any more. */
  readonly checkpointGone?: number | undefined;
  /** Position of the last kept checkpoint, where the folder does not have the key any more that signed it. */
  readonly keyGone?: number | undefined;
}
