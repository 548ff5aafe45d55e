/** A standby that waits, in words. */
import { counted } from '../../kernel/counted.ts';
import type { StandbyView } from '../status.ts';

/** Such as `process 7 on second waits since …, 3 events behind, and reaches sim`. */
export function standbyWords({ host, pid, since, behind, reaches }: StandbyView): string {
  const place = behind === 0 ? 'up to date' : `${counted(behind, 'event')} behind`;
  const venues = reaches.length === 0 ? 'no venue' : reaches.join(', ');
  return `process ${pid} on ${host} waits since ${since}, ${place}, and reaches ${venues}`;
}
