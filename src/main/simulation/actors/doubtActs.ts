/**
 * What an operator does about an order or a replace that may have left with messages which no record has, and on which its
 * venue does not report: the operator asks the people of the venue.
 */
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { SimulatedDoor } from './simulatedDoor.ts';

export interface DoubtTools {
  readonly door: SimulatedDoor;
  /** Whether a venue has ever had an order with this id. */
  readonly atVenue: (clientOrderId: ClientOrderId) => boolean;
}

/** Seconds in which the engine looks for a proof by itself. */
const proofSeconds = 600;

export class DoubtActs {
  private readonly tools: DoubtTools;
  /** For how many seconds each order has been without a proof. */
  private readonly unproven = new Map<OrderId, number>();

  constructor(tools: DoubtTools) {
    this.tools = tools;
  }

  /** Settles what the venue never got. Called once a second. */
  settle(engine: Engine): void {
    const { door, atVenue } = this.tools;
    for (const { orderId, subject, evidence } of engine.orders.inDoubt()) {
      const { detail = '', clientOrderIds: [asked] = [] } = evidence.at(-1) ?? {};
      const isUnproven = detail.includes('no record has the last messages');
      if (!isUnproven || asked === undefined || atVenue(asked)) continue;
      const seconds = (this.unproven.get(orderId) ?? 0) + 1;
      this.unproven.set(orderId, seconds);
      if (seconds < proofSeconds) continue;
      const outcome = subject === 'submission' ? 'never_received' : 'working';
      door.do(engine, {
        what: `settle ${orderId}`,
        right: 'settle',
        run: (context) => engine.orders.settle(orderId, { outcome }, context),
      });
    }
  }
}
