/** A durable subscriber's state as a glyph, a word and a tone, with its meaning. */
import type { SubscriberView } from '../../../shared/contract/status.ts';
import type { SayingLook } from '../../ui/display/look.ts';

const looks: Readonly<Record<SubscriberView['state'], SayingLook>> = {
  running: { word: 'Running', glyph: 'dot', tone: 'ok', says: 'It gets every event.' },
  retrying: {
    word: 'Retrying',
    glyph: 'half',
    tone: 'warn',
    says: 'It failed at an event, and tries it again by itself, later each time. It gets no other before.',
  },
  parked: {
    word: 'Parked',
    glyph: 'ban',
    tone: 'bad',
    says: 'It failed too often at one event. It gets none until somebody resumes it or the engine starts again.',
  },
};

export function subscriberLook(state: SubscriberView['state']): SayingLook {
  return looks[state];
}

/** The subscribers that need a person. */
export function parkedSubscribers(subscribers: readonly SubscriberView[]): readonly SubscriberView[] {
  return subscribers.filter(({ state }) => state === 'parked');
}
