/** Hears when somebody set the machine's clock: from then on the order of entries is not the order of their times. */
import { subscribe } from '../link/engineLink.ts';
import { takeClockStep } from '../desk/incidentsStore.ts';

export function watchClock(): void {
  subscribe(
    'events',
    { query: { streamId: 'desk', types: ['ClockStepped'], limit: 1 } },
    {
      snapshot: () => undefined,
      delta: ({ events }) => {
        for (const event of events) {
          if (event.type !== 'ClockStepped') continue;
          takeClockStep({ position: event.position, byMs: event.data.byMs, at: Date.parse(event.time) });
        }
      },
    },
  );
}
