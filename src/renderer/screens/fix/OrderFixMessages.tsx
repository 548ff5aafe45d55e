/** The FIX messages about one order on each session, and a button that copies them for the venue's support desk. */
import { useState } from 'react';
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import type { FixSessionName } from '../../../shared/contract/fix.ts';
import { announced } from '../../store/actions.ts';
import { copyOrderAsFix } from '../../store/copy.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { FixMessages } from './FixMessages.tsx';

interface Properties {
  readonly venue: VenueId;
  readonly orderId: OrderId;
}

const sessions = [
  { value: 'orders', label: 'Orders' },
  { value: 'drop_copy', label: 'Drop copy' },
] as const;

export function OrderFixMessages({ venue, orderId }: Properties) {
  const [session, setSession] = useState<FixSessionName>('orders');
  const hasCopy = useStatus(({ status }) =>
    status?.venues.some((one) => one.venue === venue && one.dropCopy !== undefined),
  );
  return (
    <FixMessages
      key={`${orderId} ${session}`}
      venue={venue}
      session={session}
      orderId={orderId}
      name={session === 'orders' ? 'FIX messages of the order' : 'FIX messages of the drop copy on the order'}
    >
      {hasCopy === true && (
        <SegmentedControl
          name="FIX session"
          segments={sessions}
          value={session}
          onChange={setSession}
          compact
        />
      )}
      <Button
        title="One message a line, oldest first, with | between the fields: the form that support desks exchange"
        onPress={() => {
          announced(copyOrderAsFix({ venue, session, orderId }));
        }}
      >
        Copy as FIX
      </Button>
    </FixMessages>
  );
}
