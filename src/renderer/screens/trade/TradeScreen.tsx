/** The main screen: orders, ticket, venues and latency. */
import { Blotter } from '../blotter/Blotter.tsx';
import { OrderDetailPanel } from '../detail/OrderDetailPanel.tsx';
import { LatencyPanel } from '../metrics/LatencyPanel.tsx';
import { VenuesPanel } from '../resilience/VenuesPanel.tsx';
import { Ticket } from '../ticket/Ticket.tsx';

export function TradeScreen() {
  return (
    <>
      <Blotter />
      <Ticket />
      <OrderDetailPanel />
      <VenuesPanel />
      <LatencyPanel />
    </>
  );
}
