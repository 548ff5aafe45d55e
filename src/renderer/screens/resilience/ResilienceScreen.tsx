/** Everything between the desk and its venues. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { FixSessionName } from '../../../shared/contract/fix.ts';
import { riskBreakerName, type VenueView } from '../../../shared/contract/resilience.ts';
import { fixSessionOwner } from '../../../shared/contract/words/fixSessionWords.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { rateText } from '../../model/desk/venueLook.ts';
import { age, dateTime } from '../../format/times.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { FixMessages } from '../fix/FixMessages.tsx';
import { BreakerActions } from './BreakerActions.tsx';
import { VenueFact } from './VenueFact.tsx';
import { FixSession } from './FixSession.tsx';
import { SimSwitches } from './SimSwitches.tsx';
import { StateHistory } from './StateHistory.tsx';
import {
  BreakerHead,
  BreakerSentence,
  DropCopySentence,
  ThrottleSentence,
  VenueGauges,
  VenueHead,
} from './VenueState.tsx';

export function ResilienceScreen() {
  const venues = useStatus((store) => store.status?.venues);
  if (venues === undefined) return <Loading title="Waiting for the status" />;
  if (venues.length === 0) return <Notice kind="empty" title="No venue is configured" />;
  return (
    <div className="resilience">
      {venues.map((venue) => (
        <Venue key={venue.venue} venue={venue} />
      ))}
      {venues.flatMap(({ venue, fixSession, dropCopy }) => [
        fixSession !== undefined && <FixLog key={venue} venue={venue} session="orders" />,
        dropCopy !== undefined && <FixLog key={`${venue} copy`} venue={venue} session="drop_copy" />,
      ])}
      <RiskBreaker />
    </div>
  );
}

function Venue({ venue }: { readonly venue: VenueView }) {
  const { breaker, limiter, bulkhead, fixSession, dropCopy } = venue;
  return (
    <Panel title={`Venue ${venue.venue}`} className="venue-full">
      <div className={dropCopy === undefined ? 'venue-columns' : 'venue-columns with-copy'}>
        <article
          className="venue"
          data-testid="venue-card"
          data-venue={venue.venue}
          data-breaker={breaker.state}
          data-connected={venue.connected}
          aria-label={`Venue ${venue.venue}`}
        >
          <VenueHead venue={venue} />
          <BreakerSentence breaker={venue.breaker} />
          <ThrottleSentence limiter={venue.limiter} />
          <VenueGauges venue={venue} />
          <dl className="facts">
            <VenueFact name="connection" value={venue.connectionDetail} />
            <VenueFact
              name="last message"
              value={
                venue.lastMessageAgeMs === undefined
                  ? 'none yet'
                  : `${age(venue.lastMessageAgeMs)} before the status`
              }
            />
            <VenueFact name="breaker" value={breaker.reason} />
            <VenueFact name="brought there by" value={breaker.actor} />
            <VenueFact
              name="since"
              value={breaker.since === undefined ? 'the start' : dateTime(breaker.since)}
            />
            <VenueFact
              name="failures in a row"
              value={`${breaker.failures} of ${breaker.failureThreshold}`}
            />
            <VenueFact
              name="calls"
              value={`${groupInteger(breaker.calls)}, ${groupInteger(breaker.failedCalls)} failed, ${groupInteger(breaker.refusedCalls)} refused untried`}
            />
            <VenueFact
              name="probes"
              value={`${breaker.probesInFlight} of ${breaker.halfOpenProbesMax} in flight`}
            />
            <VenueFact
              name="limiter"
              value={`${rateText(limiter.ratePerSecond)}, burst ${groupInteger(limiter.burst)}, ${groupInteger(limiter.queued)} of ${groupInteger(limiter.queueDepthMax)} wait`}
            />
            <VenueFact name="longest wait" value={age(limiter.oldestWaitMs)} />
            <VenueFact
              name="bulkhead"
              value={`${bulkhead.inUse} of ${bulkhead.capacity} in use, ${groupInteger(bulkhead.queued)} of ${groupInteger(bulkhead.queueDepthMax)} wait`}
            />
            <VenueFact name="retries" value={retryText(venue)} />
            <VenueFact
              name="kept for cancels"
              value={`${bulkhead.cancelsInUse} of ${bulkhead.cancelReserve} in use`}
            />
          </dl>
          <BreakerActions kind="venue" name={venue.venue} breaker={venue.breaker} />
        </article>
        {fixSession !== undefined && <FixSession venue={venue.venue} name="orders" session={fixSession} />}
        {dropCopy !== undefined && (
          <FixSession venue={venue.venue} name="drop_copy" session={dropCopy.session}>
            <DropCopySentence copy={dropCopy} whole />
          </FixSession>
        )}
        {venue.simSwitches !== undefined && <SimSwitches venue={venue.venue} faults={venue.simSwitches} />}
        <div className="venue-history">
          <h3>History</h3>
          <StateHistory key={venue.venue} venue={venue.venue} breaker={breaker.state} />
        </div>
      </div>
    </Panel>
  );
}

interface FixLogProperties {
  readonly venue: VenueId;
  readonly session: FixSessionName;
}

function FixLog({ venue, session }: FixLogProperties) {
  const name = `FIX messages of ${fixSessionOwner({ venue, session })}`;
  return (
    <Panel title={name} className="fix-log" testId={session === 'orders' ? 'fix-log' : 'drop-copy-log'}>
      <FixMessages venue={venue} session={session} name={name} />
    </Panel>
  );
}

/** The breaker in front of the risk rules: while it is open, every order is denied. */
function RiskBreaker() {
  const breaker = useStatus((store) => store.status?.riskBreaker);
  if (breaker === undefined) return null;
  return (
    <Panel title="Risk rules" className="risk-breaker" testId="risk-breaker">
      <div className="venue" data-breaker={breaker.state}>
        <BreakerHead name="breaker" breaker={breaker} />
        <BreakerSentence breaker={breaker} call="judgement" />
        <p className="dim">
          When judging fails, or takes too long, the breaker opens and every order is denied: none is waved
          through unjudged.
        </p>
        <BreakerActions kind="risk" name={riskBreakerName} breaker={breaker} />
      </div>
    </Panel>
  );
}

/** Says which calls are retried by themselves, and with what result. */
function retryText({ retry }: VenueView): string {
  const rule = `up to ${counted(retry.attempts, 'more try', 'more tries')}, ${age(retry.firstDelayMs)} to ${age(retry.delayMsMax)} apart`;
  if (retry.repeats === 0) return `${rule}; none needed yet`;
  return `${rule}; ${groupInteger(retry.repeats)} made, ${counted(retry.recovered, 'call')} helped, ${groupInteger(retry.exhausted)} given up`;
}
