/** A venue's connection and breaker as a glyph, a word and a tone. */
import type { BreakerState, VenueView } from '../../../shared/contract/resilience.ts';
import { capital } from '../../format/sentence.ts';
import { groupDecimal, roundTo } from '../../format/decimals.ts';
import { age, ageOf, clockTime } from '../../format/times.ts';
import type { Look } from '../../ui/display/look.ts';

const breakers: Readonly<Record<BreakerState, Look>> = {
  closed: { word: 'Closed', glyph: 'dot', tone: 'ok' },
  half_open: { word: 'Half-open', glyph: 'half', tone: 'warn' },
  open: { word: 'Open', glyph: 'ban', tone: 'bad' },
  isolated: { word: 'Isolated', glyph: 'ban', tone: 'bad' },
};

export function breakerLook(state: BreakerState): Look {
  return breakers[state];
}

/** The breaker's state where nothing else names the breaker: `sim open` would read like an open market. */
export function breakerPhrase(state: BreakerState): string {
  return state === 'isolated' ? 'isolated' : `breaker ${breakers[state].word.toLowerCase()}`;
}

/** The same at the start of a line. */
export function breakerTitle(state: BreakerState): string {
  return capital(breakerPhrase(state));
}

/** The worst of connection, signs of life and breaker. */
export function venueLook(venue: VenueView): Look {
  if (!venue.connected) return { word: 'disconnected', glyph: 'cross', tone: 'bad' };
  if (venue.silentSince !== undefined) {
    return { word: `silent since ${clockTime(venue.silentSince).slice(0, 8)}`, glyph: 'clock', tone: 'bad' };
  }
  const copy = dropCopyLook(venue.dropCopy);
  if (venue.breaker.state === 'closed' && copy !== undefined) return copy;
  if (venue.breaker.state === 'closed') {
    const { throttled, ratePerSecond } = venue.limiter;
    if (throttled === undefined) return { word: '', glyph: 'dot', tone: 'ok' };
    return { word: `slowed to ${rateText(ratePerSecond)}`, glyph: 'warning', tone: 'warn' };
  }
  const { glyph, tone } = breakers[venue.breaker.state];
  return { glyph, tone, word: breakerPhrase(venue.breaker.state) };
}

/** What is wrong with the drop copy; undefined where nothing is, or the venue has none. */
export function dropCopyLook(copy: VenueView['dropCopy']): Look | undefined {
  if (copy === undefined) return undefined;
  if (copy.differing > 0) return { word: 'drop copy differs', glyph: 'warning', tone: 'bad' };
  if (copy.connected || copy.isClosed) return undefined;
  return { word: 'drop copy down', glyph: 'cross', tone: 'bad' };
}

/** Why a venue can't answer a request at `nowMs`; undefined when it may. */
export function venueTrouble(
  { venue, connected, silentSince }: Pick<VenueView, 'venue' | 'connected' | 'silentSince'>,
  nowMs: number,
): string | undefined {
  if (!connected) {
    return `${venue} is disconnected: it can confirm nothing now, and is asked once it is back.`;
  }
  if (silentSince === undefined) return undefined;
  return `${venue} has not answered for ${age(ageOf(silentSince, nowMs))}: it may not confirm what is asked of it now.`;
}

export function needsAttention(venue: VenueView): boolean {
  return venueLook(venue).tone !== 'ok';
}

/** Calls in a second, to one place where they are few: `0.5/s`, `50 000/s`. */
export function rateText(perSecond: number): string {
  return `${groupDecimal(roundTo(perSecond.toFixed(3), perSecond < 10 ? 1 : 0))}/s`;
}
