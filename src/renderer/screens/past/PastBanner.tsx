/** Says clearly that the past is shown, and what is wrong with the desk right now. */
import { useEffect, useRef } from 'react';
import { counted, groupInteger } from '../../format/decimals.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { standingNeeds } from '../../model/desk/standingNeeds.ts';
import { needsAttention, venueLook } from '../../model/desk/venueLook.ts';
import { useIsLive } from '../../store/desk/entryGate.ts';
import { backToLive } from '../../store/past/pastStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { HereBadge } from '../desks/DeskBadge.tsx';

interface Properties {
  readonly at: number;
  readonly head: number;
  /** The time of the event at the position; undefined while it is not known. */
  readonly time: string | undefined;
}

export function PastBanner({ at, head, time }: Properties) {
  const back = useRef<HTMLButtonElement>(null);
  const environment = useStatus((store) => store.status?.environment);
  useEffect(() => back.current?.focus(), []);
  return (
    <header className="past-banner" data-testid="past-banner">
      <HereBadge />
      <p role="status">
        <b>AS OF {time === undefined ? '…' : `${dateTime(time)} ${timesZone()}`}</b>{' '}
        <span>
          position {groupInteger(at)} of {groupInteger(head)} · <b>nothing here is live</b>, and nothing can
          be done here
          {environment !== undefined && ` · ${environment}`}
        </span>
      </p>
      <span className="grow" />
      <Button reference={back} look="primary" keys="Esc" onPress={backToLive}>
        Back to live
      </Button>
      <LiveNow />
    </header>
  );
}

/** The live desk's incidents and needs while the past is shown. */
function LiveNow() {
  const live = useIsLive();
  const text = useStatus(({ status }) => {
    if (status === undefined) return '';
    const alerts = status.alertsOpen;
    return [
      ...(status.tradingState === 'active' ? [] : [`the desk is ${status.tradingState}`]),
      ...standingNeeds(status).map(({ kind, message }) => `${kind}: ${message}`),
      ...status.venues.filter(needsAttention).map((venue) => `${venue.venue} ${venueLook(venue).word}`),
      ...(status.riskBreaker.state === 'closed' ? [] : ['the breaker of risk is not closed']),
      ...(status.ordersInDoubt === 0 ? [] : [`${groupInteger(status.ordersInDoubt)} in doubt`]),
      ...(alerts === 0 ? [] : [counted(alerts, 'open alert')]),
    ].join(' · ');
  });
  const shown = live ? text : 'the engine does not answer';
  return (
    <div className="past-live" role="alert" data-testid="past-live">
      {shown !== '' && (
        <p>
          <Glyph shape="warning" /> <b>LIVE, NOW:</b> {shown}
        </p>
      )}
    </div>
  );
}
