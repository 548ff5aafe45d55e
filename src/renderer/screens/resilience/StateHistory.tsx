/** Changes of the venue's connection and breaker, newest first. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { BreakerView } from '../../../shared/contract/resilience.ts';
import { clockTime, dateTime } from '../../format/times.ts';
import { eventSource, eventSummary } from '../../model/events/eventSummary.ts';
import { eventTone } from '../../model/events/eventTone.ts';
import { StateBands } from './StateBands.tsx';
import { useLiveEvents } from '../common/useLiveEvents.ts';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';

const historyMax = 200;

interface Properties {
  readonly venue: VenueId;
  readonly breaker: BreakerView['state'];
}

export function StateHistory({ venue, breaker }: Properties) {
  const { events, fault } = useLiveEvents(`venue-${venue}`, historyMax);
  if (fault !== undefined) {
    return <Notice kind="error" title="The history can't be shown" text={fault.message} />;
  }
  if (events === undefined) return <Loading title="Loading the history" />;
  if (events.length === 0) return <Notice kind="empty" title="Nothing has happened to this venue yet" />;
  return (
    <>
      <StateBands venue={venue} breaker={breaker} events={events} />
      <ScrollArea name={`History of ${venue}`} className="history">
        <ol>
          {events.map((event) => (
            <li key={event.eventId}>
              <span className="mono dim" title={dateTime(event.time)}>
                {clockTime(event.time)}
              </span>
              <span className="source">{eventSource(event)}</span>
              <span className={`tone-${eventTone(event)}`}>{event.type}</span>
              <span className="dim summary" title={eventSummary(event)}>
                {eventSummary(event)}
              </span>
            </li>
          ))}
        </ol>
      </ScrollArea>
    </>
  );
}
