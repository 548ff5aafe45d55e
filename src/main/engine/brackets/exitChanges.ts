/** What an event of an exit's order means to its bracket; other events mean nothing to it. */
import type { ExitChange } from '../../domain/order/bracket/bracketState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

export const exitChanges: Readonly<Partial<Record<StoredEvent['type'], ExitChange>>> = {
  OrderReplaced: 'replaced',
  OrderReplaceRejected: 'replace_refused',
  // The venue may do it again, so the exit is not amended back at once.
  OrderRestated: 'replace_refused',
  OrderCancelRejected: 'cancel_refused',
  OrderFilled: 'filled',
  OrderCanceled: 'ended',
  OrderExpired: 'ended',
};
