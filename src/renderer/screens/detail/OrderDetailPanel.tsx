/** One order: what happened, why, and what can be done about it. */
import { useState } from 'react';
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { shortId } from '../../format/ids.ts';
import { whyNoAmend, whyNoCancel, presentReason } from '../../model/orders/orderStatus.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import { orderAsText } from './orderText.ts';
import { announced, copyOrderAsFix, copyText } from '../../store/actions.ts';
import { usePricePlaces } from '../../store/desk/deskStore.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { closeOrder, useUi } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { Popover } from '../../ui/dialogs/Popover.tsx';
import { useDebounced } from '../../ui/useDebounced.ts';
import { AmendDialog } from '../blotter/actions/AmendDialog.tsx';
import { CancelDialog } from '../blotter/actions/CancelDialog.tsx';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';
import { OrderFixMessages } from '../fix/OrderFixMessages.tsx';
import { AsOfState } from './AsOfState.tsx';
import { Relatives } from './Relatives.tsx';
import { RiskDecisions } from './RiskDecisions.tsx';
import { StageBars } from './StageBars.tsx';
import { Timeline } from './Timeline.tsx';
import { useOrderAt, type PastOrder } from './useOrderAt.ts';
import { useOrderDetail } from './useOrderDetail.ts';

/** Milliseconds that the cursor must rest on a row before the panel loads its order: it may run over many rows. */
const restMs = 60;

type View = 'timeline' | 'trace' | 'risk' | 'fix';

const viewNames: Readonly<Record<View, string>> = {
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
  const [chosenView, setView] = useState<View>('timeline');
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
        <Loading />
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

function Loading() {
  const disabledReason = useWhyNoCommand('view');
  return disabledReason === undefined ? (
    <Notice kind="loading" title="Loading the order" />
  ) : (
    <Notice kind="stale" title="The order can't be loaded" text={`${disabledReason}.`} />
  );
}

interface Scrubbed {
  readonly orderId: string;
  /** How many of the order's events are included. */
  readonly count: number;
}

interface ActionsProperties {
  readonly detail: OrderDetail;
  readonly view: View;
  readonly hasFix: boolean;
  readonly onView: (view: View) => void;
  /** Leads back to the present. Set while the past is shown, because an action always acts on the present order. */
  readonly onNow: (() => void) | undefined;
}

function DetailActions({ detail, view, hasFix, onView, onNow }: ActionsProperties) {
  const [asking, setAsking] = useState<'cancel' | 'amend'>();
  const whyNoTrade = useWhyNoCommand('trade');
  const disabledReason = useWhyNoCommand('cancel') ?? whyNoCancel(detail.order.status);
  const Dialog = asking === 'amend' ? AmendDialog : CancelDialog;
  return (
    <>
      <Button
        pressed={view === 'trace'}
        title={view === 'trace' ? 'Back to the timeline' : 'The time by stage in place of the timeline'}
        onPress={() => {
          onView(view === 'trace' ? 'timeline' : 'trace');
        }}
      >
        Trace
      </Button>
      <Button
        pressed={view === 'risk'}
        title={view === 'risk' ? 'Back to the timeline' : 'The risk decision in place of the timeline'}
        onPress={() => {
          onView(view === 'risk' ? 'timeline' : 'risk');
        }}
      >
        Risk
      </Button>
      {hasFix && (
        <Button
          pressed={view === 'fix'}
          title={view === 'fix' ? 'Back to the timeline' : 'The FIX messages in place of the timeline'}
          onPress={() => {
            onView(view === 'fix' ? 'timeline' : 'fix');
          }}
        >
          FIX
        </Button>
      )}
      <Popover label="Copy" name="Copy the order">
        {(close) => (
          <div className="menu">
            <Button
              look="quiet"
              onPress={() => {
                copyText(JSON.stringify(detail, null, 2), 'The order as JSON');
                close();
              }}
            >
              As JSON
            </Button>
            <Button
              look="quiet"
              onPress={() => {
                copyText(orderAsText(detail), 'The order as text');
                close();
              }}
            >
              As text
            </Button>
            {hasFix && (
              <Button
                look="quiet"
                onPress={() => {
                  const { venue, orderId: about } = detail.order;
                  announced(copyOrderAsFix({ venue, session: 'orders', orderId: about }));
                  close();
                }}
              >
                As FIX
              </Button>
            )}
            <Button
              look="quiet"
              onPress={() => {
                copyText(detail.order.orderId, "The order's id");
                close();
              }}
            >
              Its id
            </Button>
          </div>
        )}
      </Popover>
      {onNow === undefined ? (
        <>
          <Button
            disabledReason={whyNoTrade ?? whyNoAmend(detail.order.status)}
            onPress={() => {
              setAsking('amend');
            }}
          >
            Amend…
          </Button>
          <Button
            look={disabledReason === undefined ? 'danger' : 'plain'}
            disabledReason={disabledReason}
            onPress={() => {
              setAsking('cancel');
            }}
          >
            Cancel…
          </Button>
        </>
      ) : (
        <Button title="Amend and cancel act on the order as it is now" onPress={onNow}>
          Back to now
        </Button>
      )}
      <Button look="quiet" name="Close the order" title="Close" onPress={closeOrder}>
        ×
      </Button>
      {asking !== undefined && (
        <Dialog
          scope={{ orders: [detail.order], skipped: [] }}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}

interface BodyProperties {
  readonly detail: OrderDetail;
  /** The order as of the event that is shown. */
  readonly state: PastOrder;
  readonly view: View;
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
