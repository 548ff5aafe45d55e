/** The switches of a venue without faults. */
import type { SimFaults } from '../../../shared/contract/resilience.ts';

/** A simulated venue that behaves. */
export const noFaults: SimFaults = {
  latencyMs: 0,
  jitterMs: 0,
  rejectProbability: 0,
  loseAnswerProbability: 0,
  duplicateProbability: 0,
  disconnectProbability: 0,
  requestsPerSecondMax: 0,
};
