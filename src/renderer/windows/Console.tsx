/** The whole window. */
import { useEffect } from 'react';
import { useUi, type Screen } from '../store/window/uiStore.ts';
import { useStatus } from '../store/desk/statusStore.ts';
import { usePast } from '../store/past/pastStore.ts';
import { useIsLive } from '../store/desk/entryGate.ts';
import { useIsLocked, watchActivity } from '../store/session.ts';
import { AlertsScreen } from '../screens/alerts/AlertsScreen.tsx';
import { AuditScreen } from '../screens/audit/AuditScreen.tsx';
import { LogScreen } from '../screens/log/LogScreen.tsx';
import { MetricsScreen } from '../screens/metrics/MetricsScreen.tsx';
import { ResilienceScreen } from '../screens/resilience/ResilienceScreen.tsx';
import { GoToDialog } from '../screens/past/GoToDialog.tsx';
import { PastDesk } from '../screens/past/PastDesk.tsx';
import { RecoveryScreen } from '../screens/recovery/RecoveryScreen.tsx';
import { RiskScreen } from '../screens/risk/RiskScreen.tsx';
import { WorkspaceDialogs } from '../screens/dock/WorkspaceDialogs.tsx';
import { CommandPalette } from '../screens/shell/CommandPalette.tsx';
import { IncidentBar } from '../screens/shell/IncidentBar.tsx';
import { listenForPastedIds } from '../screens/shell/jump.ts';
import { KeyHelp } from '../screens/shell/KeyHelp.tsx';
import { NavBar, screenPanelId } from '../screens/shell/NavBar.tsx';
import { Notices } from '../screens/shell/Notices.tsx';
import { listenForShortcuts } from '../screens/shell/shortcuts.ts';
import { LockedConsole } from '../screens/shell/LockedConsole.tsx';
import { Tour } from '../screens/tour/Tour.tsx';
import { StatusStrip } from '../screens/shell/StatusStrip.tsx';
import { DesksDialogs } from '../screens/desks/DesksDialogs.tsx';
import { DeskDialogs } from '../screens/trading/DeskDialogs.tsx';
import { SettingsScreen } from '../screens/settings/SettingsScreen.tsx';
import { SignalsScreen } from '../screens/signals/SignalsScreen.tsx';
import { TradeScreen } from '../screens/trade/TradeScreen.tsx';

const screens: Readonly<Record<Screen, () => React.ReactNode>> = {
  trade: TradeScreen,
  risk: RiskScreen,
  resilience: ResilienceScreen,
  recovery: RecoveryScreen,
  metrics: MetricsScreen,
  audit: AuditScreen,
  signals: SignalsScreen,
  alerts: AlertsScreen,
  log: LogScreen,
  settings: SettingsScreen,
};

export function Console() {
  const screen = useUi((ui) => ui.screen);
  const environment = useStatus((store) => store.status?.environment);
  useEffect(listenForShortcuts, []);
  useEffect(listenForPastedIds, []);
  useEffect(() => {
    document.title = environment === undefined ? 'Breakwater' : `Breakwater · ${environment}`;
  }, [environment]);
  const live = useIsLive();
  const locked = useIsLocked();
  useEffect(watchActivity, []);
  const Shown = screens[screen];
  const inPast = usePast((past) => past.at !== undefined);
  if (locked) return <LockedConsole live={live} />;
  if (inPast) {
    return (
      <>
        <PastDesk />
        <GoToDialog />
        <DesksDialogs />
        <KeyHelp />
      </>
    );
  }
  return (
    <div className={live ? 'console' : 'console stale'}>
      <StatusStrip />
      <IncidentBar />
      <NavBar />
      <main key={screen} className="screen-frame">
        <div
          id={screenPanelId}
          role="tabpanel"
          aria-labelledby={`${screenPanelId}-${screen}`}
          className={`screen screen-${screen}`}
        >
          <Shown />
        </div>
      </main>
      <Notices />
      <CommandPalette />
      <KeyHelp />
      <Tour />
      <DeskDialogs />
      <DesksDialogs />
      <GoToDialog />
      <WorkspaceDialogs />
    </div>
  );
}
