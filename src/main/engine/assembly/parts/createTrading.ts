/** Puts trading states and kill switches together with the parts of the engine that they work on. */
import { zero } from '../../../../shared/kernel/decimal.ts';
import { touchOf } from '../../../domain/instrument/referencePrice.ts';
import { parseInstant } from '../../../../shared/kernel/time.ts';
import type { MarketBook } from '../../marketBook.ts';
import { TradingDesk, type TradingDependencies } from '../../trading/tradingDesk.ts';
import type { OrderPath } from './createOrderPath.ts';
import type { Recovery } from './createRecovery.ts';

type FromParts =
  | 'orders'
  | 'submit'
  | 'compare'
  | 'comparedUntil'
  | 'isReconciled'
  | 'brackets'
  | 'reference'
  | 'pricesOf';

export function createTrading(
  dependencies: Omit<TradingDependencies, FromParts> & {
    readonly markets: MarketBook;
  },
  { reconciliation }: Recovery,
  { orders, submit, brackets }: OrderPath,
): TradingDesk {
  const { markets } = dependencies;
  return new TradingDesk({
    ...dependencies,
    orders,
    submit,
    brackets,
    reference: (symbol) => markets.reference(symbol),
    pricesOf: ({ symbol, venue, position, instrument }) => {
      const reference = markets.reference(symbol, venue);
      const touchPrice = reference && touchOf(reference, position > zero ? 'sell' : 'buy');
      return { referencePrice: reference?.price, touchPrice, tickSize: instrument?.tickSize };
    },
    comparedUntil: (venue) => parseInstant(reconciliation.report(venue)?.comparedUntil ?? ''),
    compare: (venue, context) => void reconciliation.run(venue, context),
    isReconciled: (venue) => reconciliation.gate(venue) === 'open',
  });
}
