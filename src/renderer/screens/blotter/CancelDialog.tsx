/** Says what would be cancelled, and asks why. */
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal, groupInteger, sum } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { describeTerms } from '../../model/orderTerms.ts';
import { cancelOrders } from '../../store/actions.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';

interface Properties {
  readonly orders: readonly OrderView[];
  /** Chosen as well, but with nothing left to cancel. */
  readonly skipped: number;
  readonly onClose: () => void;
}

const listed = 6;

export function CancelDialog({ orders, skipped, onClose }: Properties) {
  const count = `${groupInteger(orders.length)} ${orders.length === 1 ? 'order' : 'orders'}`;
  const venues = [...new Set(orders.map((order) => order.venue))];
  const open = sum(orders.map((order) => order.leavesQuantity));
  return (
    <ReasonDialog
      danger
      title={`Cancel ${count} on ${venues.length === 1 ? (venues[0] ?? '') : `${venues.length} venues`}`}
      confirm={`Cancel ${count}`}
      onConfirm={(reason) =>
        cancelOrders(
          orders.map((order) => order.orderId),
          reason,
        )
      }
      onClose={onClose}
    >
      <p>
        {groupDecimal(open)} open in all. Each venue is asked to cancel; what is filled stays filled.
        {skipped > 0 &&
          ` ${groupInteger(skipped)} of the chosen orders have nothing left to cancel and are left alone.`}
      </p>
      <ul className="scope-list">
        {orders.slice(0, listed).map((order) => (
          <li key={order.orderId}>
            <span className="mono">{shortId(order.orderId)}</span> {describeTerms(order)} on {order.venue}
          </li>
        ))}
        {orders.length > listed && <li className="dim">and {groupInteger(orders.length - listed)} more</li>}
      </ul>
    </ReasonDialog>
  );
}
