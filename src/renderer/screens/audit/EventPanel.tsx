/** One event with all of its fields. */
import type { EventView } from '../../../shared/contract/events.ts';
import { orderIdOfStream } from '../../../shared/kernel/ids.ts';
import { groupInteger } from '../../format/decimals.ts';
import { noAuditFilter } from '../../model/events/auditFilter.ts';
import { copyText } from '../../store/copy.ts';
import { goToPosition } from '../../store/past/pastStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { changeAuditFilter, openOrder } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { EventDetails } from '../detail/EventDetails.tsx';

const orderPrefix = 'order-';

export function EventPanel({ event }: { readonly event: EventView | undefined }) {
  const head = useStatus((store) => store.status?.store.headPosition ?? 0);
  if (event === undefined) {
    return (
      <Panel title="Event" className="event-panel">
        <Notice kind="empty" title="No event chosen" text="Choose one in the table." />
      </Panel>
    );
  }
  const orderId = event.streamId.startsWith(orderPrefix) ? orderIdOfStream(event.streamId) : undefined;
  return (
    <Panel
      title={event.type}
      className="event-panel"
      extra={<span className="dim">at {groupInteger(event.position)}</span>}
    >
      <div className="event-actions">
        <Button
          onPress={() => {
            changeAuditFilter({ ...noAuditFilter, text: event.correlationId });
          }}
        >
          Same correlation
        </Button>
        <Button
          onPress={() => {
            changeAuditFilter({ ...noAuditFilter, streamId: event.streamId });
          }}
        >
          Same stream
        </Button>
        {orderId !== undefined && (
          <Button
            onPress={() => {
              openOrder(orderId);
            }}
          >
            Open the order
          </Button>
        )}
        <Button
          title="The whole console as it stood right after this event"
          onPress={() => {
            goToPosition(event.position, head);
          }}
        >
          See the desk here
        </Button>
        <Button
          onPress={() => {
            copyText(JSON.stringify(event, null, 2), 'The event as JSON');
          }}
        >
          Copy JSON
        </Button>
      </div>
      <EventDetails event={event} />
    </Panel>
  );
}
