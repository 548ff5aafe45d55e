/** What others read the engine by: the bus of events, the queries on orders, and the metrics. */
import type { AlertBook } from '../../alerts/alertBook.ts';
import { alertSubscriber } from '../../alerts/alertSubscriber.ts';
import { createEventBus } from '../../events/subscriptions/eventBus.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import { createOrderQueries } from '../../queries/createOrderQueries.ts';
import type { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import { EngineMetrics } from '../../telemetry/engineMetrics.ts';
import type { EnginePorts } from './enginePorts.ts';

export function createReaders(
  ports: EnginePorts & { readonly configuration: LiveConfiguration },
  live: LiveOrders,
  alerts: AlertBook,
) {
  const { configuration, store, clock, subscriptionCheckpoints: checkpoints } = ports;
  const bus = createEventBus({ ...ports, checkpoints });
  bus.subscribeDurably(alertSubscriber(alerts));
  return {
    bus,
    queries: createOrderQueries({ ...ports, live, head: () => store.head().position }),
    metrics: new EngineMetrics(clock, () => configuration.metrics),
  };
}
