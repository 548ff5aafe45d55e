/**
 * A durable subscriber that fails now and then. It must get every event in order, and get it again after each failure
 * and each death.
 */
import type { DurableSubscriber } from '../../engine/events/subscriptions/durableSubscription.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Report } from './violation.ts';
import type { Faults } from '../machine/faults.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';

export interface ReaderTools {
  readonly random: Prng;
  readonly time: SimulatedTime;
  readonly faults: () => Faults;
  readonly report: Report;
}

export const subscriberName = 'simulated';
const slowMsMax = 500;

export class Reader {
  /** Every event up to this position was handled at least once. */
  handled = 0;
  private readonly tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.tools = tools;
  }

  /** Makes the subscriber for one life of the engine. */
  subscriber(alive: () => boolean): DurableSubscriber {
    let last: number | undefined;
    return {
      name: subscriberName,
      handle: async (event): Promise<void> => {
        if (!alive()) return never();
        this.check(event, last);
        const { random, faults } = this.tools;
        if (random.chance(faults().reader_fails)) throw new Error('simulated failure of a subscriber');
        if (random.chance(faults().reader_fails)) await this.aMoment();
        if (!alive()) return never();
        last = event.position;
        this.handled = Math.max(this.handled, event.position);
      },
    };
  }

  private check({ position }: StoredEvent, last: number | undefined): void {
    if (last !== undefined && position !== last + 1) {
      this.tools.report('subscriber_misses_nothing', `a subscriber gets ${position} after ${last}`);
    }
    if (position > this.handled + 1) {
      const detail = `a subscriber gets ${position}, and has handled only up to ${this.handled}`;
      this.tools.report('subscriber_misses_nothing', detail);
    }
  }

  private aMoment(): Promise<void> {
    const { random, time } = this.tools;
    return new Promise((resolve) => void time.after(random.integer(1, slowMsMax), resolve));
  }
}

/** Stands for a dead process: it never settles. */
function never(): Promise<void> {
  return new Promise(() => undefined);
}
