import { subscriptionCheckpointContract } from '../../engine/events/subscriptions/testing/subscriptionCheckpointContract.ts';
import { memorySubscriptionCheckpoints } from './memorySubscriptionCheckpoints.ts';

subscriptionCheckpointContract('memory', () => {
  const checkpoints = memorySubscriptionCheckpoints();
  return { open: () => checkpoints, dispose: () => undefined };
});
