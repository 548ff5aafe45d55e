/** An order's id as a link to the order. */
import { shortId } from '../../format/ids.ts';
import { openOrder } from '../../store/window/uiStore.ts';

export function OrderLink({ orderId }: { readonly orderId: string }) {
  return (
    <button
      type="button"
      className="link mono"
      title={`Show order ${orderId}`}
      onClick={() => {
        openOrder(orderId);
      }}
    >
      {shortId(orderId)}
    </button>
  );
}
