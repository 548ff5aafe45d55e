/** Knows from the events when which alerts were muted, also where one mute has replaced another. */
import { parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Alert, AlertEventData } from '../desk/alert.ts';
import { isAbout } from './alertMutes.ts';

interface Span {
  readonly from: EpochMicros;
  /** The mute was in force before this time. */
  readonly until: EpochMicros;
  /** Somebody has ended the mute, or replaced it. */
  readonly isOver?: true;
}

export class MuteHistory {
  /** Mutes by what they mute, oldest first. */
  private readonly spans = new Map<string, readonly Span[]>();

  muted({ what, until: text }: AlertEventData['AlertsMuted'], at: EpochMicros): void {
    const until = parseInstant(text);
    if (until === undefined) return;
    this.end(what, at);
    this.spans.set(what, [...(this.spans.get(what) ?? []), { from: at, until }]);
  }

  /** Ends the mute: its alerts call again from that time on. */
  end(what: string, at: EpochMicros): void {
    const spans = this.spans.get(what) ?? [];
    this.spans.set(
      what,
      spans.map((span) => (span.until > at ? { ...span, until: at, isOver: true } : span)),
    );
  }

  /** The record goes on at that time. Where the clock was set back, the mutes in force count from then. */
  goOnAt(at: EpochMicros): void {
    for (const [what, spans] of this.spans) {
      if (!spans.some((span) => isAhead(span, at))) continue;
      this.spans.set(
        what,
        spans.map((span) => (isAhead(span, at) ? { ...span, from: at } : span)),
      );
    }
  }

  isMuted(alert: Alert, at: EpochMicros): boolean {
    return this.mutedUntil(alert, at) > at;
  }

  /** Whether the alert called nobody at any time between the two times. */
  isMutedThroughout(alert: Alert, from: EpochMicros, to: EpochMicros): boolean {
    let at = from;
    for (let until = this.mutedUntil(alert, at); until > at; until = this.mutedUntil(alert, at)) at = until;
    return at >= to;
  }

  /** The latest end of the mutes in force at that time; the time itself where no mute was in force. */
  private mutedUntil(alert: Alert, at: EpochMicros): EpochMicros {
    if (alert.holdsOrders) return at;
    let latest = at;
    for (const [what, spans] of this.spans) {
      if (!isAbout(what, alert)) continue;
      for (const { from, until } of spans) if (from <= at && until > latest) latest = until;
    }
    return latest;
  }
}

function isAhead({ from, isOver }: Span, at: EpochMicros): boolean {
  return from > at && isOver !== true;
}
