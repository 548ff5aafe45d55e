/** All alerts: those that call now, those that were seen and whose cause lasts, the mutes, and the history. */
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
