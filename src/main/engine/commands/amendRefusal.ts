/**
 * The checks that an amend has to pass before it goes to its venue: once when an operator asks for it, and again right
 * before it leaves.
 */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import { onlyReduces } from '../../domain/order/amend/reducingChange.ts';
import type { VenueGate } from '../gates/venueGate.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import type { TradingGate } from '../gates/tradingGate.ts';

export interface AmendDoor {
  readonly gate: TradingGate;
  readonly guardOf: (order: Order) => VenueGuard;
  /** Holds orders back until the venue's record has been compared with ours. */
  readonly venueGateOf: (venue: VenueId) => VenueGate;
}

/**
 * Says why an amend may not leave now. An amend that only reduces its order may always leave, like a cancel. Any other
 * amend has to pass what a new order has to pass: the trading state, the comparison of the venue's record with ours,
 * and the venue's breaker.
 */
export function amendRefusal(door: AmendDoor, order: Order, change: ReplaceTerms): Refusal | undefined {
  if (onlyReduces(order, change)) return undefined;
  const venueGate = door.venueGateOf(order.terms.venue);
  return (
    door.gate.amendRefusal(order, change) ??
    (venueGate.letsThrough ? undefined : venueGate.refusal()) ??
    door.guardOf(order).amendRefusal()
  );
}
