/** Puts trading states and kill switches together with the parts of the engine that they work on. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import type { OrderSide } from './createOrderPath.ts';
import { TradingDesk, type TradingDependencies } from '../trading/tradingDesk.ts';

type FromOrderSide =
  | 'orders'
  | 'submit'
  | 'compare'
  | 'noteOrder'
  | 'isReconciled'
  | 'onStateChanged'
  | 'onFlat';

async function abandonOver(
  brackets: BracketManager,
  isOver: (orderId: OrderId) => Promise<boolean>,
): Promise<void> {
  const over = new Set<OrderId>();
  for (const orderId of brackets.unfinished()) if (await isOver(orderId)) over.add(orderId);
  brackets.abandon((entryId) => over.has(entryId));
}

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
    onFlat: (isOver) => abandonOver(brackets, isOver),
  });
}
