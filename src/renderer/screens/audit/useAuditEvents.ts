/** The events that match, live or standing still, with older ones on demand. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventView } from '../../../shared/contract/events.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { call, subscribe } from '../../ipc/engineLink.ts';
import { toEventQuery, type AuditFilter } from '../../model/auditFilter.ts';
import { addNewer, addOlder, eventsHeldMax } from '../../store/eventPages.ts';

interface AuditEvents {
  readonly events: readonly EventView[] | undefined;
  readonly fault: FaultView | undefined;
  /** Whether older ones are known to exist; undefined as long as nobody asked. */
  readonly more: boolean | undefined;
}

const pageSize = 200;
const nothing: AuditEvents = { events: undefined, fault: undefined, more: undefined };

export function useAuditEvents(filter: AuditFilter, live: boolean) {
  const [state, setState] = useState<AuditEvents>(nothing);
  const query = JSON.stringify(toEventQuery(filter));
  const loading = useRef(false);
  const latest = useRef(state);
  latest.current = state;

  useEffect(() => {
    setState(nothing);
    loading.current = false;
  }, [query]);

  useEffect(() => {
    const parameters = {
      query: { ...(JSON.parse(query) as ReturnType<typeof toEventQuery>), limit: pageSize },
    };
    if (live) {
      return subscribe('events', parameters, {
        snapshot: ({ events }) => {
          setState({ events, fault: undefined, more: events.length >= pageSize ? undefined : false });
        },
        delta: ({ events }) => {
          setState((before) => ({ ...before, events: addNewer(before.events ?? [], events) }));
        },
        refused: (fault) => {
          setState((before) => ({ ...before, fault }));
        },
      });
    }
    let ended = false;
    // What is already here stays as it is when the tail is switched off.
    if (latest.current.events === undefined || latest.current.events.length === 0) {
      void call('queryEvents', parameters.query).then((reply) => {
        if (!ended)
          setState(
            reply.ok
              ? { events: reply.value.events, fault: undefined, more: reply.value.more }
              : { ...nothing, fault: reply.fault },
          );
      });
    }
    return () => {
      ended = true;
    };
  }, [query, live]);

  const loadOlder = useCallback(() => {
    const { events, more } = latest.current;
    const last = events?.at(-1);
    if (
      loading.current ||
      last === undefined ||
      more === false ||
      last.position <= 1 ||
      (events?.length ?? 0) >= eventsHeldMax
    )
      return;
    loading.current = true;
    void call('queryEvents', {
      ...(JSON.parse(query) as ReturnType<typeof toEventQuery>),
      beforePosition: last.position,
      limit: pageSize,
    }).then((reply) => {
      loading.current = false;
      setState((before) => {
        if (!reply.ok) return { ...before, fault: reply.fault };
        return {
          events: addOlder(before.events ?? [], reply.value.events),
          fault: undefined,
          more: reply.value.more,
        };
      });
    });
  }, [query]);

  return { ...state, loadOlder };
}
