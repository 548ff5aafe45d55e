/** One order: what happened, why, and what can be done about it. */
import { useState } from 'react';
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { placesOf } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { amendHindrance, cancelHindrance } from '../../model/orderStatus.ts';
import { describeTerms } from '../../model/orderTerms.ts';
import { orderAsText } from '../../model/orderText.ts';
import { copyText } from '../../store/actions.ts';
import { useDesk } from '../../store/deskStore.ts';
import { useCommandHindrance } from '../../store/entryGate.ts';
import { closeOrder, useUi } from '../../store/uiStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useDebounced } from '../../ui/useDebounced.ts';
import { AmendDialog } from '../blotter/AmendDialog.tsx';
import { CancelDialog } from '../blotter/CancelDialog.tsx';
import { OrderStatusWord } from '../OrderStatusWord.tsx';
import { AsOfState } from './AsOfState.tsx';
import { Relatives } from './Relatives.tsx';
import { RiskDecisions } from './RiskDecisions.tsx';
import { Timeline } from './Timeline.tsx';
import { useOrderDetail } from './useOrderDetail.ts';

/** The cursor may run over many rows before it rests on one. */
const restMs = 60;

type View = 'timeline' | 'risk';

export function OrderDetailPanel() {
  const orderId = useDebounced(
    useUi((ui) => ui.openOrder),
    restMs,
  );
  const { detail, fault } = useOrderDetail(orderId);
  const [view, setView] = useState<View>('timeline');
  const title = orderId === undefined ? 'Order' : `Order ${shortId(orderId)}`;
  return (
    <Panel
      title={<span title={orderId}>{title}</span>}
      className="detail"
      testId="order-detail"
      extra={detail !== undefined && <OrderStatusWord status={detail.order.status} />}
      actions={detail !== undefined && <DetailActions detail={detail} view={view} onView={setView} />}
    >
      {orderId === undefined ? (
        <Notice kind="empty" title="No order chosen">
          <p>Choose one in the table above, or jump to an id with Ctrl K.</p>
        </Notice>
      ) : fault !== undefined ? (
        <Notice kind="error" title="The order can't be shown">
          <p>{fault.message}</p>
        </Notice>
      ) : detail === undefined ? (
        <Loading />
      ) : (
        <DetailBody key={orderId} detail={detail} view={view} />
      )}
    </Panel>
  );
}

function Loading() {
  const hindrance = useCommandHindrance();
  return hindrance === undefined ? (
    <Notice kind="loading" title="Loading the order" />
  ) : (
    <Notice kind="stale" title="The order can't be loaded">
      <p>{hindrance}.</p>
    </Notice>
  );
}

function DetailActions({
  detail,
  view,
  onView,
}: {
  readonly detail: OrderDetail;
  readonly view: View;
  readonly onView: (view: View) => void;
}) {
  const [asking, setAsking] = useState<'cancel' | 'amend'>();
  const commandHindrance = useCommandHindrance();
  const hindrance = commandHindrance ?? cancelHindrance(detail.order.status);
  const Dialog = asking === 'amend' ? AmendDialog : CancelDialog;
  return (
    <>
      <Button
        pressed={view === 'risk'}
        title={view === 'risk' ? 'Back to the timeline' : 'The risk decision in place of the timeline'}
        onPress={() => {
          onView(view === 'risk' ? 'timeline' : 'risk');
        }}
      >
        Risk
      </Button>
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
      <Button
        hindrance={commandHindrance ?? amendHindrance(detail.order.status)}
        onPress={() => {
          setAsking('amend');
        }}
      >
        Amend…
      </Button>
      <Button
        look={hindrance === undefined ? 'danger' : 'plain'}
        hindrance={hindrance}
        onPress={() => {
          setAsking('cancel');
        }}
      >
        Cancel…
      </Button>
      <Button look="quiet" name="Close the order" title="Close" onPress={closeOrder}>
        ×
      </Button>
      {asking !== undefined && (
        <Dialog
          orders={[detail.order]}
          skipped={0}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}

function DetailBody({ detail, view }: { readonly detail: OrderDetail; readonly view: View }) {
  const { order, events, risk } = detail;
  // Undefined follows the newest event.
  const [chosen, setChosen] = useState<number>();
  const asOf = Math.min(chosen ?? events.length, events.length);
  const places = useDesk((store) =>
    placesOf(
      store.desk?.instruments.find((instrument) => instrument.symbol === order.symbol)?.tickSize ?? '1',
    ),
  );
  // The newest event is followed, not held.
  const onAsOf = (count: number): void => {
    setChosen(count >= events.length ? undefined : count);
  };
  return (
    <>
      <div
        className="terms"
        title={`account ${order.account}, strategy ${order.strategy}, venue ${order.venue}`}
      >
        <b>{describeTerms(order, places)}</b>{' '}
        <span className="dim">
          {order.strategy} · {order.account} · {order.venue}
        </span>
        <Relatives order={order} places={places} />
        {order.reason !== undefined && (
          <span className="reason-line">
            {order.reasonCode === undefined ? '' : `${order.reasonCode}: `}
            {order.reason}
          </span>
        )}
      </div>
      <div className="detail-scroll" tabIndex={-1}>
        {view === 'timeline' ? (
          <Timeline events={events} asOf={asOf} onAsOf={onAsOf} />
        ) : risk === undefined && detail.amendRisks.length === 0 ? (
          <Notice kind="empty" title="No risk decision">
            <p>The order was made before risk was asked.</p>
          </Notice>
        ) : (
          <RiskDecisions risk={risk} amendRisks={detail.amendRisks} />
        )}
      </div>
      {view === 'timeline' && events.length > 0 && (
        <AsOfState order={order} events={events} asOf={asOf} onAsOf={onAsOf} places={places} />
      )}
    </>
  );
}
