/** An order's short id. An exit is shown by its role, and an order that somebody else sent is marked as external. */
import type { OrderView } from '../../../shared/contract/orders.ts';
import { shortId } from '../../format/ids.ts';
import { roleWord } from '../../model/orders/orderStatus.ts';

export function OrderName({ order }: { readonly order: OrderView }) {
  if (order.role !== undefined) return <>{`  └ ${roleWord(order.role)}`}</>;
  return (
    <>
      {shortId(order.orderId)}
      {order.external === true && <span className="external-mark">ext</span>}
    </>
  );
}
