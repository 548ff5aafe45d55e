/** Makes the window's view of a venue with its guard. */
import type { VenueView } from '../../../shared/contract/resilience.ts';
import type { VenueGuard } from '../../engine/resilience/venueGuard.ts';
import type { ServedRuntime } from '../ports/servedRuntime.ts';

/** Every venue of the runtime, in the runtime's order. */
export function venueViews(runtime: ServedRuntime): VenueView[] {
  return [...runtime.engine.guards.values()].map((guard) => venueView(guard, runtime));
}

function venueView(guard: VenueGuard, runtime: ServedRuntime): VenueView {
  const { venue, connected, lastMessageAgeMs, silentSince, ...guards } = guard.snapshot();
  const { connectionDetail, breaker, limiter, bulkhead, retry } = guards;
  const served = runtime.venues.find((one) => one.venue === venue);
  const kind = served?.kind ?? 'unknown';
  const fault = connected ? undefined : served?.fault();
  const fix = runtime.fixes.get(venue);
  const [fixSession, copySession] = [fix?.session(), fix?.dropCopy?.session()];
  const dropCopy = runtime.engine.reconciliation.dropCopy(venue);
  const simSwitches = runtime.sims.get(venue)?.faults();
  return {
    venue,
    kind,
    connected,
    connectionDetail: fault ?? connectionDetail,
    cancelOnDisconnect: guard.venue.capabilities.cancelOnDisconnect,
    ...(lastMessageAgeMs !== undefined && { lastMessageAgeMs }),
    ...(silentSince !== undefined && { silentSince }),
    breaker: { ...breaker },
    limiter: { ...limiter },
    bulkhead: { ...bulkhead },
    retry: { ...retry },
    ...(fixSession !== undefined && { fixSession }),
    ...(dropCopy !== undefined &&
      copySession !== undefined && { dropCopy: { ...dropCopy, session: copySession } }),
    ...(simSwitches !== undefined && { simSwitches }),
  };
}
