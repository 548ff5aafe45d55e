/** The first line of an alert: its severity, its kind, its subject, since when it is open and how often it came. */
import type { AlertSeverity } from '../../../main/domain/desk/alert.ts';
import type { AlertView } from '../../../shared/contract/status.ts';
import { groupInteger } from '../../format/decimals.ts';
import { age, dateTime, timesZone } from '../../format/times.ts';
import type { GlyphShape } from '../../ui/display/Glyph.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import type { Tone } from '../../ui/display/tone.ts';
import { useNow } from '../../ui/useNow.ts';
import { showScreen } from '../../store/window/uiStore.ts';
import { AuditLink } from '../common/AuditLink.tsx';
import { OrderLink } from '../common/OrderLink.tsx';

const looks: Readonly<Record<AlertSeverity, { readonly glyph: GlyphShape; readonly tone: Tone }>> = {
  critical: { glyph: 'ban', tone: 'bad' },
  warning: { glyph: 'warning', tone: 'warn' },
  info: { glyph: 'dot', tone: 'plain' },
};

interface Properties {
  readonly alert: AlertView;
  /** Buttons at the end of the line. */
  readonly children?: React.ReactNode;
}

export function AlertHead({ alert, children }: Properties) {
  const { kind, severity, holdsOrders, orderId, venue, stream, raisedAt, lastAt, times, timesBefore } = alert;
  const now = useNow(1_000);
  const before = timesBefore === 0 ? '' : `, ${groupInteger(timesBefore)} before`;
  return (
    <div className="venue-head">
      <StateWord {...looks[severity]}>
        {severity}: {kind.replaceAll('_', ' ')}
      </StateWord>
      {holdsOrders && <span className="tone-bad">no new order leaves</span>}
      {alert.mutedUntil !== undefined && (
        <span className="dim">
          muted until {dateTime(alert.mutedUntil).slice(0, 16)} {timesZone()}
        </span>
      )}
      {orderId !== undefined && <OrderLink orderId={orderId} />}
      {orderId === undefined && stream !== undefined && (
        <AuditLink find={stream} title={`Show the events of ${stream}`}>
          {stream}
        </AuditLink>
      )}
      {venue !== undefined && (
        <button
          type="button"
          className="link mono"
          title={`Show venue ${venue}`}
          onClick={() => {
            showScreen('resilience');
          }}
        >
          {venue}
        </button>
      )}
      <span className="alert-end">
        {(times > 1 || timesBefore > 0) && (
          <span className="n" title={`the last time at ${dateTime(lastAt)} ${timesZone()}`}>
            {groupInteger(times)}×{before}
          </span>
        )}
        <span className="n doubt-age" title={`since ${dateTime(raisedAt)} ${timesZone()}`}>
          {age(now - Date.parse(raisedAt))}
        </span>
        {children}
      </span>
    </div>
  );
}
