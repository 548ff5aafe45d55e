/** Bugs that careless engines on a record elsewhere could have. */
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { Venue } from '../../engine/ports.ts';
import type { Plants } from '../machine/machine.ts';
import { changed } from './plants.ts';

const takesSilenceForYes: Plants = { record: { takesSilenceForYes: true } };
const writesUnderAnyEpoch: Plants = { record: { writesUnderAnyEpoch: true } };
const sendsWithoutLease: Plants = { record: { sendsWithoutLease: true } };
const forgetsPromisedNumbers: Plants = { record: { forgetsPromisedNumbers: true } };
const takesOverEarly: Plants = { record: { takesOverEarly: true } };

/** An engine that takes over and compares with nothing: until it sends an order, each venue's record seems empty. */
const takesOverWithoutComparing: Plants = (() => {
  let isComparing = false;
  return {
    store: (store: EventStore) => {
      isComparing = store.head().position > 0;
      return changed(store, {
        append: (...args: Parameters<EventStore['append']>) => {
          if (args[1].some(({ type }) => type === 'OrderSubmitting')) isComparing = false;
          return store.append(...args);
        },
      });
    },
    venue: (venue: Venue) =>
      changed(venue, {
        listOpenOrders: (signal) => (isComparing ? Promise.resolve([]) : venue.listOpenOrders(signal)),
        executions: (filter, signal) =>
          isComparing ? Promise.resolve([]) : venue.executions(filter, signal),
        queryOrder: (id, signal) => (isComparing ? Promise.resolve(undefined) : venue.queryOrder(id, signal)),
      }),
  };
})();

export const plantedRecordBugs = {
  takesSilenceForYes,
  writesUnderAnyEpoch,
  sendsWithoutLease,
  takesOverEarly,
  forgetsPromisedNumbers,
  takesOverWithoutComparing,
};
