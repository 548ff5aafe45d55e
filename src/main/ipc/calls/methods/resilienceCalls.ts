/** Lets the operator control a venue's breaker, the simulated venue's switches, and a parked durable subscriber. */
import { riskBreakerName } from '../../../../shared/contract/resilience.ts';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { OperatorContext } from '../../../engine/operatorContext.ts';
import type { BreakerControl } from '../../../engine/resilience/venueGuard.ts';
import { settled, unknownVenue } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

/** Names the breaker of the risk rules, where a call expects a venue. No venue can have this name. */

type Methods =
  | 'tripBreaker'
  | 'probeBreaker'
  | 'resetBreaker'
  | 'isolateBreaker'
  | 'configureSim'
  | 'resumeSubscriber';
type BreakerAction = (control: BreakerControl, context: OperatorContext) => Promise<Result<void, Refusal>>;

export function resilienceCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const onBreaker = (action: BreakerAction) => async (input: { venue: VenueId; reason: string }) => {
    const control = breakerOf(input.venue);
    if (control === undefined) return unknownVenue(input.venue);
    return settled(await action(control, { actor, reason: input.reason }));
  };
  const breakerOf = (name: VenueId): BreakerControl | undefined => {
    if (name === riskBreakerName) return runtime.engine.riskBreaker.control;
    return runtime.engine.guards.get(name)?.control;
  };
  return {
    tripBreaker: onBreaker((breaker, context) => breaker.trip(context)),
    probeBreaker: onBreaker((breaker, context) => breaker.probe(context)),
    resetBreaker: onBreaker((breaker, context) => breaker.reset(context)),
    isolateBreaker: onBreaker((breaker, context) => breaker.isolate(context)),
    configureSim: async ({ venue, faults, reason }) => {
      const sim = runtime.sims.get(venue);
      if (sim === undefined) return unknownVenue(venue);
      return settled(await sim.configureFaults(faults, { actor, reason }));
    },
    resumeSubscriber: async ({ subscriber, reason }) =>
      settled(await runtime.engine.resumeSubscriber(subscriber, { actor, reason })),
  };
}
