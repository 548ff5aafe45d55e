/**
 * An order's status as a glyph and a word. It names the person who settled it, where it is not the venue's own report.
 */
import { orderLook, type StatusAndWord } from '../../model/orders/orderStatus.ts';
import { StateWord } from '../../ui/display/StateWord.tsx';

export function OrderStatusWord({ order }: { readonly order: StatusAndWord }) {
  const look = orderLook(order);
  return (
    <StateWord glyph={look.glyph} tone={look.tone}>
      {look.word}
    </StateWord>
  );
}
