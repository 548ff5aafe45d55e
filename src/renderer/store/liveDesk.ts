/** Starts what every screen needs: the connection, and the streams that are always open. */
import { connect, subscribe } from './link/engineLink.ts';
import { emptyForm } from '../model/orders/ticketForm.ts';
import { announced, cancelAllAtExit } from './actions.ts';
import { useConnection } from './link/connectionStore.ts';
import { watchClock } from './notices/clockWatch.ts';
import { watchConfiguration } from './notices/configurationWatch.ts';
import { watchOwner } from './session.ts';
import { askForKillSwitch } from './killSwitch.ts';
import { startWorkspaces } from './workspaces/workspaceStore.ts';
import { loadDesk, useDesk } from './desk/deskStore.ts';
import { watchKills } from './notices/killWatch.ts';
import { takeChangedJobs, takeJobs } from './notices/jobsStore.ts';
import { takeMetricsDelta, takeMetricsSnapshot } from './desk/metricsStore.ts';
import { takeStatus } from './desk/statusStore.ts';
import { giveTicketTo, useTicket } from './ticketStore.ts';
import { forEachOwner } from './window/owner.ts';

/** What takes the window's ports to the main process. */
interface MainPorts {
  readonly onDesksPort: (port: MessagePort) => void;
  /** Takes the main window's port about other programs. */
  readonly onProgramsPort: (port: MessagePort) => void;
}

export function startLiveDesk(mainPorts: MainPorts): void {
  subscribe('status', {}, { snapshot: takeStatus, delta: takeStatus });
  subscribe(
    'metrics',
    {},
    {
      snapshot: ({ points, summary }) => {
        takeMetricsSnapshot(points, summary);
      },
      delta: ({ points, summary }) => {
        takeMetricsDelta(points, summary);
      },
    },
  );
  subscribe(
    'jobs',
    {},
    {
      snapshot: ({ jobs }) => {
        takeJobs(jobs);
      },
      delta: ({ jobs }) => {
        takeChangedJobs(jobs);
      },
    },
  );
  useConnection.subscribe((connection) => {
    if (connection.state === 'connected') setTimeout(() => void loadDesk(), 0);
  });
  useDesk.subscribe(({ desk }) => {
    useTicket.setState((state) => (state.form === undefined ? { form: emptyForm(desk) } : {}));
  });
  forEachOwner((owner) => {
    const { desk } = useDesk.getState();
    giveTicketTo(owner, desk && emptyForm(desk));
  });
  startWorkspaces();
  watchOwner();
  watchKills();
  watchClock();
  watchConfiguration();
  connect({
    onCancelAll: () => {
      announced(cancelAllAtExit());
    },
    onKillKeys: askForKillSwitch,
    ...mainPorts,
  });
}
