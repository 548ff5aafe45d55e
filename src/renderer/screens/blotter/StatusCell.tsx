/** The status in a row, with its reason where it has one. */
import { isInFlight } from '../../../main/domain/order/orderState.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal } from '../../format/decimals.ts';
import { age, ageOf } from '../../format/times.ts';
import { lookOf, rowReason } from '../../model/orders/orderStatus.ts';
import { useNow } from '../../ui/useNow.ts';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';

export function StatusCell({ order }: { readonly order: OrderView }) {
  const reason = rowReason(order);
  return (
    <>
      <OrderStatusWord order={order} />
      {order.overfilledBy !== undefined && (
        <b className="tone-bad"> over by {groupDecimal(order.overfilledBy)}</b>
      )}
      <PendingAge order={order} />
      {reason !== undefined && (
        <span className={`row-reason tone-${lookOf(order.status).tone}`}> {reason}</span>
      )}
    </>
  );
}

/** Milliseconds from which the wait for a venue is shown. A healthy venue answers sooner. */
const tellFromMs = 5_000;

/** Shows how long the venue has not answered a request. */
function PendingAge({ order: { status, updatedAt } }: { readonly order: OrderView }) {
  const now = useNow(1_000);
  if (!isInFlight(status)) return null;
  const waitedMs = ageOf(updatedAt, now);
  return waitedMs < tellFromMs ? null : (
    <b className="tone-warn" title="The venue has not answered">
      {' '}
      for {age(waitedMs)}
    </b>
  );
}
