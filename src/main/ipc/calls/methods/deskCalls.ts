/** Tells what the desk consists of: accounts, strategies, venues, instruments. */
import { trusted, parseStrategyId } from '../../../../shared/kernel/ids.ts';
import { formatDecimal } from '../../../../shared/kernel/decimal.ts';
import { venuesOf } from '../../../domain/instrument/instrument.ts';
import type { OrderStatus } from '../../../domain/order/orderState.ts';
import { replied } from '../../views/faultView.ts';
import { statusView } from '../../views/statusView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

/** The strategy of orders that an operator enters. No program trades under it. */
const byHand = trusted(parseStrategyId, 'manual');

export function deskCalls(context: CallContext): Handlers<'getDeskInfo' | 'getStatus'> {
  const { runtime, facts } = context;
  return {
    getStatus: () => {
      // The counts come from the active orders, which are right even while the read model can't be written.
      const counts: Partial<Record<OrderStatus, number>> = {};
      for (const { status } of runtime.engine.queries.getActiveOrders()) {
        counts[status] = (counts[status] ?? 0) + 1;
      }
      return replied(statusView(context, counts));
    },
    getDeskInfo: () => {
      const { accounts, instruments, routes } = runtime.engine.configuration;
      return replied({
        accounts: [...accounts],
        strategies: [byHand, ...runtime.strategies.list().map(({ strategy }) => strategy)],
        venues: runtime.venues.map(({ venue, kind, orderTypes, timesInForce, replace }) => ({
          venue,
          kind,
          orderTypes: [...orderTypes],
          timesInForce: [...timesInForce],
          replace,
        })),
        instruments: instruments.map((instrument) => ({
          symbol: instrument.symbol,
          venues: [...venuesOf(instrument)],
          currency: instrument.currency,
          ...(instrument.multiplier !== undefined && { multiplier: formatDecimal(instrument.multiplier) }),
          tickSize: formatDecimal(instrument.tickSize),
          ...(instrument.tickBands !== undefined && {
            tickBands: instrument.tickBands.map(({ from, tick }) => ({
              from: formatDecimal(from),
              tick: formatDecimal(tick),
            })),
          }),
          lotSize: formatDecimal(instrument.lotSize),
          quantityMin: formatDecimal(instrument.quantityMin),
          quantityMax: formatDecimal(instrument.quantityMax),
          ...(instrument.priceMin !== undefined && { priceMin: formatDecimal(instrument.priceMin) }),
        })),
        routes: routes.map((route) => ({ ...route })),
        sampleSignals: facts.sampleSignals,
      });
    },
  };
}
