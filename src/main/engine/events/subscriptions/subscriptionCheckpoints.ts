/**
 * The port that keeps how far each durable subscriber is. One contract suite tests all implementations. Throws
 * StoreReadError.
 */
export interface SubscriptionCheckpoints {
  /** Position of the last event that the subscriber is known to have handled; 0 for an unknown subscriber. */
  load(name: string): number;
  /** Saves several positions at once, all or nothing; positions of other names stay as they are. */
  save(positions: ReadonlyMap<string, number>): void;
  close(): void;
}
