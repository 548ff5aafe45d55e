/** What speaks against a ticket without refusing it. */
import { ticketWarnings } from '../../model/orders/ticketForm.ts';
import { usualWarnings } from '../../model/orders/usualOrders.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useEarlierOrders } from './useEarlierOrders.ts';

type Properties = Record<'of', Parameters<typeof ticketWarnings>>;

export function TicketWarnings({ of }: Properties) {
  const [form] = of;
  const earlier = useEarlierOrders(form.symbol);
  return (
    <ul className="warnings">
      {[...ticketWarnings(...of), ...usualWarnings(form, earlier)].map(({ code, message }) => (
        <li key={message} className="tone-warn" data-warning={code}>
          <Glyph shape="warning" />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
