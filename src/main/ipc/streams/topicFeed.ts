/** Where a subscription's snapshots and deltas come from. One feed serves one subscription. */

/** A snapshot or a delta, and the position that it holds. */
export interface Framed {
  readonly position: number;
  readonly data: unknown;
}

export interface TopicFeed {
  /** The whole as it is now; deltas go on from here. */
  snapshot(): Framed;
  /** What changed since the last snapshot or delta; undefined when nothing did, `overrun` when only a snapshot will do. */
  delta(): Framed | 'overrun' | undefined;
  /** Forgets what it has gathered and gathers nothing more until the next snapshot. */
  pause(): void;
  close(): void;
}

/** Makes the feed of one subscription; `changed` is to be called whenever there is something to send. */
export type FeedFactory = (parameters: unknown, changed: () => void) => TopicFeed;
