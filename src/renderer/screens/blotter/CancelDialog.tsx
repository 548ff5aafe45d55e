/** Says what would be cancelled, and asks why. */
import { groupDecimal, groupInteger, sum } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { describeTerms } from '../../model/orderTerms.ts';
import { cancelOrders } from '../../store/actions.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { orderCount, ScopeText, useBulkProgress, venueWords, type BulkScope } from './bulkScope.tsx';

interface Properties {
  readonly scope: BulkScope;
  readonly onClose: () => void;
}

const listed = 6;

export function CancelDialog({ scope, onClose }: Properties) {
  const { orders, skipped } = scope;
  const { progress, onProgress } = useBulkProgress();
  const count = orderCount(orders);
  const open = sum(orders.map((order) => order.leavesQuantity));
  return (
    <ReasonDialog
      danger
      title={`Cancel ${count} on ${venueWords(orders)}`}
      confirm={`Cancel ${count}`}
      onConfirm={(reason) =>
        cancelOrders(
          orders.map((order) => order.orderId),
          reason,
          onProgress,
        )
      }
      onClose={onClose}
    >
      <ScopeText scope={scope} />
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
      {progress}
    </ReasonDialog>
  );
}
