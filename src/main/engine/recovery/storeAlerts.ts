/**
 * The alerts of a start about a store that is not as it was left. Some of them hold back every new order until a person
 * has acknowledged them.
 */
import { alertIdOf, type VenueId } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { isOwnClientOrderId } from '../../domain/order/clientOrderIds.ts';
import type { ReconciliationDifference } from '../../domain/venue/venueEvents.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { SeenHead } from '../events/seenHead.ts';

const rolledBackAdvice =
  'Put the newest copy of the event store back if there is one; otherwise compare with each venue, do not send signals again that may have left, and acknowledge';
const brokenAdvice =
  'Run desk verify, put a verified backup in place if there is one, and acknowledge to go on with this store';

/** `derived` holds the heads that the derived files have seen, in addition to those that the store itself has found. */
export function storeAlerts(store: EventStore, derived: readonly SeenHead[]): readonly Alert[] {
  const { seen = [], broken, checkpointGone, keyGone } = store.findings ?? {};
  const missed = [...seen, ...derived].filter((head) => isMissed(store, head));
  const passing = missed.filter(({ lasting }) => lasting !== true);
  const lasting = missed.filter((head) => head.lasting === true).map((head) => [head]);
  return [
    ...[passing, ...lasting].filter((heads) => heads.length > 0).map((heads) => rolledBack(store, heads)),
    ...(broken === undefined ? [] : [chainBroken(broken)]),
    ...(checkpointGone === undefined ? [] : [checkpointsRemoved(checkpointGone)]),
    ...(keyGone === undefined ? [] : [signingKeyGone(keyGone)]),
  ];
}

/** Whether the store lacks a head that was seen: the store ends before it, or has another event at its position. */
export function isMissed(store: Pick<EventStore, 'head' | 'hashAt'>, { position, hash }: SeenHead): boolean {
  if (position > store.head().position) return true;
  return hash !== undefined && store.hashAt(position) !== hash;
}

export function chainBroken({ position, message }: { position: number; message: string }): Alert {
  return {
    alertId: alertIdOf(`chain_broken:${position}`),
    kind: 'chain_broken',
    holdsOrders: true,
    message: `The event store is not as it was written: ${message}`,
    advice: brokenAdvice,
    position,
  };
}

function checkpointsRemoved(position: number): Alert {
  return {
    alertId: alertIdOf(`checkpoints_removed:${position}`),
    kind: 'checkpoints_removed',
    holdsOrders: true,
    message: `The event store does not keep its last signed checkpoint any more: it was at position ${position}`,
    advice: brokenAdvice,
    position,
  };
}

/** This alert holds no order back: a store that was put into another folder comes without its key. */
function signingKeyGone(position: number): Alert {
  return {
    alertId: alertIdOf(`signing_key_gone:${position}`),
    kind: 'signing_key_gone',
    holdsOrders: false,
    message: `The key that signed the last checkpoint of the event store, at position ${position}, is not in the data folder any more: nothing here proves the events up to it`,
    advice:
      'Put the key back if there is a copy of it; otherwise verify with a checkpoint that was exported, and acknowledge',
    position,
  };
}

/** The alert for orders at a venue under our own ids that the store does not know; undefined when there are none. */
export function ownOrdersUnknown(
  venue: VenueId,
  differences: readonly ReconciliationDifference[],
): Alert | undefined {
  const ids = differences
    .filter(({ kind }) => kind === 'unknown_order')
    .flatMap(({ clientOrderId }) => clientOrderId ?? [])
    .filter(isOwnClientOrderId)
    .sort((a, b) => (a < b ? -1 : 1));
  const last = ids.at(-1);
  if (last === undefined) return undefined;
  const count = ids.length === 1 ? 'an order' : `${ids.length} orders`;
  return {
    alertId: alertIdOf(`store_rolled_back:${venue}:${last}`),
    kind: 'store_rolled_back',
    holdsOrders: true,
    message: `Venue ${venue} has ${count} under ids that only this program makes and the store has not sent, ${last} among them: the store was rolled back, or another desk trades in this account`,
    advice: rolledBackAdvice,
    venue,
  };
}

function rolledBack(store: EventStore, heads: readonly SeenHead[]): Alert {
  const ordered = [...heads].sort((a, b) => b.position - a.position);
  const [{ by, position, hash = '' } = { by: '', position: 0 }] = ordered;
  const head = store.head();
  const said = ordered.map((one) => `${one.by} has seen ${one.position}`).join(', ');
  const how = position > head.position ? `ends at position ${head.position}` : 'has other events';
  return {
    alertId: alertIdOf(
      ['store_rolled_back', by.replaceAll(/\W+/g, '_'), position, hash.slice(0, 16)].join(':'),
    ),
    kind: 'store_rolled_back',
    holdsOrders: true,
    message: `The event store was rolled back or replaced: it ${how}, but ${said}`,
    advice: rolledBackAdvice,
    position,
  };
}
