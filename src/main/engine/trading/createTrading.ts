/** Puts trading states and kill switches together with the parts of the engine that they work on. */
import type { OrderSide } from '../commands/createOrderSide.ts';
import { TradingDesk, type TradingDependencies } from './tradingDesk.ts';

type FromOrderSide =
  | 'orders'
  | 'submit'
  | 'compare'
  | 'noteOrder'
  | 'isReconciled'
  | 'onStateChanged'
  | 'onFlat';

export function createTrading(
  dependencies: Omit<TradingDependencies, FromOrderSide>,
  { orders, submit, brackets, recovery }: OrderSide,
): TradingDesk {
  const { reconciliation } = recovery;
  return new TradingDesk({
    ...dependencies,
    orders,
    submit,
    compare: (venue, context) => void reconciliation.run(venue, context),
    noteOrder: (orderId) => recovery.noteOrder(orderId),
    isReconciled: (venue) => reconciliation.gate(venue) === 'open',
    onStateChanged: () => brackets.resume(),
    onFlat: (isOver) => brackets.abandon(isOver),
  });
}
