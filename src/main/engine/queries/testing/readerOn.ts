/** The reading side in the test's own thread, without a file. */
import { memoryOrderViewStore } from '../../../infra/memory/memoryOrderViewStore.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { Clock, Scheduler } from '../../ports.ts';
import type { OrderViewStore } from '../../readmodel/orderViewStore.ts';
import { FollowingReader } from '../followingReader.ts';

export function readerOn(
  events: EventStore,
  time: { readonly clock: Clock; readonly scheduler: Scheduler },
  views: OrderViewStore = memoryOrderViewStore(),
): FollowingReader {
  return new FollowingReader({ events, views, ...time, logger: { log: () => undefined } });
}
