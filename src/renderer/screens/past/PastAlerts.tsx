/** The alerts that were open, and the mutes. */
import type { DeskAtView } from '../../../shared/contract/past.ts';
import { groupInteger } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';

type Properties = Pick<DeskAtView, 'alerts' | 'mutes'>;

export function PastAlerts({ alerts, mutes }: Properties) {
  return (
    <Panel
      title="Alerts"
      testId="past-alerts"
      extra={<span className="count">{groupInteger(alerts.length)}</span>}
    >
      {alerts.length === 0 ? (
        <Notice kind="empty" title="No alert was open" />
      ) : (
        <ul className="past-list">
          {alerts.toReversed().map(({ alertId, severity, kind, message, raisedAt, times, acknowledged }) => (
            <li key={alertId}>
              <b className={severity === 'critical' ? 'tone-bad' : 'tone-warn'}>
                {severity}: {kind.replaceAll('_', ' ')}
              </b>{' '}
              <span className="mono dim">{dateTime(raisedAt)}</span> {times > 1 && `${groupInteger(times)}× `}
              {message}
              {acknowledged !== undefined && (
                <span className="dim"> — acknowledged by {acknowledged.by}, its cause lasted</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {mutes.map(({ what, until, by }) => (
        <p key={what} className="panel-foot">
          {what} was muted until {dateTime(until)} by {by}
        </p>
      ))}
    </Panel>
  );
}
