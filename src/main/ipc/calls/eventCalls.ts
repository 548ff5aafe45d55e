/** The queries of the audit browser. */
import { eventView } from '../views/eventView.ts';
import { replied } from '../views/faultView.ts';
import { findId } from './findId.ts';
import type { CallContext, Handlers } from './handlers.ts';

type Methods = 'queryEvents' | 'listStreams' | 'findId';

const streamsLimitDefault = 100;

export function eventCalls({ runtime }: CallContext): Handlers<Methods> {
  const { engine, search } = runtime;
  return {
    queryEvents: (query) => {
      const { events, searchedTo } = search.search(query);
      return replied({
        events: events.map(eventView),
        searchedTo,
        headPosition: engine.store.head().position,
      });
    },
    listStreams: ({ text, limit }) => {
      const { streams, total } = search.streams({ text, limit: limit ?? streamsLimitDefault });
      return replied({ streams: streams.map((stream) => ({ ...stream })), total });
    },
    findId: ({ text }) => replied(findId(text.trim(), runtime)),
  };
}
