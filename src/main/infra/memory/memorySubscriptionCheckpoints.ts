/** Checkpoints of durable subscribers in memory. */
import type { SubscriptionCheckpoints } from '../../engine/events/subscriptions/subscriptionCheckpoints.ts';

/** Checkpoints without a file, for tests and the simulator. They stay after `close`. */
export function memorySubscriptionCheckpoints(): SubscriptionCheckpoints {
  const positions = new Map<string, number>();
  return {
    load: (name) => positions.get(name) ?? 0,
    save(moved) {
      for (const [name, position] of moved) positions.set(name, position);
    },
    close: () => undefined,
  };
}
