/** `desk breaker`: lets an operator control a venue's breaker. */
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
import { tell, type Call } from '../../desk/call.ts';
import { oneOf, operatingCommand, type OperatingOptions, venueId } from '../commandLine.ts';
import type { VenueView } from '../../../../../shared/contract/resilience.ts';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';

const breakerActions = ['trip', 'probe', 'reset', 'isolate'] as const;
type BreakerAction = (typeof breakerActions)[number];

type BreakerView = VenueView['breaker'];

const methods = {
  trip: 'tripBreaker',
  probe: 'probeBreaker',
  reset: 'resetBreaker',
  isolate: 'isolateBreaker',
} as const;

export const breakerCommand = operatingCommand({
  name: 'breaker',
  about: "trip, probe, reset or isolate a venue's circuit breaker",
  declare: (command) =>
    command
      .argument('<action>', breakerActions.join(', '), oneOf(breakerActions))
      .argument('<venue>', 'the venue, such as sim', venueId),
  work: (call: Call, action: BreakerAction, venue: VenueId, { reason }: OperatingOptions) =>
    onDesk(call, async (api) => {
      const before = await breakerOf(api, venue);
      if (!before.ok) return before;
      const done = await api[methods[action]]({ venue, reason });
      if (!done.ok) return done;
      const after = await breakerOf(api, venue);
      if (!after.ok) return after;
      const change = { before: stateOf(before.value), after: stateOf(after.value) };
      const text = `breaker of ${venue}: ${before.value.state} -> ${sentenceOf(after.value)}`;
      await tell(call, { venue, action, ...change }, text);
      return exitCode.done;
    }),
});

async function breakerOf(api: Api, venue: string): Promise<Reply<BreakerView>> {
  const status = await api.getStatus({});
  if (!status.ok) return status;
  const { venues } = status.value;
  const found = venues.find((one) => one.venue === venue);
  if (found !== undefined) return { ok: true, value: found.breaker };
  const known = venues.map((one) => one.venue).join(', ');
  const message = `there is no venue ${venue}, only ${known}`;
  return { ok: false, fault: { code: 'venue_unknown', message, details: { venue } } };
}

function stateOf({ state, reason, actor, since }: BreakerView) {
  return { state, reason, actor, ...(since !== undefined && { since }) };
}

function sentenceOf({ state, reason, actor }: BreakerView): string {
  return `${state} (${reason}, ${actor})`;
}
