/** Entry of the window. */
import './ipc/zodSetup.ts';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import 'dockview/dist/styles/dockview.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/grid.css';
import './styles/blotter.css';
import './styles/shell.css';
import './styles/incidents.css';
import './styles/tour.css';
import './styles/trade.css';
import './styles/desks.css';
import './styles/dock.css';
import './styles/screens.css';
import './styles/past.css';
import './styles/safety.css';
import './styles/narrow.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isFirstStart } from '../shared/contract/firstStart.ts';
import { panelOfQuery } from '../shared/contract/panels.ts';
import { Console } from './windows/Console.tsx';
import { PanelWindow } from './windows/PanelWindow.tsx';
import { HereBadge } from './screens/desks/DeskBadge.tsx';
import { offerTour } from './screens/tour/offerTour.ts';
import { attachDesks } from './store/desks/desksStore.ts';
import { tellSummaries } from './store/desks/tellSummaries.ts';
import { startAlertSounds } from './store/alertSounds.ts';
import { startIncidents } from './store/desk/incidentsStore.ts';
import { startLiveDesk } from './store/liveDesk.ts';
import { attachPrograms } from './store/programs/programsStore.ts';
import { linkAskedOrders, takeAsk } from './store/programs/takeAsk.ts';
import { linkTicket } from './store/ticketLink.ts';
import { linkMainWindow, linkPanelWindow } from './store/workspaces/windowLink.ts';
import { DialogBadge } from './ui/dialogs/dialogBadge.ts';
import { startViews } from './store/orders/blotterViewsStore.ts';
import { startSettings } from './store/settings/settingsStore.ts';

startSettings();
startViews();
startLiveDesk({
  onDesksPort: attachDesks,
  onProgramsPort: (port) => {
    attachPrograms(port, takeAsk);
  },
});
startIncidents();
const panel = panelOfQuery(window.location.search);
linkTicket(panel);
linkAskedOrders(panel);
if (panel === undefined) {
  // One window calls for all of them.
  startAlertSounds();
  linkMainWindow();
  tellSummaries();
  if (isFirstStart(window.location.search)) offerTour();
} else {
  linkPanelWindow(panel);
}

const root = document.getElementById('console');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <DialogBadge value={<HereBadge />}>
        {panel === undefined ? <Console /> : <PanelWindow panel={panel} />}
      </DialogBadge>
    </StrictMode>,
  );
}
