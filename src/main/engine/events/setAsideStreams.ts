/**
 * Streams with an event that can't be understood: nothing of such a stream after that event is believed, and nothing is
 * added to it. Each event is told in an alarm, with its position.
 */
import { deskStream, type StreamId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Alarm } from '../../domain/alarm/alarm.ts';

interface Place {
  readonly streamId: StreamId;
  readonly position: number;
}

export class SetAsideStreams {
  private readonly first = new Map<StreamId, Place & { readonly why: string }>();
  private readonly noted = new Set<number>();
  private raise: ((alarm: Alarm) => void) | undefined;
  private readonly waiting: Alarm[] = [];

  /** `why` follows "it": `has data that is not JSON`. The same event again is the same. */
  note(place: Place, why: string): void {
    const { streamId, position } = place;
    if (!this.first.has(streamId)) this.first.set(streamId, { streamId, position, why });
    if (this.noted.has(position)) return;
    this.noted.add(position);
    const alarm = alarmOf(place, why);
    if (this.raise === undefined) this.waiting.push(alarm);
    else this.raise(alarm);
  }

  /** From now on alarms can be raised; those that were called for before are raised at once. */
  tell(raise: (alarm: Alarm) => void): void {
    this.raise = raise;
    for (const alarm of this.waiting.splice(0)) raise(alarm);
  }

  /** Why the stream takes nothing; undefined for one that is understood. */
  refusal(streamId: StreamId): Refusal | undefined {
    const place = this.first.get(streamId);
    if (place === undefined) return undefined;
    const message = `the stream ${streamId} is set aside: event ${place.position} of it can't be understood, it ${place.why}`;
    return { code: 'stream_set_aside', message, field: 'stream', actual: streamId };
  }
}

/** Of the desk or of a venue it may have been what holds orders back. */
function alarmOf({ streamId, position }: Place, why: string): Alarm {
  const mayHold = streamId === deskStream || streamId.startsWith('venue-');
  return {
    alarmId: `event_not_understood:${position}`,
    kind: 'event_not_understood',
    holdsOrders: mayHold,
    message: `event ${position} of the stream ${streamId} can't be understood: it ${why.slice(0, 300)}`,
    advice: mayHold
      ? 'See what it was with desk events, bring trading states and breakers to what they should be, then acknowledge.'
      : 'See what it was with desk events, and look at the venue: the stream takes no orders and no commands.',
    stream: streamId,
    position,
  };
}
