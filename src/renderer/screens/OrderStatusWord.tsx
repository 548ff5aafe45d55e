/** An order's status as glyph and word. */
import type { OrderStatus } from '../../shared/contract/orders.ts';
import { lookOf } from '../model/orderStatus.ts';
import { StateWord } from '../ui/StateWord.tsx';

export function OrderStatusWord({ status }: { readonly status: OrderStatus }) {
  const look = lookOf(status);
  return (
    <StateWord glyph={look.glyph} tone={look.tone}>
      {look.word}
    </StateWord>
  );
}
