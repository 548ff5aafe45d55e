/** Every event of an order, with the time in between and the event that caused it. */
import { useState } from 'react';
import type { EventView } from '../../../shared/contract/events.ts';
import { clockTimeMicros, dateTime, deltaBetween } from '../../format/times.ts';
import { eventSource, eventSummary } from '../../model/events/eventSummary.ts';
import { eventTone } from '../../model/events/eventTone.ts';
import { struckVersions } from './struckVersions.ts';
import { moveAlongRows } from '../common/moveAlongRows.ts';
import { EventDetails } from './EventDetails.tsx';

interface Properties {
  readonly events: readonly EventView[];
  /** How many events the shown state includes. Later events are dimmed. */
  readonly asOf: number;
  readonly onAsOf: (count: number) => void;
}

export function Timeline({ events, asOf, onAsOf }: Properties) {
  const [hovered, setHovered] = useState<EventView>();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    const next = new Set(expanded);
    if (!next.delete(id)) next.add(id);
    setExpanded(next);
  };
  // As of an event, later events have not struck anything yet.
  const struck = struckVersions(events.slice(0, asOf));
  return (
    <ol className="timeline" aria-label="Events of the order">
      {events.map((event, index) => {
        const before = events[index - 1];
        const open = expanded.has(event.eventId);
        const now = struck.get(event.eventId);
        const marks = [
          index + 1 === asOf ? ' cur' : '',
          index >= asOf ? ' later' : '',
          hovered?.causationId === event.eventId ? ' cause' : '',
          hovered !== undefined && event.causationId === hovered.eventId ? ' effect' : '',
        ].join('');
        return (
          <li
            key={event.eventId}
            className={`event${marks}`}
            data-testid="timeline-event"
            data-type={event.type}
            onPointerEnter={() => {
              setHovered(event);
            }}
            onPointerLeave={() => {
              setHovered(undefined);
            }}
          >
            <button
              type="button"
              className="event-line"
              aria-expanded={open}
              tabIndex={index + 1 === asOf ? 0 : -1}
              onFocus={() => {
                setHovered(event);
              }}
              onBlur={() => {
                setHovered(undefined);
              }}
              onClick={() => {
                onAsOf(index + 1);
                toggle(event.eventId);
              }}
              onKeyDown={(key) => {
                moveAlongRows(key);
              }}
            >
              <span className="mono dim time" title={dateTime(event.time)}>
                {before === undefined ? clockTimeMicros(event.time) : deltaBetween(before.time, event.time)}
              </span>
              <span className="source">{eventSource(event)}</span>
              <span className={`type tone-${eventTone(event)}`}>{event.type}</span>
              <span className="summary dim" title={eventSummary(event)}>
                {causeMark(hovered, event)}
                {now === undefined ? (
                  eventSummary(event)
                ) : (
                  <>
                    <b className="tone-bad">{now}</b> <s>{eventSummary(event)}</s>
                  </>
                )}
              </span>
            </button>
            {open && <EventDetails event={event} />}
          </li>
        );
      })}
    </ol>
  );
}

function causeMark(hovered: EventView | undefined, event: EventView): string {
  if (hovered === undefined) return '';
  if (hovered.causationId === event.eventId) return 'cause → ';
  return event.causationId === hovered.eventId ? '↳ effect ' : '';
}
