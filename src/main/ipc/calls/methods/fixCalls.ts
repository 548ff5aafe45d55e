/** Shows the messages of a FIX session, and lets an operator release a session that is held, and give its password. */
import { parseVenueId } from '../../../../shared/kernel/ids.ts';
import { failed, replied, settled, unknownVenue } from '../../views/faultView.ts';
import type { ServedFix } from '../../ports/servedRuntime.ts';
import type { CallContext, Handlers } from '../handlers.ts';

export function fixCalls({
  runtime,
  actor,
}: CallContext): Handlers<'queryFixMessages' | 'releaseFixSession' | 'keepFixPassword'> {
  const on = <T>(venue: string, act: (fix: ServedFix) => T) => {
    const fix = runtime.fixes.get(venue);
    if (fix !== undefined) return act(fix);
    const known = parseVenueId(venue);
    if (known === undefined || !runtime.engine.guards.has(known)) return unknownVenue(venue);
    const message = `${venue} has no FIX session: it is a venue of another kind`;
    return failed({ code: 'venue_without_session', message, details: { venue } });
  };
  return {
    queryFixMessages: ({ venue, orderId, heartbeats, beforePosition, limit }) =>
      on(venue, (fix) =>
        replied(fix.messages({ order: orderId, heartbeats, before: beforePosition, limit })),
      ),
    keepFixPassword: async ({ venue, password, reason }) =>
      on(venue, async (fix) => settled(await fix.keepPassword(password, { actor, reason }))),
    releaseFixSession: async ({ venue, reason }) =>
      on(venue, async (fix) => settled(await fix.release({ actor, reason }))),
  };
}
