/**
 * Streams with an event that can't be understood. The engine does not rely on any event of such a stream after that
 * one, and appends nothing to the stream. An alert tells of each such event, with its position.
 */
import { deskStream, type StreamId, alertIdOf } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { EventPlace } from '../../../domain/alert/eventPlace.ts';
import type { Alert } from '../../../domain/desk/alert.ts';

export class SetAsideStreams {
  private readonly first = new Map<StreamId, EventPlace & { readonly why: string }>();
  private readonly noted = new Set<number>();
  private readonly listeners: ((alert: Alert) => void)[] = [];

  /** The listener hears the alert of each event that can't be understood, once. */
  onNoted(listener: (alert: Alert) => void): void {
    this.listeners.push(listener);
  }

  /**
   * `why` continues a sentence that begins with "it": `has data that is not JSON`. A repeated call for the same event
   * does nothing.
   */
  note(place: EventPlace, why: string): void {
    const { streamId, position } = place;
    if (!this.first.has(streamId)) this.first.set(streamId, { streamId, position, why });
    if (this.noted.has(position)) return;
    this.noted.add(position);
    for (const hear of this.listeners) hear(alertOf(place, why));
  }

  /** Why the stream takes no events; undefined for a stream that is understood. */
  refusal(streamId: StreamId): Refusal | undefined {
    const place = this.first.get(streamId);
    if (place === undefined) return undefined;
    const message = `the stream ${streamId} is set aside: event ${place.position} of it can't be understood, it ${place.why}`;
    return { code: 'stream_set_aside', message, field: 'stream', actual: streamId };
  }
}

/** An event of the desk or of a venue may have held orders back, so its alert holds them. */
function alertOf({ streamId, position }: EventPlace, why: string): Alert {
  const mayHold = streamId === deskStream || streamId.startsWith('venue-');
  return {
    alertId: alertIdOf(`event_not_understood:${position}`),
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
