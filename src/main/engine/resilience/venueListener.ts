/** What the engine does with all that a venue says. */
import type { CorrelationId } from '../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../domain/order/clientOrderIds.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import { commandOf, venueActor } from '../commands/venueReports.ts';
import type { Logger, MarketTick, VenueListener } from '../ports.ts';
import type { GuardedVenue } from './guardedVenue.ts';

export interface VenueListenerDependencies {
  readonly guard: GuardedVenue;
  readonly handler: OrderCommandHandler;
  readonly logger: Logger;
  readonly onTick: (tick: MarketTick) => void;
  /** The connection is back after a loss: what was missed has to be asked for. */
  readonly onReconnected: () => void;
}

export function venueListener(dependencies: VenueListenerDependencies): VenueListener {
  const { guard, handler, logger } = dependencies;
  let wasConnected = false;
  return {
    onConnected(detail) {
      guard.connected(detail);
      if (wasConnected) dependencies.onReconnected();
      wasConnected = true;
    },
    onDisconnected(reason) {
      guard.disconnected(reason);
    },
    onReport(report) {
      guard.heard();
      const orderId = orderIdOfClient(report.clientOrderId);
      const context = {
        // The trace of an order's signal is the order's id.
        correlationId: orderId as string as CorrelationId,
        actor: venueActor(guard.venue.id),
      };
      void handler.handle({ orderId, command: commandOf(report), context }).then((result) => {
        if (result.ok) return;
        const why =
          result.error.type === 'refused' ? result.error.refusal.message : result.error.fault.message;
        logger.log('error', 'venue report not recorded', { orderId, report: report.type, why });
      });
    },
    onTick(tick) {
      guard.heard();
      dependencies.onTick(tick);
    },
  };
}
