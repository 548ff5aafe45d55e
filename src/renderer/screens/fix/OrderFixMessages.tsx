/** The FIX messages about one order, and a button that copies them for the venue's support desk. */
import { announced, copyOrderAsFix } from '../../store/actions.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { FixMessages } from './FixMessages.tsx';

interface Properties {
  readonly venue: string;
  readonly orderId: string;
}

export function OrderFixMessages({ venue, orderId }: Properties) {
  return (
    <FixMessages key={orderId} venue={venue} orderId={orderId} name="FIX messages of the order">
      <Button
        title="One message a line, oldest first, with | between the fields: the form that support desks exchange"
        onPress={() => {
          announced(copyOrderAsFix(venue, orderId));
        }}
      >
        Copy as FIX
      </Button>
    </FixMessages>
  );
}
