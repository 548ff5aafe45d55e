/** Says what would be cancelled, and asks why. */
import { groupDecimal, groupInteger, sum } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { describeTerms } from '../../model/orderTerms.ts';
import { cancelOrders } from '../../store/actions.ts';
import { usePricePlaces } from '../../store/deskStore.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { VenueTrouble } from '../VenueTrouble.tsx';
import {
  leftAlone,
  orderCount,
  ScopeText,
  useBulkProgress,
  venueWords,
  type BulkScope,
} from './bulkScope.tsx';

interface Properties {
  readonly scope: BulkScope;
  readonly onClose: () => void;
}

const listed = 6;

export function CancelDialog({ scope, onClose }: Properties) {
  const { orders, skipped } = scope;
  const { progress, onProgress } = useBulkProgress();
  const placesFor = usePricePlaces();
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
        Open quantity {groupDecimal(open)}. Each venue is asked to cancel; what is filled stays filled.
        {leftAlone(skipped, skipped === 1 ? 'has nothing left to cancel' : 'have nothing left to cancel')}
      </p>
      <VenueTrouble venues={orders.map(({ venue }) => venue)} />
      <ul className="scope-list">
        {orders.slice(0, listed).map((order) => (
          <li key={order.orderId}>
            <span className="mono">{shortId(order.orderId)}</span>{' '}
            {describeTerms(order, placesFor(order.symbol))} on {order.venue}
          </li>
        ))}
        {orders.length > listed && <li className="dim">and {groupInteger(orders.length - listed)} more</li>}
      </ul>
      {progress}
    </ReasonDialog>
  );
}
