/** What speaks against a ticket, or against the terms of an amend, without refusing it. */
import { ticketWarnings, type Instrument, type TicketForm } from '../../model/orders/ticketForm.ts';
import { usualWarnings, valueWarning } from '../../model/orders/usualOrders.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { useMarket } from '../../store/desk/markets.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useEarlierOrders } from './useEarlierOrders.ts';

interface Properties {
  readonly form: TicketForm;
  readonly instrument: Instrument | undefined;
  /** Whether the market's price may be old. */
  readonly old: boolean;
  /** The order that is amended: it is not compared with itself. */
  readonly amended?: string;
}

const noInstruments: readonly Instrument[] = [];

export function TicketWarnings({ form, instrument, old, amended }: Properties) {
  const market = useMarket(form.symbol);
  const instruments = useDesk((store) => store.desk?.instruments) ?? noInstruments;
  const ofSymbol = useEarlierOrders(form.symbol).filter(({ orderId }) => orderId !== amended);
  const ofDesk = useEarlierOrders(undefined).filter(({ orderId }) => orderId !== amended);
  const warnings = [
    ...ticketWarnings(form, market, instrument, old),
    ...usualWarnings(form, ofSymbol),
    ...valueWarning(form, ofDesk, instruments, market?.last),
  ];
  return (
    <ul className="warnings">
      {warnings.map(({ code, message }) => (
        <li key={message} className="tone-warn" data-warning={code}>
          <Glyph shape="warning" />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
