/**
 * The events that match a query: live or not, with older ones on request. The engine searches for a short time only. So
 * the feed repeats a search for rare events until a page is full, all events are searched, or the operator stops it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventQuery, EventView } from '../../../shared/contract/events.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { call, subscribe } from '../link/engineLink.ts';
import { addNewer, addOlder, eventsHeldMax, type EventPages } from './eventPages.ts';

export interface AuditEvents {
  readonly events: readonly EventView[] | undefined;
  readonly fault: FaultView | undefined;
  /** The oldest position that was searched; undefined while none was. */
  readonly searchedTo: number | undefined;
  readonly searching: boolean;
  /** Positions a second that the running or the last search has looked at; undefined before the first answer. */
  readonly perSecond: number | undefined;
}

export interface AuditFeed {
  readonly store: StoreApi<AuditEvents>;
  /** Adds new events as they come. The returned function stops that. */
  readonly follow: () => () => void;
  /** Loads the newest events once, where none are here yet. The returned function stops that. */
  readonly load: () => () => void;
  /** Searches older events until there is another page of them. */
  readonly loadOlder: () => void;
  /** Stops a running search. The events that were found stay. */
  readonly stop: () => void;
}

/** With `beforePosition`, the events of an earlier time: there is nothing to follow then. */
type Query = Omit<EventQuery, 'limit'>;

export interface AuditFeedPorts {
  readonly call: typeof call;
  readonly subscribe: typeof subscribe;
}

export const auditPageSize = 200;

export function createAuditFeed(
  { beforePosition, ...query }: Query,
  ports: AuditFeedPorts = { call, subscribe },
): AuditFeed {
  const store = createStore<AuditEvents>(() => ({
    events: undefined,
    fault: undefined,
    searchedTo: undefined,
    searching: false,
    perSecond: undefined,
  }));
  let wanted = 0;

  const held = (): EventPages => {
    const { events = [], searchedTo = beforePosition ?? Number.POSITIVE_INFINITY } = store.getState();
    return { events, searchedTo };
  };
  const mayGoOn = (): boolean => {
    const { events, searchedTo } = held();
    return events.length < Math.min(wanted, eventsHeldMax) && searchedTo > 1;
  };
  const goOn = async (): Promise<void> => {
    if (store.getState().searching) return;
    store.setState({ searching: true });
    const started = { ms: performance.now(), position: store.getState().searchedTo ?? beforePosition };
    while (mayGoOn()) {
      const { searchedTo } = held();
      const position = Number.isFinite(searchedTo) ? { beforePosition: searchedTo } : {};
      const reply = await ports.call('queryEvents', { ...query, ...position, limit: auditPageSize });
      if (!reply.ok) {
        store.setState({ fault: reply.fault });
        break;
      }
      // A fresh snapshot came meanwhile: the answer does not fit to it any more.
      if (held().searchedTo === searchedTo) {
        started.position ??= reply.value.headPosition;
        const looked = started.position - reply.value.searchedTo;
        const perSecond = Math.round((looked * 1_000) / Math.max(1, performance.now() - started.ms));
        store.setState({ ...addOlder(held(), reply.value), fault: undefined, perSecond });
      }
    }
    store.setState({ searching: false });
  };
  const search = (): void => {
    wanted = held().events.length + auditPageSize;
    void goOn();
  };
  const stop = (): void => {
    wanted = 0;
  };

  const load = (): (() => void) => {
    if (store.getState().events === undefined) search();
    return stop;
  };
  return {
    store,
    follow: () => {
      if (beforePosition !== undefined) return load();
      const end = ports.subscribe(
        'events',
        { query: { ...query, limit: auditPageSize } },
        {
          snapshot: ({ events, searchedTo }) => {
            store.setState({ events, searchedTo, fault: undefined });
            wanted = auditPageSize;
            void goOn();
          },
          delta: ({ events }) => {
            store.setState(addNewer(held(), events));
          },
          refused: (fault) => {
            store.setState({ fault });
          },
        },
      );
      return () => {
        stop();
        end();
      };
    },
    load,
    loadOlder: () => {
      if (!store.getState().searching) search();
    },
    stop,
  };
}
