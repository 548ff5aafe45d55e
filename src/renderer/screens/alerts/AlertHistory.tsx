/** The events of alerts, newest first and page by page. */
import { useState } from 'react';
import { alertEventTypes, type AlertEventType } from '../../../main/domain/desk/alert.ts';
import { groupInteger } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import { eventSource, eventSummary } from '../../model/events/eventSummary.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { useAsked } from '../common/useAsked.ts';

const pageLength = 50;

const words: Readonly<Record<AlertEventType, string>> = {
  AlertRaised: 'raised',
  AlertRepeated: 'again',
  AlertAcknowledged: 'acknowledged',
  AlertEnded: 'ended',
  AlertsMuted: 'muted',
  AlertsUnmuted: 'unmuted',
};

export function AlertHistory() {
  /** The positions before which the pages begin, the newest page first. */
  const [before, setBefore] = useState<readonly number[]>([]);
  const [from] = before.slice(-1);
  const changed = useStatus(({ status }) =>
    status === undefined
      ? ''
      : [...status.alerts, ...status.alertsAcknowledged, ...status.alertMutes]
          .map((one) => ('what' in one ? `${one.what} ${one.until}` : `${one.alertId} ${one.times}`))
          .join(),
  );
  const { value, fault } = useAsked(
    'queryEvents',
    {
      streamId: 'desk',
      types: [...alertEventTypes],
      limit: pageLength,
      ...(from !== undefined && { beforePosition: from }),
    },
    changed,
  );
  const { events, searchedTo } = value ?? { events: [], searchedTo: 1 };
  return (
    <Panel
      title="History"
      testId="alert-history"
      actions={
        <>
          <Button
            disabledReason={before.length === 0 ? 'These are the newest' : undefined}
            onPress={() => {
              setBefore(before.slice(0, -1));
            }}
          >
            Newer
          </Button>
          <Button
            disabledReason={
              value === undefined
                ? 'Reading the events'
                : value.searchedTo <= 1
                  ? 'There are none before these'
                  : undefined
            }
            onPress={() => {
              if (value !== undefined) setBefore([...before, value.searchedTo]);
            }}
          >
            Older
          </Button>
        </>
      }
    >
      {fault !== undefined ? (
        <Notice kind="error" title={fault.message} />
      ) : value === undefined ? (
        <Loading title="Reading the events" />
      ) : events.length === 0 ? (
        <Notice
          kind="empty"
          title={
            searchedTo > 1
              ? `None down to position ${groupInteger(searchedTo)}; older ones were not looked at`
              : from === undefined
                ? 'There was no alert yet'
                : 'There are none before these'
          }
        />
      ) : (
        <ScrollArea name="History of alerts">
          <ul>
            {events.map((event) => (
              <li key={event.position} className="doubt" data-testid="alert-event" data-type={event.type}>
                <div className="venue-head">
                  <span className="n dim">{dateTime(event.time)}</span>
                  <b>{(words as Readonly<Record<string, string>>)[event.type] ?? event.type}</b>
                  <span className="dim">{eventSource(event)}</span>
                </div>
                <p>{eventSummary(event)}</p>
              </li>
            ))}
          </ul>
        </ScrollArea>
      )}
    </Panel>
  );
}
