/** Turns everything that a venue reports into commands and calls of the engine. */
import {
  type ClientOrderId,
  correlationOf,
  type OrderId,
  venueActor,
  type VenueId,
  alertIdOf,
} from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Alert } from '../../domain/desk/alert.ts';
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
  readonly raise: (alert: Alert) => void;
  readonly onTick: (tick: MarketTick) => void;
  /** Called when the connection is up again: somebody has to ask for what was missed. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
  /** Called for a report about an order that the store does not know. */
  readonly onUnknownOrder: (clientOrderId: ClientOrderId) => void;
  /**
   * Called for a report about an order that is at another venue; `why` names that venue. The report changes nothing.
   */
  readonly onOtherVenue: (report: VenueReport, why: string) => void;
  /** Called for a report that contradicts the store: somebody has to ask for the venue's record. */
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
            dependencies.raise(unrecordedAlert(guard.venue.id, orderId, report, result.error.refusal));
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

/** A report that can't be recorded once can't be recorded later either: only a person can see what it means. */
function unrecordedAlert(venue: VenueId, orderId: OrderId, report: VenueReport, refusal: Refusal): Alert {
  const execution = 'executionId' in report ? `:${report.executionId}` : '';
  return {
    alertId: alertIdOf(`venue_report_not_recorded:${orderId}:${report.type}${execution}:${refusal.code}`),
    kind: 'venue_report_not_applied',
    holdsOrders: false,
    message: `the venue reports order ${report.clientOrderId} as ${report.type.replace('_', ' ')}, which can not be recorded: ${refusal.message}`,
    advice:
      "Compare order and position with the venue's statement, and settle the difference with the venue.",
    orderId,
    venue,
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
