/** A FIX venue's sessions and messages for operators. Every release is an event of the desk. */
import type { FixMessagePage, FixSessionView } from '../../../shared/contract/fix.ts';
import type { ServedFix, ServedFixSession } from '../../ipc/ports/servedRuntime.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { DropCopySession } from '../../infra/venues/fix/dropCopy/dropCopySession.ts';
import type { FixVenue } from '../../infra/venues/fix/fixVenue.ts';
import type { KeyStore } from '../../infra/venues/fix/transport/credentials.ts';
import type { SessionSnapshot } from '../../infra/venues/fix/session/sessionSnapshot.ts';
import type { LoggedMessage } from '../../infra/venues/fix/store/keptMessage.ts';
import type { MessagePage } from '../../infra/venues/fix/store/messagePages.ts';

interface StartedFix {
  readonly venue: FixVenue;
  readonly passwordKey: string | undefined;
  readonly dropCopy: DropCopySession | undefined;
}

export function fixVenueControl(
  { venue, passwordKey, dropCopy }: StartedFix,
  keyStore: KeyStore | undefined,
  record: Engine['record'],
): ServedFix {
  const orders = sessionControl(venue, venue, record);
  return {
    ...orders,
    session: () => ({
      ...orders.session(),
      ...(passwordKey !== undefined &&
        keyStore !== undefined && { passwordKept: keyStore.passwordOf(passwordKey).ok }),
    }),
    dropCopy: dropCopy && sessionControl(dropCopy, venue, record, 'drop_copy'),
    async keepPassword(password, { actor, reason }) {
      if (passwordKey === undefined || keyStore === undefined) {
        const message = `venue ${venue.id} has no passwordKey in the configuration`;
        return err({ code: 'no_password_key', message });
      }
      const kept = await keyStore.keep(passwordKey, password);
      if (!kept.ok) return err({ code: kept.error.code, message: kept.error.message });
      venue.retry();
      const recorded = await record({ type: 'FixPasswordKept', data: { venue: venue.id, reason } }, actor);
      if (recorded.ok) return ok();
      return err({ code: recorded.error.code, message: recorded.error.message });
    },
  };
}

/** `name` is absent for the session of orders. */
function sessionControl(
  session: Pick<FixVenue, 'snapshot' | 'messages' | 'release'>,
  { id, tagNames }: Pick<FixVenue, 'id' | 'tagNames'>,
  record: Engine['record'],
  name?: 'drop_copy',
): ServedFixSession {
  return {
    session: () => sessionView(session.snapshot()),
    messages: (query) => fixPageView(session.messages(query), tagNames),
    async release({ actor, reason }) {
      const { phase } = session.snapshot();
      // Only a release that can happen is recorded, and it is recorded first.
      if (phase === 'held') {
        const data = { venue: id, reason, ...(name !== undefined && { session: name }) };
        const recorded = await record({ type: 'FixSessionReleased', data }, actor);
        if (!recorded.ok) return err({ code: recorded.error.code, message: recorded.error.message });
      }
      return session.release();
    },
  };
}

export function fixPageView(
  { messages, more }: MessagePage,
  tagNames: FixMessagePage['tagNames'],
): FixMessagePage {
  return {
    messages: messages.map(({ position, direction, kind, seqNum, msgType, time, raw }) => {
      return { position, direction, kind, seqNum, msgType, time: formatMicros(time), raw };
    }),
    more,
    tagNames,
  };
}

function sessionView({
  phase,
  why,
  nextOut,
  nextIn,
  lastOut,
  lastIn,
  hours,
}: SessionSnapshot): FixSessionView {
  return {
    phase,
    ...(why !== undefined && { why }),
    nextOut,
    nextIn,
    ...(lastOut !== undefined && { lastOut: lastView(lastOut) }),
    ...(lastIn !== undefined && { lastIn: lastView(lastIn) }),
    ...(hours !== undefined && {
      schedule: {
        timeZone: hours.timeZone,
        start: hours.start,
        end: hours.end,
        ...(hours.opensAt !== undefined && { opensAt: formatMicros(hours.opensAt) }),
        ...(hours.closesAt !== undefined && { closesAt: formatMicros(hours.closesAt) }),
      },
    }),
  };
}

function lastView({ msgType, seqNum, time }: LoggedMessage): NonNullable<FixSessionView['lastIn']> {
  return { msgType, seqNum, time: formatMicros(time) };
}
