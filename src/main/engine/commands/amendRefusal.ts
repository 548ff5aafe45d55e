/** What an amend has to pass at its venue's door, when it is asked for and again as it leaves. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import { onlyReduces } from '../../domain/order/reducingChange.ts';
import type { VenueGate } from '../gates/venueGate.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import type { TradingGate } from '../gates/tradingGate.ts';

export interface AmendDoor {
  readonly gate: TradingGate;
  readonly guardOf: (order: Order) => VenueGuard;
  /** Whether the venue's record has been compared with ours. */
  readonly venueGateOf: (venue: VenueId) => VenueGate;
}

/**
 * Why an amend may not leave now. One that only reduces its order always may, like a cancel. Any other is held to
 * what a new order is: the trading state, the venue's record compared with ours, the venue's breaker.
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
