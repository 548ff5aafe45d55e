/** The events that match a query: live or standing still, with older ones on demand. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventQuery, EventView } from '../../shared/contract/events.ts';
import type { FaultView } from '../../shared/contract/faults.ts';
import { call, subscribe } from '../ipc/engineLink.ts';
import { addNewer, addOlder, eventsHeldMax } from './eventPages.ts';

export interface AuditEvents {
  readonly events: readonly EventView[] | undefined;
  readonly fault: FaultView | undefined;
  /** Whether older ones exist; undefined as long as nobody asked. */
  readonly more: boolean | undefined;
}

export interface AuditFeed {
  readonly store: StoreApi<AuditEvents>;
  /** Takes in new events as they come; returns how to stop. */
  readonly follow: () => () => void;
  /** Fetches the newest once, where nothing is here yet. */
  readonly load: () => void;
  readonly loadOlder: () => void;
}

const pageSize = 200;

export function createAuditFeed(query: Omit<EventQuery, 'beforePosition' | 'limit'>): AuditFeed {
  const store = createStore<AuditEvents>(() => ({ events: undefined, fault: undefined, more: undefined }));
  let asking = false;

  const ask = async (beforePosition: number | undefined): Promise<void> => {
    if (asking) return;
    asking = true;
    const position = beforePosition === undefined ? {} : { beforePosition };
    const reply = await call('queryEvents', { ...query, ...position, limit: pageSize });
    asking = false;
    store.setState((state) =>
      reply.ok
        ? {
            events: addOlder(state.events ?? [], reply.value.events),
            fault: undefined,
            more: reply.value.more,
          }
        : { fault: reply.fault },
    );
  };

  return {
    store,
    follow: () =>
      subscribe(
        'events',
        { query: { ...query, limit: pageSize } },
        {
          snapshot: ({ events }) => {
            store.setState({ events, fault: undefined, more: events.length < pageSize ? false : undefined });
          },
          delta: ({ events }) => {
            store.setState((state) => ({ events: addNewer(state.events ?? [], events) }));
          },
          refused: (fault) => {
            store.setState({ fault });
          },
        },
      ),
    load: () => {
      if (store.getState().events === undefined) void ask(undefined);
    },
    loadOlder: () => {
      const { events = [], more } = store.getState();
      const last = events.at(-1);
      if (last === undefined || more === false || last.position <= 1 || events.length >= eventsHeldMax) {
        return;
      }
      void ask(last.position);
    },
  };
}
