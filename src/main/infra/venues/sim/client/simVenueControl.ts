/**
 * The control side of the simulated venue: faults and the market's time. A replay, the simulated venue's screen and tests
 * use it.
 */
import { neverAborted } from '../../../../../shared/kernel/abortSignal.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { VenueCallError } from '../../../../engine/ports.ts';
import type { FaultSwitches } from '../wire/faultSwitches.ts';
import type { ControlMessage, SimStatus } from '../wire/protocol.ts';
import type { SimCalls } from './simCalls.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Every method resolves with the venue's status afterwards, and rejects with VenueCallError. */
export class SimVenueControl {
  private readonly calls: SimCalls;

  constructor(calls: SimCalls) {
    this.calls = calls;
  }

  /** Changes the given fault switches; the others stay. */
  configureFaults(faults: Partial<FaultSwitches>): Promise<SimStatus> {
    return this.send({ type: 'configureFaults', faults });
  }

  /**
   * Moves the market towards the close of the last bar at or before the instant, clamped to the price series. The
   * market pauses wherever something happened to an order, with `underway` in its status. Another call continues the
   * move. The reports of what happened come before the answer.
   */
  advanceTo(at: EpochMicros): Promise<SimStatus> {
    return this.send({ type: 'advanceTo', at });
  }

  /** Sends any message of the venue's control protocol. */
  async send(message: WithoutId<ControlMessage>): Promise<SimStatus> {
    const answer = await this.calls.ask(message, neverAborted);
    if (answer.type !== 'status') {
      throw new VenueCallError('protocol', true, `the venue answered with ${answer.type}`);
    }
    return answer.status;
  }
}
