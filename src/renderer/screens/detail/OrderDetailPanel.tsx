/** One order: its events, its reasons and its actions. */
import { useState } from 'react';
import type { OrderDetail } from '../../../shared/contract/api.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { shortId } from '../../format/ids.ts';
import { presentReason } from '../../model/orders/orderStatus.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import { usePricePlaces } from '../../store/desk/deskStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { useUi } from '../../store/window/uiStore.ts';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { useDebounced } from '../../ui/useDebounced.ts';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';
import { OrderFixMessages } from '../fix/OrderFixMessages.tsx';
import { AsOfState } from './AsOfState.tsx';
import { DetailActions, type DetailView } from './DetailActions.tsx';
import { OtherViewers } from './OtherViewers.tsx';
import { Relatives } from './Relatives.tsx';
import { RiskDecisions } from './RiskDecisions.tsx';
import { StageBars } from './StageBars.tsx';
import { Timeline } from './Timeline.tsx';
import { useOrderAt, type PastOrder } from './useOrderAt.ts';
import { useOrderDetail } from './useOrderDetail.ts';

/** Milliseconds that the cursor must rest on a row before the panel loads its order: it may run over many rows. */
const restMs = 60;

const viewNames: Readonly<Record<DetailView, string>> = {
  timeline: 'Timeline of the order',
  trace: 'Time by stage',
  risk: 'Risk decisions',
  fix: 'FIX messages',
};

export function OrderDetailPanel() {
  const orderId = useDebounced(
    useUi((ui) => ui.openOrder),
    restMs,
  );
  const { detail, fault } = useOrderDetail(orderId);
  const [chosenView, setView] = useState<DetailView>('timeline');
  const hasFix = useHasFix(detail?.order.venue);
  const view = chosenView === 'fix' && !hasFix ? 'timeline' : chosenView;
  const [scrubbed, setScrubbed] = useState<Scrubbed>();
  const events = detail?.events.length ?? 0;
  // Undefined follows the newest event. The view of another order begins there.
  const chosen = scrubbed?.orderId === orderId ? scrubbed?.count : undefined;
  const past = chosen === undefined || chosen >= events ? undefined : chosen;
  const onAsOf = (count: number | undefined): void => {
    setScrubbed(
      orderId === undefined || count === undefined || count >= events ? undefined : { orderId, count },
    );
  };
  const then = useOrderAt(orderId, past === undefined ? undefined : detail?.events[past - 1]?.position);
  const state: PastOrder = past === undefined ? detail?.order : then;
  const shown = state === 'unknown' ? undefined : state;
  const title = orderId === undefined ? 'Order' : `Order ${shortId(orderId)}`;
  return (
    <Panel
      title={<span title={orderId}>{title}</span>}
      className="detail"
      testId="order-detail"
      extra={
        <>
          {shown !== undefined && <OrderStatusWord order={shown} />}
          {past !== undefined && (
            <span className="past" data-testid="as-of-mark">
              {state === undefined ? 'no order yet, ' : ''}as of event {past} of {events}
            </span>
          )}
        </>
      }
      actions={
        detail !== undefined && (
          <DetailActions
            detail={detail}
            view={view}
            hasFix={hasFix}
            onView={setView}
            onNow={
              past === undefined
                ? undefined
                : () => {
                    onAsOf(undefined);
                  }
            }
          />
        )
      }
    >
      {orderId === undefined ? (
        <Notice
          kind="empty"
          title="No order chosen"
          text="Choose one in the table above, or jump to an id with the palette."
        />
      ) : fault !== undefined ? (
        <Notice kind="error" title="The order can't be shown" text={fault.message} />
      ) : detail === undefined ? (
        <Loading title="Loading the order" />
      ) : (
        <DetailBody
          detail={detail}
          state={state}
          view={view}
          asOf={past ?? events}
          past={past !== undefined}
          onAsOf={onAsOf}
        />
      )}
    </Panel>
  );
}

/** Whether the order's venue is one with FIX messages. */
function useHasFix(venue: string | undefined): boolean {
  return useStatus(
    ({ status }) =>
      status?.venues.some((one) => one.venue === venue && one.fixSession !== undefined) ?? false,
  );
}

interface Scrubbed {
  readonly orderId: OrderId;
  /** How many of the order's events are included. */
  readonly count: number;
}

interface BodyProperties {
  readonly detail: OrderDetail;
  /** The order as of the event that is shown. */
  readonly state: PastOrder;
  readonly view: DetailView;
  readonly asOf: number;
  readonly past: boolean;
  readonly onAsOf: (count: number) => void;
}

function DetailBody({ detail, state, view, asOf, past, onAsOf }: BodyProperties) {
  const { order, events, risk } = detail;
  const shown = state === 'unknown' ? undefined : state;
  const reason = shown === undefined ? undefined : presentReason(shown);
  const places = usePricePlaces()(order.symbol);
  return (
    <>
      <div
        className="terms"
        title={`account ${order.account}, strategy ${order.strategy}, venue ${order.venue}`}
      >
        <b>{describeTerms(shown ?? order, places)}</b>{' '}
        <span className="dim">
          {order.strategy} · {order.account} · {order.venue}
        </span>
        {!past && <Relatives order={order} places={places} />}
        {reason !== undefined && <span className="reason-line">{reason}</span>}
      </div>
      {!past && <OtherViewers key={order.orderId} orderId={order.orderId} />}
      <ScrollArea name={viewNames[view]} className="detail-scroll">
        {view === 'timeline' ? (
          <Timeline events={events} asOf={asOf} onAsOf={onAsOf} />
        ) : view === 'trace' ? (
          <StageBars events={events} asOf={asOf} />
        ) : view === 'fix' ? (
          <OrderFixMessages venue={order.venue} orderId={order.orderId} />
        ) : risk === undefined && detail.amendRisks.length === 0 ? (
          <Notice kind="empty" title="No risk decision" text="The order was made before risk was asked." />
        ) : (
          <RiskDecisions risk={risk} amendRisks={detail.amendRisks} />
        )}
      </ScrollArea>
      {(view === 'timeline' || view === 'trace') && events.length > 0 && (
        <AsOfState
          orderId={order.orderId}
          state={state}
          events={events}
          asOf={asOf}
          onAsOf={onAsOf}
          places={places}
        />
      )}
    </>
  );
}
