/** The status in a row, with the reason where there is one to tell. */
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal } from '../../format/decimals.ts';
import { lookOf, rowReason } from '../../model/orderStatus.ts';
import { OrderStatusWord } from '../OrderStatusWord.tsx';

export function StatusCell({ order }: { readonly order: OrderView }) {
  const reason = rowReason(order);
  return (
    <>
      <OrderStatusWord status={order.status} />
      {order.overfilledBy !== undefined && (
        <b className="tone-bad"> over by {groupDecimal(order.overfilledBy)}</b>
      )}
      {reason !== undefined && (
        <span className={`row-reason tone-${lookOf(order.status).tone}`}> {reason}</span>
      )}
    </>
  );
}
