/** Says what a cancel would do, and asks for a reason. */
import { counted, groupInteger } from '../../../format/decimals.ts';
import { shortId } from '../../../format/ids.ts';
import { canceledExits, canceledExitsWords, openWords } from './canceledExits.ts';
import { exitsHeldBy } from '../../../model/desk/heldBack.ts';
import { describeTerms } from '../../../model/orders/orderTerms.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { cancelOrders } from '../../../store/actions.ts';
import { usePricePlaces } from '../../../store/desk/deskStore.ts';
import { useStatus } from '../../../store/desk/statusStore.ts';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { reasonsFor } from '../../../store/reasons.ts';
import { ReasonDialog } from '../../../ui/dialogs/ReasonDialog.tsx';
import { StoreTrouble } from './StoreTrouble.tsx';
import { VenueTrouble } from '../../common/VenueTrouble.tsx';
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
  return (
    <ReasonDialog
      reasons={reasonsFor('cancel')}
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
        Open quantity {openWords(orders)}. Each venue is asked to cancel; what is filled stays filled.
        {leftAlone(
          skipped,
          skipped.length === 1 ? 'has nothing left to cancel' : 'have nothing left to cancel',
        )}
      </p>
      <BarePositions orders={orders} />
      <StoreTrouble orders={orders} what="cancel" onLeave={onClose} />
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

const positionsListed = 4;

/** Lists the positions that lose their exits by the cancel, and says what the desk then does by itself. */
function BarePositions({ orders }: { readonly orders: readonly OrderView[] }) {
  const bare = canceledExits(orders);
  const held = useStatus(
    ({ status }) =>
      status &&
      exitsHeldBy(
        status,
        orders.filter(({ role }) => role !== undefined),
      ),
  );
  if (bare.length === 0) return null;
  return (
    <div className="tone-warn" data-testid="canceled-exits">
      {bare.slice(0, positionsListed).map((exits) => (
        <p key={exits.entryId}>
          <Glyph shape="warning" />
          {canceledExitsWords(exits)}
        </p>
      ))}
      {bare.length > positionsListed && (
        <p>And the exits of {counted(bare.length - positionsListed, 'more entry', 'more entries')}.</p>
      )}
      <p>
        {held === undefined
          ? 'The desk makes exits anew, a second or more later, while their position is open: close the position to be rid of them.'
          : `They are not made anew while ${held}.`}
      </p>
    </div>
  );
}
