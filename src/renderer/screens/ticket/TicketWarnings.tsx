/** What speaks against a ticket without refusing it. */
import { ticketWarnings } from '../../model/orders/ticketForm.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';

type Properties = Record<'of', Parameters<typeof ticketWarnings>>;

export function TicketWarnings({ of }: Properties) {
  return (
    <ul className="warnings">
      {ticketWarnings(...of).map((warning) => (
        <li key={warning.message} className="tone-warn">
          <Glyph shape="warning" />
          <span>{warning.message}</span>
        </li>
      ))}
    </ul>
  );
}
