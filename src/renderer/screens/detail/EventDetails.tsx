/** One event with its envelope and data. Each id is a link. */
import type { EventView } from '../../../shared/contract/events.ts';
import { AuditLink } from '../common/AuditLink.tsx';
import { Json } from '../../ui/display/Json.tsx';

export function EventDetails({ event }: { readonly event: EventView }) {
  return (
    <div className="event-details">
      <dl className="facts">
        <Fact name="position" value={`${event.position}`} />
        <Fact name="stream" value={`${event.streamId} version ${event.version}`} find={event.streamId} />
        <Fact name="event id" value={event.eventId} find={event.eventId} />
        <Fact name="caused by" value={event.causationId} find={event.causationId} />
        <Fact name="correlation" value={event.correlationId} find={event.correlationId} />
        <Fact name="actor" value={event.actor} />
        <Fact name="time" value={event.time} />
      </dl>
      <Json value={event.data} name={`Data of ${event.type}`} />
    </div>
  );
}

interface FactProperties {
  readonly name: string;
  readonly value: string | undefined;
  readonly find?: string | undefined;
}

function Fact({ name, value, find }: FactProperties) {
  if (value === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">
        {find === undefined ? (
          value
        ) : (
          <AuditLink find={find} title="Look it up in the audit trail">
            {value}
          </AuditLink>
        )}
      </dd>
    </div>
  );
}
