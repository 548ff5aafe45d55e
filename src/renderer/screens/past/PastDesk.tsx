/** The whole desk as it stood at a position, in place of the screens of the present. Nothing here acts. */
import { useState } from 'react';
import type { DeskAtView } from '../../../shared/contract/past.ts';
import { usePast } from '../../store/past/pastStore.ts';
import { Tabs, type Tab } from '../../ui/controls/Tabs.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { useIncidents } from '../common/useIncidents.ts';
import { Differences } from './Differences.tsx';
import { IncidentList } from './IncidentList.tsx';
import { PastAlerts } from './PastAlerts.tsx';
import { PastBanner } from './PastBanner.tsx';
import { PastLimits } from './PastLimits.tsx';
import { PastOrders } from './PastOrders.tsx';
import { PastPositions } from './PastPositions.tsx';
import { PastProgress } from './PastProgress.tsx';
import { PastScrubber } from './PastScrubber.tsx';
import { PastStates } from './PastStates.tsx';
import { useDeskAt } from './useDeskAt.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

const viewPanelId = 'past-view';

const viewNames = { orders: 'Orders', differences: 'What differs', incidents: 'Incidents' } as const;
type View = keyof typeof viewNames;
const tabs: readonly Tab<View>[] = namesOf(viewNames).map((id) => ({ id, label: viewNames[id] }));

export function PastDesk() {
  const marked = usePast((past) => past.marked);
  const asked = useDeskAt();
  const { at, head, position, desk, time, isPresent, fault } = asked;
  const { incidents, searchedTo, loadOlder } = useIncidents();
  const [view, setView] = useState<View>('orders');
  return (
    <div
      className="console past-desk"
      data-testid="past-desk"
      data-position={desk?.position}
      data-present={isPresent}
    >
      <PastBanner at={at} head={head} time={time} />
      <PastScrubber at={at} head={head} time={desk?.time} incidents={incidents} />
      <PastProgress asked={asked} />
      <main className="past-main">
        <div className="past-left">
          <Tabs
            name="What is shown of that moment"
            tabs={tabs}
            value={view}
            onChange={setView}
            panelId={viewPanelId}
          />
          <div
            id={viewPanelId}
            role="tabpanel"
            aria-labelledby={`${viewPanelId}-${view}`}
            className="past-view"
          >
            {view === 'orders' && <PastOrders position={position} />}
            {view === 'differences' && <Differences at={position} marked={marked} />}
            {view === 'incidents' && (
              <IncidentList at={at} incidents={incidents} searchedTo={searchedTo} onOlder={loadOlder} />
            )}
          </div>
        </div>
        <State desk={desk} fault={fault} />
      </main>
    </div>
  );
}

function State({
  desk,
  fault,
}: {
  readonly desk: DeskAtView | undefined;
  readonly fault: string | undefined;
}) {
  if (fault !== undefined) {
    return <Notice kind="error" title="The desk can't be shown as of there" text={fault} />;
  }
  if (desk === undefined) return <Loading title="Reading the events" />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keyboard
    <div className="past-right" tabIndex={0} role="group" aria-label="The desk as it stood">
      <PastStates desk={desk} />
      <PastPositions positions={desk.positions} />
      <PastAlerts alerts={desk.alerts} mutes={desk.mutes} />
      <PastLimits limits={desk.limits} />
    </div>
  );
}
