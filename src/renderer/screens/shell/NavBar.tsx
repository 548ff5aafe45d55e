/** The list of screens, the command palette and the other global controls. */
import { standingNeeds } from '../../model/desk/standingNeeds.ts';
import { parkedSubscribers } from '../../model/desk/subscriberLook.ts';
import { disabledStrategies } from '../../model/desk/tradingScope.ts';
import { needsAttention } from '../../model/desk/venueLook.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { screens, showScreen, useUi, type Screen } from '../../store/window/uiStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { KeyHint } from '../../ui/controls/KeyHint.tsx';
import { Tabs, type Tab } from '../../ui/controls/Tabs.tsx';
import { WorkspaceMenu } from '../dock/WorkspaceMenu.tsx';
import { Needs } from './Needs.tsx';

export const screenPanelId = 'screen';

const labels: Readonly<Record<Screen, string>> = {
  trade: 'Trade',
  risk: 'Risk',
  resilience: 'Resilience',
  recovery: 'Recovery',
  metrics: 'Metrics',
  audit: 'Audit',
  signals: 'Signals',
  alerts: 'Alerts',
  log: 'Log',
  settings: 'Settings',
};

/** The badges of the screens that need attention. */
function useBadges(): Readonly<Partial<Record<Screen, Tab<Screen>['badge']>>> {
  const troubled = useStatus(({ status }) =>
    status === undefined
      ? 0
      : status.venues.filter(needsAttention).length + (status.riskBreaker.state === 'closed' ? 0 : 1),
  );
  const disabled = useStatus(({ status }) => disabledStrategies(status).length);
  const toApprove = useStatus((store) => store.status?.proposals.forYou ?? 0);
  const differing = useStatus(
    (store) => store.status?.reconciliations.filter(({ gate }) => gate === 'differences').length ?? 0,
  );
  const needs = useStatus(({ status }) => (status === undefined ? 0 : standingNeeds(status).length));
  const alerts = useStatus((store) => store.status?.alertsOpen ?? 0);
  const doubts = useStatus((store) => store.status?.ordersInDoubt ?? 0);
  const parked = useStatus((store) => parkedSubscribers(store.status?.subscribers ?? []).length);
  const failedChecks = useJobs(
    (store) => store.jobs.filter((job) => job.kind === 'verify' && job.good === false).length,
  );
  const running = useJobs((store) => store.jobs.filter((job) => job.state === 'running').length);
  const atRisk = [
    ...(toApprove > 0 ? ['proposals wait for your approval'] : []),
    ...(disabled > 0 ? ['strategies are disabled'] : []),
  ];
  return {
    risk: { count: disabled + toApprove, title: atRisk.join(' or ') },
    resilience: { count: troubled, title: 'venues or risk rules need attention' },
    recovery: { count: doubts + differing, title: 'orders in doubt or venues that differ' },
    metrics: { count: parked, title: 'subscribers are parked' },
    audit: { count: failedChecks, title: 'verifications failed' },
    signals: { count: running, title: 'jobs running' },
    alerts: { count: alerts + needs, title: 'open, or whatever else needs a person' },
  };
}

export function NavBar() {
  const screen = useUi((ui) => ui.screen);
  const keysOf = useKeys();
  const badges = useBadges();
  const tabs = screens.map((id) => ({ id, label: labels[id], keys: keysOf(id), badge: badges[id] }));
  return (
    <nav className="nav" aria-label="Screens">
      <Tabs name="Screens" tabs={tabs} value={screen} onChange={showScreen} panelId={screenPanelId} />
      <WorkspaceMenu />
      <span className="grow" />
      <Needs />
      <Button
        look="quiet"
        name="All keys"
        title={`All keys (${keysOf('help')})`}
        onPress={() => {
          useUi.setState({ helpOpen: true });
        }}
      >
        Keys
      </Button>
      <button
        type="button"
        className="search-box"
        onClick={() => {
          useUi.setState({ paletteOpen: true });
        }}
      >
        <span>Search or jump to any id</span> <KeyHint keys={keysOf('palette')} />
      </button>
    </nav>
  );
}
