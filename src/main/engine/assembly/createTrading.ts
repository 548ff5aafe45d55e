/** Puts trading states and kill switches together with the parts of the engine that they work on. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { zero } from '../../../shared/kernel/decimal.ts';
import { worthOfUnit } from '../../domain/risk/priceRules.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import type { Interruptions } from '../orders/interruptions.ts';
import type { MarketBook } from '../marketBook.ts';
import { TradingDesk, type TradingDependencies } from '../trading/tradingDesk.ts';
import type { OrderPath } from './createOrderPath.ts';
import type { Recovery } from './createRecovery.ts';

type FromParts =
  | 'orders'
  | 'submit'
  | 'compare'
  | 'comparedUntil'
  | 'noteOrder'
  | 'isReconciled'
  | 'onStateChanged'
  | 'onFlat'
  | 'priceOf'
  | 'worthOf';

async function abandonOver(
  brackets: BracketManager,
  isOver: (orderId: OrderId) => Promise<boolean>,
): Promise<void> {
  const over = new Set<OrderId>();
  for (const orderId of brackets.unfinished()) if (await isOver(orderId)) over.add(orderId);
  brackets.abandon((entryId) => over.has(entryId));
}

export function createTrading(
  dependencies: Omit<TradingDependencies, FromParts> & {
    readonly interruptions: Interruptions;
    readonly markets: MarketBook;
  },
  { reconciliation }: Recovery,
  { orders, submit, brackets }: OrderPath,
): TradingDesk {
  const { interruptions, markets } = dependencies;
  return new TradingDesk({
    ...dependencies,
    orders,
    submit,
    priceOf: (symbol) => markets.last(symbol),
    worthOf: ({ symbol, position, instrument }) => {
      const side = position > zero ? 'sell' : 'buy';
      const touchPrice = markets.touch(symbol, side);
      const market = { referencePrice: markets.last(symbol), touchPrice, tickSize: instrument?.tickSize };
      return worthOfUnit({ side }, market);
    },
    comparedUntil: (venue) => parseInstant(reconciliation.report(venue)?.comparedUntil ?? ''),
    compare: (venue, context) => void reconciliation.run(venue, context),
    noteOrder: (orderId) => interruptions.noteOrder(orderId),
    isReconciled: (venue) => reconciliation.gate(venue) === 'open',
    onStateChanged: () => brackets.resume(),
    onFlat: (isOver) => abandonOver(brackets, isOver),
  });
}
