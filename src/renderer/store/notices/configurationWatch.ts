/** Tells when another configuration is in force: somebody else may have changed it. */
import type { EventView } from '../../../shared/contract/events.ts';
import { subscribe } from '../link/engineLink.ts';
import { eventSummary } from '../../model/events/eventSummary.ts';
import { loadDesk } from '../desk/deskStore.ts';
import { notify } from './noticesStore.ts';

/** How many of the newest changes and starts are read: more than one start and the time since bring. */
const changesMax = 20;

export function watchConfiguration(): void {
  let told = 0;
  const tell = (events: readonly EventView[]): void => {
    for (const event of events) {
      if (event.position <= told || event.type !== 'ConfigurationChanged') continue;
      told = event.position;
      // Routes may be others now.
      void loadDesk();
      notify('warn', `Another configuration is in force: ${eventSummary(event)} · ${event.actor}`);
    }
  };
  subscribe(
    'events',
    { query: { streamId: 'desk', types: ['ConfigurationChanged', 'EngineStarted'], limit: changesMax } },
    {
      snapshot: ({ events }) => {
        tell(sinceStart(events));
      },
      delta: ({ events }) => {
        tell(events);
      },
    },
  );
}

/** Takes events with the newest first. Gives those of this run of the engine, oldest first. */
export function sinceStart(events: readonly EventView[]): readonly EventView[] {
  const start = events.findIndex(({ type }) => type === 'EngineStarted');
  return (start === -1 ? events : events.slice(0, start)).toReversed();
}
