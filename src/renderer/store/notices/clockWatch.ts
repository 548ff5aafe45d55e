/** Tells when somebody set the machine's clock: from then on the order of entries is not the order of their times. */
import { subscribe } from '../../ipc/engineLink.ts';
import { age } from '../../format/times.ts';
import { notify } from './noticesStore.ts';

export function watchClock(): void {
  subscribe(
    'events',
    { query: { streamId: 'desk', types: ['ClockStepped'], limit: 1 } },
    {
      snapshot: () => undefined,
      delta: ({ events }) => {
        for (const event of events) {
          if (event.type === 'ClockStepped') notify('warn', clockNotice(event.data.byMs));
        }
      },
    },
  );
}

export function clockNotice(byMs: number): string {
  const direction = byMs < 0 ? 'back' : 'forward';
  return `The machine's clock was set ${direction} by ${age(Math.abs(byMs))}: times before and after do not compare, positions do. See to its time service.`;
}
