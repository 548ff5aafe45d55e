/** An order's id as a link to the order. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { shortId } from '../../format/ids.ts';
import { openOrder } from '../../store/window/uiStore.ts';

interface Properties {
  readonly orderId: OrderId;
  /** In a table with keys of its own the link is no tab stop. */
  readonly tabIndex?: -1;
}

export function OrderLink({ orderId, tabIndex }: Properties) {
  return (
    <button
      type="button"
      className="link mono"
      tabIndex={tabIndex}
      title={`Show order ${orderId}`}
      onClick={() => {
        openOrder(orderId);
      }}
    >
      {shortId(orderId)}
    </button>
  );
}
