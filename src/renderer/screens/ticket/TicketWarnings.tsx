/** Warnings about a ticket, or about the terms of an amend, which refuse nothing. */
import { useMemo } from 'react';
import { parseTicker } from '../../../shared/kernel/ids.ts';
import { OwnOrders } from '../../model/orders/ownOrders.ts';
import { isOwnWorking, measureOf, termsWarnings, warnedTermsOf } from '../../model/orders/termsWarnings.ts';
import type { Instrument, WarnedTerms } from '../../model/orders/ticketForm.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { useIsPriceOld, useMarket } from '../../store/desk/markets.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { noOrders, useEarlierOrders } from './useEarlierOrders.ts';

interface Properties {
  readonly terms: WarnedTerms;
  /** The order that is amended: it is not compared with itself. */
  readonly amended?: string;
}

const noInstruments: readonly Instrument[] = [];

export function TicketWarnings({ terms, amended }: Properties) {
  const { symbol } = terms;
  const market = useMarket(symbol);
  const old = useIsPriceOld(symbol);
  const instruments = useDesk((store) => store.desk?.instruments) ?? noInstruments;
  const { ofSymbols, ofDesk } = useEarlierOrders(
    useMemo(() => [parseTicker(symbol)].filter((ticker) => ticker !== undefined), [symbol]),
  );
  const ofSymbol = ofSymbols.get(symbol) ?? noOrders;
  const own = useMemo(() => {
    const working = new OwnOrders();
    for (const order of ofSymbol) {
      if (isOwnWorking(order) && order.orderId !== amended) working.add({ terms: warnedTermsOf(order) });
    }
    return working;
  }, [ofSymbol, amended]);
  const measure = measureOf(symbol, { market, old }, { ofSymbol, ofDesk }, instruments);
  return (
    <ul className="warnings">
      {(symbol === '' ? [] : termsWarnings(terms, measure, own)).map(({ code, message }) => (
        <li key={message} className="tone-warn" data-warning={code}>
          <Glyph shape="warning" />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
