/** The queries of the audit browser. */
import { eventView } from '../../views/eventView.ts';
import { replied } from '../../views/faultView.ts';
import { findId } from './findId.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'queryEvents' | 'listStreams' | 'findId';

const streamsLimitDefault = 100;

export function eventCalls({ runtime }: CallContext): Handlers<Methods> {
  const { search } = runtime;
  return {
    queryEvents: async (query) => {
      const { events, searchedTo, position } = await search.search(query);
      return replied({ events: events.map(eventView), searchedTo, headPosition: position });
    },
    listStreams: async ({ text, limit }) => {
      const { streams, total } = await search.streams({ text, limit: limit ?? streamsLimitDefault });
      return replied({ streams: streams.map((stream) => ({ ...stream })), total });
    },
    findId: async ({ text }) => replied(await findId(text.trim(), runtime)),
  };
}
