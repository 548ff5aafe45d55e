/** Warnings about the new terms of several orders, which refuse nothing; one line for each kind. */
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { counted } from '../../../format/decimals.ts';
import { measureOf } from '../../../model/orders/termsWarnings.ts';
import type { Instrument } from '../../../model/orders/ticketForm.ts';
import { marketNow } from '../../../store/desk/markets.ts';
import { noOrders, useEarlierOrders } from '../../ticket/useEarlierOrders.ts';
import { OrderGroups } from './AmendOutcome.tsx';
import { findWarnings, type OrderGroup } from './orderGroups.ts';

/** Milliseconds of one slice of the search, so that typing stays smooth. */
const sliceMs = 8;
/** Milliseconds from one search to the next: prices and orders change while the terms do not. */
const searchAgainMs = 1_000;
/** From so many orders on a search takes long enough to say so. */
const manyOrders = 1_000;

interface Properties {
  readonly orders: readonly OrderView[];
  /** Those that are sent. */
  readonly amendments: readonly Amendment[];
  readonly instruments: readonly Instrument[];
}

interface Found {
  readonly amendments: readonly Amendment[];
  readonly groups: readonly OrderGroup[];
}

export function BulkAmendWarnings(properties: Properties) {
  const { amendments } = properties;
  const { groups, amendments: of } = useWarnings(properties);
  return (
    <>
      {of !== amendments && amendments.length >= manyOrders && (
        <p className="dim" role="status">
          Comparing {counted(amendments.length, 'order')} with the market and with the desk's orders…
        </p>
      )}
      <OrderGroups groups={of === amendments ? groups : []} tone="tone-warn" name="Warnings" />
    </>
  );
}

function useWarnings({ orders, amendments, instruments }: Properties): Found {
  const symbols = useMemo(() => [...new Set(orders.map(({ symbol }) => symbol))], [orders]);
  const { ofSymbols, ofDesk } = useEarlierOrders(symbols);
  const [found, setFound] = useState<Found>({ amendments, groups: [] });
  const search = useEffectEvent(() =>
    findWarnings(orders, amendments, [...ofSymbols.values()].flat(), (symbol) =>
      measureOf(
        symbol,
        marketNow(symbol),
        { ofSymbol: ofSymbols.get(symbol) ?? noOrders, ofDesk },
        instruments,
      ),
    ),
  );
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let searching = search();
    const goOn = (): void => {
      const end = performance.now() + sliceMs;
      let step = searching.next();
      while (step.done !== true && performance.now() < end) step = searching.next();
      if (step.done !== true) {
        timer = setTimeout(goOn, 0);
        return;
      }
      setFound({ amendments, groups: step.value });
      timer = setTimeout(() => {
        searching = search();
        goOn();
      }, searchAgainMs);
    };
    goOn();
    return () => {
      clearTimeout(timer);
    };
  }, [amendments]);
  return found;
}
