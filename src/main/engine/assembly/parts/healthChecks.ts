/** The checks that are part of the pipeline's health besides its stages. */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { AlertBook } from '../../alerts/alertBook.ts';
import type { EventBus } from '../../events/subscriptions/eventBus.ts';
import type { SubscriptionHealth } from '../../events/subscriptions/durableSubscription.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { OrderReader } from '../../queries/orderReader.ts';
import type { HealthCheck } from '../../pipeline/orderProcessingPipeline.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { counted } from '../../../../shared/kernel/counted.ts';

export interface CheckedParts {
  readonly store: Pick<EventStore, 'writeFault' | 'head'>;
  readonly reader: Pick<OrderReader, 'fault' | 'position'>;
  readonly riskBreaker: { snapshot(): { readonly state: string } };
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly alerts: Pick<AlertBook, 'hold'>;
  readonly bus: Pick<EventBus, 'subscriptions'>;
}

export function healthChecks({
  store,
  reader,
  riskBreaker,
  guards,
  alerts,
  bus,
}: CheckedParts): HealthCheck['checks'] {
  const fault = store.writeFault();
  const risk = riskBreaker.snapshot();
  const venues = [...guards.values()].map((guard) => {
    const { venue, connected, connectionDetail, breaker } = guard.snapshot();
    const healthy = connected && breaker.state === 'closed';
    return { name: `venue ${venue}`, healthy, detail: `${connectionDetail}; breaker ${breaker.state}` };
  });
  const held = alerts.hold;
  return [
    { name: 'orders', healthy: held === undefined, detail: held?.reason ?? 'no alert holds them' },
    { name: 'risk', healthy: risk.state === 'closed', detail: `breaker ${risk.state}` },
    { name: 'store', healthy: fault === undefined, detail: fault?.message ?? 'takes writes' },
    readerCheck(reader, store),
    ...venues,
    ...bus.subscriptions().map(subscriberCheck),
  ];
}

/** A read model that lags is healthy: the next answers wait for it. */
function readerCheck(
  reader: CheckedParts['reader'],
  store: CheckedParts['store'],
): HealthCheck['checks'][number] {
  const fault = reader.fault();
  const behind = Math.max(0, store.head().position - reader.position);
  const detail = fault?.message ?? (behind === 0 ? 'up to date' : `${counted(behind, 'event')} behind`);
  return { name: 'read models', healthy: fault === undefined, detail };
}

function subscriberCheck({
  name,
  state,
  position,
  lag,
  error,
}: SubscriptionHealth): HealthCheck['checks'][number] {
  const place =
    state === 'running' ? `${counted(lag, 'event')} behind` : `at position ${position + 1}: ${error}`;
  return { name: `subscriber ${name}`, healthy: state === 'running', detail: `${state}, ${place}` };
}
