/** A window of its own for one panel: with the environment, the trading state and the kill switch above it. */
import { useEffect } from 'react';
import { panelTitles, type PanelId } from '../../shared/contract/panels.ts';
import { useIsLive } from '../store/desk/entryGate.ts';
import { useIsLocked, watchActivity } from '../store/session.ts';
import { useSettings } from '../store/settings/settingsStore.ts';
import { useStatus } from '../store/desk/statusStore.ts';
import { movePanelBack } from '../store/workspaces/windowLink.ts';
import { Button } from '../ui/controls/Button.tsx';
import { StateWord } from '../ui/display/StateWord.tsx';
import { CommandPalette } from '../screens/shell/CommandPalette.tsx';
import { IncidentBar } from '../screens/shell/IncidentBar.tsx';
import { KeyHelp } from '../screens/shell/KeyHelp.tsx';
import { LockedConsole } from '../screens/shell/LockedConsole.tsx';
import { Notices } from '../screens/shell/Notices.tsx';
import { TradingState } from '../screens/shell/TradingState.tsx';
import { listenForShortcuts } from '../screens/shell/shortcuts.ts';
import { DeskItem } from '../screens/desks/DeskItem.tsx';
import { DesksDialogs } from '../screens/desks/DesksDialogs.tsx';
import { DeskDialogs } from '../screens/trading/DeskDialogs.tsx';
import { panelContents } from '../screens/dock/panels.ts';
import { usePast } from '../store/past/pastStore.ts';
import { GoToDialog } from '../screens/past/GoToDialog.tsx';
import { PastPanel } from '../screens/past/PastPanel.tsx';

export function PanelWindow({ panel }: { readonly panel: PanelId }) {
  const status = useStatus((store) => store.status);
  const environment = status?.environment;
  const live = useIsLive();
  const locked = useIsLocked();
  // Redraws the panel when another time zone is chosen in the main window.
  const zone = useSettings((settings) => settings.tableZone);
  useEffect(listenForShortcuts, []);
  useEffect(watchActivity, []);
  useEffect(() => {
    document.title = `${panelTitles[panel]} · Breakwater${environment === undefined ? '' : ` · ${environment}`}`;
  }, [panel, environment]);
  const inPast = usePast((past) => past.at !== undefined);
  if (locked) return <LockedConsole live={live} />;
  if (inPast) {
    return (
      <>
        <PastPanel panel={panel} />
        <GoToDialog />
        <DesksDialogs />
        <KeyHelp />
      </>
    );
  }
  const Content = panelContents[panel];
  return (
    <div className={live ? 'console panel-window' : 'console panel-window stale'}>
      <header className="strip" aria-label="Status of the desk" data-testid="panel-strip">
        <DeskItem />
        {environment !== undefined && (
          <span className={`environment env-${environment.toLowerCase()}`}>{environment}</span>
        )}
        <h1 className="window-title">{panelTitles[panel]}</h1>
        {status === undefined ? (
          <StateWord glyph="dashed" tone="wait">
            Connecting
          </StateWord>
        ) : (
          <TradingState status={status} />
        )}
        {!live && (
          <StateWord glyph="clock" tone="warn">
            stale
          </StateWord>
        )}
        <span className="grow" />
        <Button
          onPress={() => {
            movePanelBack(panel);
          }}
        >
          Back to the main window
        </Button>
      </header>
      <IncidentBar />
      <main key={zone} className="screen-frame">
        <div className={`screen screen-${panel}`}>
          <Content />
        </div>
      </main>
      <Notices />
      <CommandPalette />
      <KeyHelp />
      <DeskDialogs />
      <DesksDialogs />
      <GoToDialog />
    </div>
  );
}
