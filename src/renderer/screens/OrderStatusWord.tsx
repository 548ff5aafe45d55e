/** An order's status as glyph and word, with whose word it is where that is not the venue's. */
import { orderLook, type StatusAndWord } from '../model/orderStatus.ts';
import { StateWord } from '../ui/StateWord.tsx';

export function OrderStatusWord({ order }: { readonly order: StatusAndWord }) {
  const look = orderLook(order);
  return (
    <StateWord glyph={look.glyph} tone={look.tone}>
      {look.word}
    </StateWord>
  );
}
