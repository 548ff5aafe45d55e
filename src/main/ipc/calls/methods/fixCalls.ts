/** Shows the messages of a FIX session, and lets an operator release a session that is held, and give its password. */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import { failed, replied, settled, unknownVenue } from '../../views/faultView.ts';
import type { FixSessionName } from '../../../../shared/contract/fix.ts';
import type { ServedFix, ServedFixSession } from '../../ports/servedRuntime.ts';
import type { CallContext, Handlers } from '../handlers.ts';

export function fixCalls({
  runtime,
  actor,
}: CallContext): Handlers<'queryFixMessages' | 'releaseFixSession' | 'keepFixPassword'> {
  const on = <T>(venue: VenueId, act: (fix: ServedFix) => T) => {
    const fix = runtime.fixes.get(venue);
    if (fix !== undefined) return act(fix);
    if (!runtime.engine.guards.has(venue)) return unknownVenue(venue);
    const message = `${venue} has no FIX session: it is a venue of another kind`;
    return failed({ code: 'venue_without_session', message, details: { venue } });
  };
  const onSession = <T>(venue: VenueId, name: FixSessionName, act: (session: ServedFixSession) => T) =>
    on(venue, (fix) => {
      const session = name === 'orders' ? fix : fix.dropCopy;
      if (session !== undefined) return act(session);
      const message = `venue ${venue} has no drop copy in the configuration`;
      return failed({ code: 'venue_without_drop_copy', message, details: { venue } });
    });
  return {
    queryFixMessages: ({ venue, session: name, orderId, heartbeats, beforePosition, limit }) =>
      onSession(venue, name, (session) =>
        replied(session.messages({ order: orderId, heartbeats, before: beforePosition, limit })),
      ),
    keepFixPassword: async ({ venue, password, reason }) =>
      on(venue, async (fix) => settled(await fix.keepPassword(password, { actor, reason }))),
    releaseFixSession: async ({ venue, session: name, reason }) =>
      onSession(venue, name, async (session) => settled(await session.release({ actor, reason }))),
  };
}
