/** What each panel shows. */
import type { PanelId } from '../../../shared/contract/panels.ts';
import { AlertsPanel } from '../alerts/AlertsPanel.tsx';
import { AuditScreen } from '../audit/AuditScreen.tsx';
import { Blotter } from '../blotter/Blotter.tsx';
import { OrderDetailPanel } from '../detail/OrderDetailPanel.tsx';
import { LogScreen } from '../log/LogScreen.tsx';
import { LatencyPanel } from '../metrics/LatencyPanel.tsx';
import { MetricsScreen } from '../metrics/MetricsScreen.tsx';
import { RecoveryScreen } from '../recovery/RecoveryScreen.tsx';
import { ResilienceScreen } from '../resilience/ResilienceScreen.tsx';
import { VenuesPanel } from '../resilience/VenuesPanel.tsx';
import { LivePositions } from '../risk/positions/LivePositions.tsx';
import { RiskScreen } from '../risk/RiskScreen.tsx';
import { SignalsScreen } from '../signals/SignalsScreen.tsx';
import { Ticket } from '../ticket/Ticket.tsx';

export const panelContents: Readonly<Record<PanelId, () => React.ReactNode>> = {
  orders: Blotter,
  detail: OrderDetailPanel,
  ticket: Ticket,
  venues: VenuesPanel,
  latency: LatencyPanel,
  positions: LivePositions,
  alerts: AlertsPanel,
  risk: RiskScreen,
  resilience: ResilienceScreen,
  recovery: RecoveryScreen,
  metrics: MetricsScreen,
  audit: AuditScreen,
  signals: SignalsScreen,
  log: LogScreen,
};
