/** The durable subscribers: how far each one has read, and the reason for which one is parked. */
import { useState } from 'react';
import type { SubscriberView } from '../../../shared/contract/status.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { subscriberLook } from '../../model/desk/subscriberLook.ts';
import { resumeSubscriber } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

export function SubscribersPanel() {
  const subscribers = useStatus((store) => store.status?.subscribers);
  const [resuming, setResuming] = useState<string>();
  const chosen = subscribers?.find(({ name }) => name === resuming);
  return (
    <Panel
      title="Subscribers"
      className="subscribers"
      testId="subscribers"
      extra={
        <span className="dim small">each gets every event, one after the other, from its checkpoint on</span>
      }
    >
      {subscribers === undefined ? (
        <Loading title="Waiting for the status" />
      ) : subscribers.length === 0 ? (
        <Notice kind="empty" title="Nobody has subscribed to the events" />
      ) : (
        <SubscriberTable subscribers={subscribers} onResume={setResuming} />
      )}
      {chosen !== undefined && (
        <ResumeDialog
          subscriber={chosen}
          onClose={() => {
            setResuming(undefined);
          }}
        />
      )}
    </Panel>
  );
}

function SubscriberTable({
  subscribers,
  onResume,
}: {
  readonly subscribers: readonly SubscriberView[];
  readonly onResume: (name: string) => void;
}) {
  const disabledReason = useWhyNoCommand('configure');
  return (
    <ScrollArea name="Subscribers of the events" className="table-scroll">
      <table className="table">
        <TableHead
          columns={[
            'Subscriber',
            'State',
            `Since, ${timesZone()}`,
            { number: 'Position' },
            { number: 'Events behind' },
            { number: 'Failures' },
            'Last error',
            { hidden: 'Action' },
          ]}
        />
        <tbody>
          {subscribers.map(({ name, state, since, position, lag, failures, error }) => {
            const look = subscriberLook(state);
            return (
              <tr key={name} data-subscriber={name} data-state={state}>
                <th scope="row">{name}</th>
                <td title={look.says}>
                  <StateWord glyph={look.glyph} tone={look.tone}>
                    {look.word}
                  </StateWord>
                </td>
                <td className="mono dim">{dateTime(since).slice(0, 19)}</td>
                <td className="n">{groupInteger(position)}</td>
                <td className={state === 'running' ? 'n' : 'n tone-warn'}>{groupInteger(lag)}</td>
                <td className={failures > 0 ? 'n tone-warn' : 'n dim'}>
                  {failures === 0 ? '·' : groupInteger(failures)}
                </td>
                <td className="wrap">{error ?? <span className="dim">·</span>}</td>
                <td className="row-action">
                  <Button
                    name={`Resume ${name}`}
                    look={state === 'parked' ? 'primary' : 'plain'}
                    disabledReason={disabledReason ?? (state === 'running' ? 'It runs' : undefined)}
                    onPress={() => {
                      onResume(name);
                    }}
                  >
                    Resume…
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function ResumeDialog({
  subscriber: { name, state, position, lag, error, since },
  onClose,
}: {
  readonly subscriber: SubscriberView;
  readonly onClose: () => void;
}) {
  return (
    <ReasonDialog
      reasons={reasonsFor('upkeep')}
      title={`Resume ${name}`}
      confirm={`Resume ${name}`}
      disabledReason={state === 'running' ? 'It runs by now' : undefined}
      onConfirm={(reason) => resumeSubscriber(name, reason)}
      onClose={onClose}
    >
      <p>
        It gets the event at position {groupInteger(position + 1)} again at once, and then the others:{' '}
        {counted(lag, 'event')} in all. When it fails again, it retries as before, and is then parked.
      </p>
      {error !== undefined && (
        <p className="dim">
          {subscriberLook(state).word} since {dateTime(since).slice(0, 19)} {timesZone()}: {error}
        </p>
      )}
    </ReasonDialog>
  );
}
