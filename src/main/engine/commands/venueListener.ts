/** What the engine does with all that a venue says. */
import { type ClientOrderId, correlationOf, type OrderId, venueActor } from '../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../domain/order/clientOrderIds.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import { otherVenue } from './commandDecisions.ts';
import type { CommandOutcome, OrderCommandHandler } from './orderCommandHandler.ts';
import { commandOf } from './venueReports.ts';
import type { Logger, MarketTick, VenueListener, VenueReport } from '../ports.ts';
import type { GuardedVenue } from '../resilience/guardedVenue.ts';

export interface VenueListenerDependencies {
  readonly guard: GuardedVenue;
  readonly handler: OrderCommandHandler;
  readonly logger: Logger;
  readonly onTick: (tick: MarketTick) => void;
  /** The connection stands again: somebody has to ask for what was missed. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
  /** A report came for an order that the store does not know. */
  readonly onUnknownOrder: (clientOrderId: ClientOrderId) => void;
  /** A report is about an order that is at another venue; `why` says at which one. It changes nothing. */
  readonly onOtherVenue: (report: VenueReport, why: string) => void;
  /** A report does not fit what the store says: somebody has to ask for the venue's record. */
  readonly onContradiction: (orderId: OrderId) => void;
}

export function venueListener(dependencies: VenueListenerDependencies): VenueListener {
  const { guard, handler, logger } = dependencies;
  return {
    onConnected(detail, session) {
      guard.connected(detail, session);
      dependencies.onConnected();
    },
    onThrottled: (reason) => guard.throttled(reason),
    onDisconnected(reason) {
      guard.disconnected(reason);
      dependencies.onDisconnected();
    },
    onReport(report) {
      guard.heard();
      const orderId = orderIdOfClient(report.clientOrderId);
      const context = {
        // The correlation id of an order's signal is made from the order's id.
        correlationId: correlationOf(orderId),
        actor: venueActor(guard.venue.id),
      };
      const unrecorded = (why: string): void => {
        logger.log('error', 'venue report not recorded', { orderId, report: report.type, why });
        dependencies.onContradiction(orderId);
      };
      void handler.handle({ orderId, command: commandOf(report), context, venue: guard.venue.id }).then(
        (result) => {
          if (result.ok) {
            if (contradicts(report, result.value)) dependencies.onContradiction(orderId);
          } else if (result.error.type === 'store_unavailable') {
            unrecorded(result.error.fault.message);
          } else if (result.error.refusal.code === 'order_unknown') {
            dependencies.onUnknownOrder(report.clientOrderId);
          } else if (result.error.refusal.code === otherVenue) {
            dependencies.onOtherVenue(report, result.error.refusal.message);
          } else {
            unrecorded(result.error.refusal.message);
          }
        },
        (error: unknown) => unrecorded(String(error)),
      );
    },
    onTick(tick) {
      guard.heard();
      dependencies.onTick(tick);
    },
  };
}

/**
 * Whether a report shows that we may have missed something: the venue refused a request, it accepted an order that has
 * ended here, or it has changed what it reported before.
 */
function contradicts(report: VenueReport, { order, events }: CommandOutcome): boolean {
  if (events.length === 0) return false;
  if (report.type === 'cancel_rejected' || report.type === 'replace_rejected') return true;
  if (report.type === 'trade_canceled' || report.type === 'trade_corrected') return true;
  return report.type === 'accepted' && isTerminal(order.status) && order.status !== 'filled';
}
