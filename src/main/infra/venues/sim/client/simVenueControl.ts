/**
 * The control side of the simulated venue: faults and the market's time. Tests and the simulated venue's screen use it.
 */
import { neverAborted, type AbortSignalLike } from '../../../../../shared/kernel/abortSignal.ts';
import { formatDecimal, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import type { Ticker } from '../../../../../shared/kernel/ids.ts';
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

  status(signal?: AbortSignalLike): Promise<SimStatus> {
    return this.send({ type: 'status' }, signal);
  }

  /** Changes the given fault switches; the others stay. */
  configureFaults(faults: Partial<FaultSwitches>): Promise<SimStatus> {
    return this.send({ type: 'configureFaults', faults });
  }

  /** Starts the random sequences of all switches again. */
  reseed(seed: number): Promise<SimStatus> {
    return this.send({ type: 'reseed', seed });
  }

  /**
   * Moves the market towards the close of the last bar at or before the instant, clamped to the price series. The
   * market pauses wherever something happened to an order, with `underway` in its status. Another call continues the
   * move. The reports of what happened come before the answer.
   */
  advanceTo(at: EpochMicros): Promise<SimStatus> {
    return this.send({ type: 'advanceTo', at });
  }

  /** Moves every symbol by that many steps; a day has four. */
  step(steps = 1): Promise<SimStatus> {
    return this.send({ type: 'step', steps });
  }

  /** Moves one symbol's price, passing every price in between. */
  movePrice(symbol: Ticker, price: Decimal): Promise<SimStatus> {
    return this.send({ type: 'movePrice', symbol, price: formatDecimal(price) });
  }

  /** Ends the trading day: DAY orders expire. */
  endDay(): Promise<SimStatus> {
    return this.send({ type: 'endDay' });
  }

  /**
   * Cuts, once, every connection that is subscribed to reports, this one included. Clients may connect again at once.
   */
  cutSessions(): Promise<SimStatus> {
    return this.send({ type: 'cutSessions' });
  }

  private async send(
    message: WithoutId<ControlMessage>,
    signal: AbortSignalLike = neverAborted,
  ): Promise<SimStatus> {
    const answer = await this.calls.ask(message, signal);
    if (answer.type !== 'status') {
      throw new VenueCallError('protocol', true, `the venue answered with ${answer.type}`);
    }
    return answer.status;
  }
}
