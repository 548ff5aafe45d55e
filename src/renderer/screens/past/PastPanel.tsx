/** The window of one panel while the past is shown: the same moment as in the main window, and nothing that acts. */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { panelTitles, type PanelId } from '../../../shared/contract/panels.ts';
import type { DeskAtView } from '../../../shared/contract/past.ts';
import { useUi } from '../../store/window/uiStore.ts';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { PastAlerts } from './PastAlerts.tsx';
import { PastBanner } from './PastBanner.tsx';
import { PastLimits } from './PastLimits.tsx';
import { PastOrder } from './PastOrder.tsx';
import { PastOrders } from './PastOrders.tsx';
import { PastPositions } from './PastPositions.tsx';
import { PastProgress } from './PastProgress.tsx';
import { PastStates } from './PastStates.tsx';
import { useDeskAt } from './useDeskAt.ts';

export function PastPanel({ panel }: { readonly panel: PanelId }) {
  const asked = useDeskAt();
  const { at, head, position, desk, time, isPresent, fault } = asked;
  return (
    <div
      className="console past-desk panel-window"
      data-testid="past-panel"
      data-position={desk?.position}
      data-present={isPresent}
    >
      <PastBanner at={at} head={head} time={time} />
      <PastProgress asked={asked} />
      <main className="past-panel">
        <h1 className="window-title">{panelTitles[panel]}</h1>
        {fault !== undefined ? (
          <Notice kind="error" title="The desk can't be shown as of there" text={fault} />
        ) : desk === undefined ? (
          <Loading title="Reading the events" />
        ) : (
          <Content panel={panel} desk={desk} position={position} />
        )}
      </main>
    </div>
  );
}

interface ContentProperties {
  readonly panel: PanelId;
  readonly desk: DeskAtView;
  readonly position: number;
}

function Content({ panel, desk, position }: ContentProperties) {
  switch (panel) {
    case 'orders':
      return <PastOrders position={position} />;
    case 'detail':
      return <ChosenOrder position={position} />;
    case 'positions':
      return <PastPositions positions={desk.positions} />;
    case 'alerts':
      return <PastAlerts alerts={desk.alerts} mutes={desk.mutes} />;
    case 'risk':
      return (
        <>
          <PastPositions positions={desk.positions} />
          <PastLimits limits={desk.limits} />
        </>
      );
    case 'venues':
    case 'resilience':
    case 'recovery':
      return <PastStates desk={desk} />;
    case 'ticket':
      return <NotThen why="Nothing is sent from the past. What is typed in the ticket is kept." />;
    case 'latency':
    case 'metrics':
      return (
        <NotThen why="Measurements are of the present alone: their times go on, and come back with it." />
      );
    case 'audit':
    case 'signals':
    case 'log':
      return (
        <NotThen why="What this panel lists has a time in each line, and comes back with the present." />
      );
    default:
      return assertNever(panel);
  }
}

function ChosenOrder({ position }: { readonly position: number }) {
  const orderId = useUi((ui) => ui.openOrder);
  if (orderId === undefined) {
    return (
      <Notice
        kind="empty"
        title="No order chosen"
        text="Choose one of the orders as they stood, in the main window."
      />
    );
  }
  return <PastOrder key={orderId} orderId={orderId} position={position} />;
}

function NotThen({ why }: { readonly why: string }) {
  return <Notice kind="empty" title="This panel is not shown in the past" text={why} />;
}
