/** What needs a person: what calls now, what was seen and lasts, what is muted, and what became of alerts before. */
import { AlertHistory } from './AlertHistory.tsx';
import { AlertsPanel } from './AlertsPanel.tsx';
import { QuietAlerts } from './QuietAlerts.tsx';

export function AlertsScreen() {
  return (
    <div className="alerts-screen" data-testid="alerts-screen">
      <AlertsPanel />
      <QuietAlerts />
      <AlertHistory />
    </div>
  );
}
