/** The states of a venue over time, as bands: its breaker, its connection, and how fast it is called. */
import type { EventView } from '../../../shared/contract/events.ts';
import type { Look } from '../../ui/display/look.ts';
import type { BreakerView } from '../../../shared/contract/resilience.ts';
import { breakerLook, rateText } from '../../model/desk/venueLook.ts';

export interface Band {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly look: Look;
}

export interface Lane {
  readonly name: string;
  readonly bands: readonly Band[];
}

const unknown: Look = { word: 'Not known', glyph: 'half', tone: 'off' };
const connected: Look = { word: 'Connected', glyph: 'dot', tone: 'ok' };
const silent: Look = { word: 'Silent', glyph: 'clock', tone: 'bad' };
const disconnected: Look = { word: 'Disconnected', glyph: 'cross', tone: 'bad' };
const full: Look = { word: 'Full pace', glyph: 'dot', tone: 'ok' };

interface LaneRule {
  readonly name: string;
  /** The state before the first event, where the event says it. */
  readonly before: (event: EventView) => Look | undefined;
  /** The state after the event; undefined where the event changes nothing here. */
  readonly after: (event: EventView) => Look | undefined;
}

const rules: readonly LaneRule[] = [
  {
    name: 'Breaker',
    before: (event) => (event.type === 'BreakerStateChanged' ? breakerLook(event.data.from) : undefined),
    after: (event) => (event.type === 'BreakerStateChanged' ? breakerLook(event.data.to) : undefined),
  },
  {
    name: 'Connection',
    before: () => undefined,
    after(event) {
      if (event.type === 'VenueConnected' || event.type === 'VenueSpokeAgain') return connected;
      if (event.type === 'VenueFellSilent') return silent;
      return event.type === 'VenueDisconnected' ? disconnected : undefined;
    },
  },
  {
    name: 'Pace',
    before: () => full,
    after(event) {
      if (event.type === 'VenueThrottleEnded') return full;
      if (event.type !== 'VenueThrottled') return undefined;
      const word = `Slowed to ${rateText(event.data.ratePerSecond)}`;
      return { word, glyph: 'warning', tone: 'warn' };
    },
  },
];

/**
 * The lanes from one moment to another. `events` are of the venue's stream, oldest first. A breaker without an event
 * was in its present state all the time.
 */
export function stateLanes(
  events: readonly EventView[],
  breaker: BreakerView['state'],
  fromMs: number,
  toMs: number,
): readonly Lane[] {
  return rules.map(({ name, before, after }) => {
    const changes = events.flatMap((event) => {
      const look = after(event);
      return look === undefined ? [] : [{ atMs: Date.parse(event.time), look, event }];
    });
    const [first] = changes;
    const start =
      (first === undefined ? undefined : before(first.event)) ?? (name === 'Pace' ? full : unknown);
    const unchanged =
      name === 'Breaker' && first === undefined
        ? events.slice(0, 1).map(({ time }) => ({ atMs: Date.parse(time), look: breakerLook(breaker) }))
        : [];
    const steps = [{ atMs: -Infinity, look: start }, ...unchanged, ...changes];
    const bands = steps.flatMap(({ atMs, look }, index) => {
      const from = Math.max(fromMs, atMs);
      const to = Math.min(toMs, steps[index + 1]?.atMs ?? Infinity);
      return to > from ? [{ fromMs: from, toMs: to, look }] : [];
    });
    return { name, bands: joined(bands) };
  });
}

/** Neighbours that are alike are one band. */
function joined(bands: readonly Band[]): readonly Band[] {
  const result: Band[] = [];
  for (const band of bands) {
    const last = result.at(-1);
    if (last?.look.word === band.look.word) result[result.length - 1] = { ...last, toMs: band.toMs };
    else result.push(band);
  }
  return result;
}
