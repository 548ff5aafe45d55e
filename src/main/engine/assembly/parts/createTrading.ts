/** Puts trading states and kill switches together with the parts of the engine that they work on. */
import { zero } from '../../../../shared/kernel/decimal.ts';
import { touchOf } from '../../../domain/instrument/referencePrice.ts';
import { worthOfUnit } from '../../../domain/risk/priceRules.ts';
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
  | 'priceOf'
  | 'reference'
  | 'worthOf';

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
    priceOf: (symbol) => markets.reference(symbol)?.price,
    worthOf: ({ symbol, venue, position, instrument }) => {
      const side = position > zero ? 'sell' : 'buy';
      const reference = markets.reference(symbol, venue);
      const touchPrice = reference && touchOf(reference, side);
      return worthOfUnit(
        { side },
        { referencePrice: reference?.price, touchPrice, tickSize: instrument?.tickSize },
      );
    },
    comparedUntil: (venue) => parseInstant(reconciliation.report(venue)?.comparedUntil ?? ''),
    compare: (venue, context) => void reconciliation.run(venue, context),
    isReconciled: (venue) => reconciliation.gate(venue) === 'open',
  });
}
