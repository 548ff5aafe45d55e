/** The port of how far each durable subscriber is. One contract suite for all implementations. Throws StoreReadError. */
export interface SubscriptionCheckpoints {
  /** Position of the last event that the subscriber is known to have handled; 0 for one that was never seen. */
  load(name: string): number;
  /** Notes several at once, all or nothing; names that are not given stay as they are. */
  save(positions: ReadonlyMap<string, number>): void;
  close(): void;
}
