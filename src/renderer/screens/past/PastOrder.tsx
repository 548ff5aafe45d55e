/** One order as it stood: its terms, its state, and the events up to then. */
import { groupDecimal, groupInteger } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { clockTimeMicros } from '../../format/times.ts';
import { eventSummary } from '../../model/events/eventSummary.ts';
import { eventTone } from '../../model/events/eventTone.ts';
import { presentReason } from '../../model/orders/orderStatus.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import { usePricePlaces } from '../../store/desk/deskStore.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { useOrderAt } from '../detail/useOrderAt.ts';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';
import { useAsked } from '../common/useAsked.ts';

interface Properties {
  readonly orderId: OrderId;
  readonly position: number;
}

export function PastOrder({ orderId, position }: Properties) {
  const { value: detail, fault } = useAsked('getOrder', { orderId }, orderId);
  const order = useOrderAt(orderId, position);
  const placesOf = usePricePlaces();
  const events = detail?.events.filter((event) => event.position <= position) ?? [];
  const later = (detail?.events.length ?? 0) - events.length;
  return (
    <Panel
      title={`Order ${shortId(orderId)}`}
      className="past-order"
      testId="past-order-detail"
      extra={order !== undefined && order !== 'unknown' && <OrderStatusWord order={order} />}
    >
      {fault !== undefined ? (
        <Notice kind="error" title="The order can't be shown" text={fault.message} />
      ) : order === undefined ? (
        <Notice kind="empty" title="The order did not exist yet" />
      ) : order === 'unknown' ? (
        <Loading title="Loading the order" />
      ) : (
        <>
          <div className="terms">
            <b>{describeTerms(order, placesOf(order.symbol))}</b>{' '}
            <span className="dim">
              {order.strategy} · {order.account} · {order.venue} · filled {groupDecimal(order.filledQuantity)}
              , leaves {groupDecimal(order.leavesQuantity)}
            </span>
            {presentReason(order) !== undefined && (
              <span className="reason-line">{presentReason(order)}</span>
            )}
          </div>
          <ScrollArea name="Events up to then" className="past-order-events">
            <ol className="past-list events">
              {events.map((event) => (
                <li key={event.eventId}>
                  <span className="mono dim">{clockTimeMicros(event.time)}</span>
                  <span className={`tone-${eventTone(event)}`}>{event.type}</span>
                  <span className="dim summary">{eventSummary(event)}</span>
                </li>
              ))}
              {later > 0 && (
                <li className="dim">
                  <span className="still-to-come">
                    {groupInteger(later)} of its events were still to come
                  </span>
                </li>
              )}
            </ol>
          </ScrollArea>
        </>
      )}
    </Panel>
  );
}
