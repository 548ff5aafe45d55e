/**
 * The alerts that call nobody now: those that somebody has seen and whose cause lasts, and the muted ones, with the end
 * of each mute.
 */
import { useState } from 'react';
import type { Status } from '../../../shared/contract/status.ts';
import { counted } from '../../format/decimals.ts';
import { sentence } from '../../format/sentence.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { unmuteAlerts } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { AlertHead } from './AlertHead.tsx';

type Mute = Status['alertMutes'][number];

const noAlerts: Status['alertsAcknowledged'] = [];
const noMutes: readonly Mute[] = [];

export function QuietAlerts() {
  const seen = useStatus(({ status }) => status?.alertsAcknowledged ?? noAlerts);
  const mutes = useStatus(({ status }) => status?.alertMutes ?? noMutes);
  const muted = useStatus(({ status }) => status?.alertsMuted ?? 0);
  const [chosen, setChosen] = useState<Mute>();
  const disabledReason = useWhyNoCommand('acknowledge');
  return (
    <Panel
      title="Acknowledged and muted"
      testId="quiet-alerts"
      extra={<span className="count">{seen.length + mutes.length}</span>}
    >
      {seen.length + mutes.length === 0 ? (
        <Notice
          kind="empty"
          title="Nothing is muted, and no cause lasts that somebody has seen"
          text="An alert whose cause lasts stands here after it was acknowledged, until the cause is gone."
        />
      ) : (
        <ScrollArea name="Acknowledged and muted">
          <ul>
            {mutes.map((mute) => (
              <li key={mute.what} className="doubt" data-mute={mute.what}>
                <div className="venue-head">
                  <span>{mute.what.replaceAll('_', ' ')}</span>
                  <span className="grow" />
                  <Button
                    disabledReason={disabledReason}
                    name={`Unmute ${mute.what}`}
                    onPress={() => {
                      setChosen(mute);
                    }}
                  >
                    Unmute…
                  </Button>
                </div>
                <p className="dim">
                  muted by {mute.by} until {dateTime(mute.until)} {timesZone()}: {mute.reason}
                </p>
              </li>
            ))}
            {seen.map((alert) => (
              <li key={alert.alertId} className="doubt" data-acknowledged={alert.alertId}>
                <AlertHead alert={alert} />
                <p className="alert-message">{sentence(alert.message)}</p>
                {alert.acknowledged !== undefined && (
                  <p className="dim">
                    acknowledged by {alert.acknowledged.by} at {dateTime(alert.acknowledged.at)} {timesZone()}
                    : {alert.acknowledged.reason}
                  </p>
                )}
              </li>
            ))}
          </ul>
          {muted > 0 && <p className="dim ledger-more">{counted(muted, 'open alert')} muted now</p>}
        </ScrollArea>
      )}
      {chosen !== undefined && (
        <ReasonDialog
          reasons={reasonsFor('mute')}
          title="Unmute"
          confirm="Unmute"
          onConfirm={(reason) => unmuteAlerts({ what: chosen.what, reason })}
          onClose={() => {
            setChosen(undefined);
          }}
        >
          <p>{chosen.what.replaceAll('_', ' ')} calls again at once.</p>
        </ReasonDialog>
      )}
    </Panel>
  );
}
