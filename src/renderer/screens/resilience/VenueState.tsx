/** The state of a venue and of the guards around it, as words and levels. */
import type { BreakerView, VenueView } from '../../../shared/contract/resilience.ts';
import { disconnectWords } from '../../../shared/contract/words/disconnectWords.ts';
import { dropCopyWords } from '../../../shared/contract/words/dropCopyWords.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { age, clockTime } from '../../format/times.ts';
import { breakerLook, breakerTitle, dropCopyLook, rateText } from '../../model/desk/venueLook.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Capped } from '../../ui/display/Capped.tsx';
import { Gauge } from '../../ui/display/Gauge.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useNow } from '../../ui/useNow.ts';

export function VenueHead({ venue }: { readonly venue: VenueView }) {
  return (
    <BreakerHead name={venue.venue} breaker={venue.breaker}>
      <span className="dim small">
        {venue.kind}, {disconnectWords(venue)}
      </span>
      <span className="grow" />
      {!venue.connected && (
        <StateWord glyph="cross" tone="bad">
          Disconnected
        </StateWord>
      )}
      {venue.limiter.throttled !== undefined && (
        <StateWord glyph="warning" tone="warn">
          Slowed since {clockTime(venue.limiter.throttled.since).slice(0, 8)}
        </StateWord>
      )}
      {venue.silentSince !== undefined && (
        <StateWord glyph="clock" tone="bad">
          Silent since {clockTime(venue.silentSince).slice(0, 8)}
        </StateWord>
      )}
    </BreakerHead>
  );
}

interface HeadProperties {
  readonly name: string;
  readonly breaker: BreakerView;
  readonly children?: React.ReactNode;
}

export function BreakerHead({ name, breaker, children = <span className="grow" /> }: HeadProperties) {
  const look = breakerLook(breaker.state);
  return (
    <div className="venue-head">
      <b>{name}</b>
      {children}
      <StateWord glyph={look.glyph} tone={look.tone}>
        {breakerTitle(breaker.state)}
      </StateWord>
    </div>
  );
}

/** One sentence about the breaker: what it counts, or why it is open and when it tries again. */
export function BreakerSentence({
  breaker,
  call = 'call',
}: {
  readonly breaker: BreakerView;
  /** The calls that go through this breaker. */
  readonly call?: string;
}) {
  const receivedAt = useStatus((store) => store.receivedAt);
  const now = useNow(250);
  if (breaker.state === 'closed') {
    return (
      <p className="dim small">
        {counted(breaker.failures, 'failure')} of {breaker.failureThreshold} · {counted(breaker.calls, call)},{' '}
        {groupInteger(breaker.failedCalls)} failed
      </p>
    );
  }
  const left =
    breaker.nextProbeInMs === undefined
      ? undefined
      : Math.max(0, breaker.nextProbeInMs - Math.max(0, now - receivedAt));
  return (
    <p className="small">
      <Capped>{breaker.reason}</Capped>
      <span className="dim" title={breaker.since}>
        by {breaker.actor.replace('operator:', '')}
        {breaker.since !== undefined && ` since ${clockTime(breaker.since).slice(0, 8)}`}
        {left !== undefined && ` · next probe ${left === 0 ? 'now' : `in ${age(left)}`}`}
        {breaker.state === 'half_open' &&
          ` · probes ${breaker.probesInFlight} of ${breaker.halfOpenProbesMax}`}
        {breaker.refusedCalls > 0 && ` · ${groupInteger(breaker.refusedCalls)} refused`}
      </span>
    </p>
  );
}

/** The venue's message when it was called too fast, and the rate of calls since then. */
export function ThrottleSentence({ limiter }: Pick<VenueView, 'limiter'>) {
  const { throttled, ratePerSecond } = limiter;
  const receivedAt = useStatus((store) => store.receivedAt);
  const now = useNow(250);
  if (throttled === undefined) return null;
  const pausedMs = Math.max(0, throttled.pausedMs - Math.max(0, now - receivedAt));
  return (
    <p className="small tone-warn" data-testid="throttled">
      <Capped>{`Called too fast: ${throttled.reason}`}</Capped>
      <span className="dim">
        orders at most {rateText(ratePerSecond)} instead of {rateText(throttled.configuredPerSecond)}, cancels
        faster
        {pausedMs > 0 && ` · orders pause for ${age(pausedMs)}`}
      </span>
    </p>
  );
}

interface DropCopyProperties {
  readonly copy: VenueView['dropCopy'];
  /** Whether there is room for all of a long reason. */
  readonly whole?: boolean;
}

/** The state of the drop copy, with the age of its last message. */
export function DropCopySentence({ copy, whole = false }: DropCopyProperties) {
  if (copy === undefined) return null;
  const look = dropCopyLook(copy);
  const text = dropCopyWords(copy).replace(/^./, (letter) => letter.toUpperCase());
  return (
    <p className={look === undefined ? 'dim small' : 'small tone-bad'} data-testid="drop-copy">
      {whole ? text : <Capped>{text}</Capped>}
    </p>
  );
}

export function VenueGauges({ venue }: { readonly venue: VenueView }) {
  const { limiter, bulkhead } = venue;
  const used = limiter.burst - limiter.tokens;
  const limiterTone = limiter.queued > 0 ? 'warn' : 'live';
  const bulkheadTone = bulkhead.inUse >= bulkhead.capacity ? 'warn' : 'live';
  return (
    <>
      <Gauge
        label="Limiter"
        share={limiter.burst === 0 ? 0 : used / limiter.burst}
        tone={limiterTone}
        text={`${groupInteger(used)} of ${groupInteger(limiter.burst)}${limiter.queued > 0 ? ` +${limiter.queued}` : ''}`}
        title={`${limiter.ratePerSecond} calls a second, ${limiter.burst} at once; ${limiter.queued} of ${limiter.queueDepthMax} wait, the longest for ${age(limiter.oldestWaitMs)}`}
      />
      <Gauge
        label="Bulkhead"
        share={bulkhead.capacity === 0 ? 0 : bulkhead.inUse / bulkhead.capacity}
        tone={bulkheadTone}
        text={`${bulkhead.inUse} of ${bulkhead.capacity}${bulkhead.queued > 0 ? ` +${bulkhead.queued}` : ''}`}
        title={`${bulkhead.inUse} calls in flight, ${bulkhead.queued} of ${bulkhead.queueDepthMax} wait; ${bulkhead.cancelsInUse} of ${bulkhead.cancelReserve} places kept for cancels in use`}
      />
    </>
  );
}
