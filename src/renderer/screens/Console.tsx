/** The whole window. */
import { useEffect } from 'react';
import { useUi, type Screen } from '../store/uiStore.ts';
import { useStatus } from '../store/statusStore.ts';
import { usePast } from '../store/past/pastStore.ts';
import { useIsLive } from '../store/entryGate.ts';
import { useIsLocked, watchActivity } from '../store/session.ts';
import { AlertsScreen } from './alerts/AlertsScreen.tsx';
import { AuditScreen } from './audit/AuditScreen.tsx';
import { LogScreen } from './log/LogScreen.tsx';
import { MetricsScreen } from './metrics/MetricsScreen.tsx';
import { ResilienceScreen } from './resilience/ResilienceScreen.tsx';
import { GoToDialog } from './past/GoToDialog.tsx';
import { PastDesk } from './past/PastDesk.tsx';
import { RecoveryScreen } from './recovery/RecoveryScreen.tsx';
import { RiskScreen } from './risk/RiskScreen.tsx';
import { WorkspaceDialogs } from './dock/WorkspaceDialogs.tsx';
import { CommandPalette } from './shell/CommandPalette.tsx';
import { IncidentBar } from './shell/IncidentBar.tsx';
import { listenForPastedIds } from './shell/jump.ts';
import { KeyHelp } from './shell/KeyHelp.tsx';
import { NavBar, screenPanelId } from './shell/NavBar.tsx';
import { Notices } from './shell/Notices.tsx';
import { listenForShortcuts } from './shell/shortcuts.ts';
import { LockedConsole } from './shell/LockedConsole.tsx';
import { Tour } from './shell/tour/Tour.tsx';
import { StatusStrip } from './shell/StatusStrip.tsx';
import { DeskDialogs } from './trading/DeskDialogs.tsx';
import { SettingsScreen } from './settings/SettingsScreen.tsx';
import { SignalsScreen } from './signals/SignalsScreen.tsx';
import { TradeScreen } from './trade/TradeScreen.tsx';

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
      <GoToDialog />
      <WorkspaceDialogs />
    </div>
  );
}
