/** A simulated venue's fault switches for operators. Every change is an event of the desk. */
import type { SimFaults } from '../../../shared/contract/resilience.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { OperatorContext } from '../../engine/operatorContext.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { noFaults, type FaultSwitches } from '../../infra/venues/sim/wire/faultSwitches.ts';
import type { SimVenueControl } from '../../infra/venues/sim/client/simVenueControl.ts';

export interface SimSwitches {
  /** The switches as the venue last confirmed them. */
  faults(): SimFaults;
  /** Changes the switches. Resolves when the desk has recorded the change and the venue has confirmed it. */
  configureFaults(faults: SimFaults, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Steers the market, for replays and tests. */
  readonly control: SimVenueControl;
}

export function simSwitches(venue: VenueId, control: SimVenueControl, record: Engine['record']): SimSwitches {
  let current = viewOf(noFaults);
  return {
    control,
    faults: () => current,
    async configureFaults(faults, { actor, reason }) {
      // The event is recorded first: a fault that nobody can trace is worse than a recorded one that did not happen.
      const data = { venue, faults: { ...faults }, reason };
      const recorded = await record({ type: 'VenueSimulationConfigured', data }, actor);
      if (!recorded.ok) return err({ code: recorded.error.code, message: recorded.error.message });
      try {
        const status = await control.configureFaults(switchesOf(faults));
        current = viewOf(status.faults);
        return ok();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return err({
          code: 'venue_simulation_unreachable',
          message: `the simulated venue does not answer: ${why}`,
        });
      }
    },
  };
}

function switchesOf(faults: SimFaults): Partial<FaultSwitches> {
  return {
    latencyMs: faults.latencyMs,
    jitterMs: faults.jitterMs,
    reject: faults.rejectProbability,
    loseAnswers: faults.loseAnswerProbability,
    duplicate: faults.duplicateProbability,
    disconnect: faults.disconnectProbability,
    requestsPerSecondMax: faults.requestsPerSecondMax === 0 ? null : faults.requestsPerSecondMax,
  };
}

function viewOf(switches: FaultSwitches): SimFaults {
  return {
    latencyMs: switches.latencyMs,
    jitterMs: switches.jitterMs,
    rejectProbability: switches.reject,
    loseAnswerProbability: switches.loseAnswers,
    duplicateProbability: switches.duplicate,
    disconnectProbability: switches.disconnect,
    requestsPerSecondMax: switches.requestsPerSecondMax ?? 0,
  };
}
