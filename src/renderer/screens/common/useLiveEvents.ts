/** The newest events of one stream, newest first, live. Use the stream as the component's key. */
import { useEffect, useState } from 'react';
import type { EventView } from '../../../shared/contract/events.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { subscribe } from '../../store/link/engineLink.ts';

interface LiveEvents {
  readonly events?: readonly EventView[];
  readonly fault?: FaultView;
}

export function useLiveEvents(streamId: string, limit: number): LiveEvents {
  const [state, setState] = useState<LiveEvents>({});
  useEffect(() => {
    return subscribe(
      'events',
      { query: { streamId, limit } },
      {
        snapshot: ({ events }) => {
          setState({ events });
        },
        delta: ({ events }) => {
          setState((before) => ({
            events: [...events.toReversed(), ...(before.events ?? [])].slice(0, limit),
          }));
        },
        refused: (fault) => {
          setState((before) => ({ ...before, fault }));
        },
      },
    );
  }, [streamId, limit]);
  return state;
}
