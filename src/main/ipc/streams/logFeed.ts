/** The `log` topic: the newest entries that match a filter, and every later one. */
import { logPageMax, type LogEntry, type LogFilter } from '../../../shared/contract/log.ts';
import { isAtLeast } from '../../../shared/kernel/logLevels.ts';
import type { TopicSnapshot } from '../../../shared/contract/streams.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Scheduler } from '../../engine/ports.ts';
import type { ServedLog } from '../ports/servedRuntime.ts';
import type { FeedFactory } from './topicFeed.ts';

export const logIntervalMs = 250;

/** `position` gives the position that the read models hold. */
export function logFeeds(log: ServedLog, position: () => number, scheduler: Scheduler): FeedFactory<'log'> {
  return ({ filter }, changed) => {
    let sentTo = 0;
    const timer = scheduler.every(logIntervalMs, () => {
      if (log.lastNumber > sentTo) changed();
    });
    const matchingAfter = (number: number): LogEntry[] => {
      const entries = log
        .entriesAfter(number)
        .map(({ time, ...entry }) => ({ ...entry, time: formatMicros(time) }));
      sentTo = log.lastNumber;
      return entries.filter((entry) => matchesLog(entry, filter));
    };
    return {
      snapshot() {
        const all = log.entriesAfter(0);
        const data: TopicSnapshot<'log'> = {
          entries: matchingAfter(0).slice(-logPageMax),
          kept: all.length,
          components: [...new Set(all.map(({ component }) => component))]
            .filter((name) => name !== '')
            .toSorted(),
          file: log.file,
        };
        return { position: position(), data };
      },
      delta() {
        const entries = matchingAfter(sentTo);
        if (entries.length > logPageMax) return 'overrun';
        return entries.length === 0 ? undefined : { position: position(), data: { entries } };
      },
      // The entries wait with the log.
      pause: () => undefined,
      close: () => timer.cancel(),
    };
  };
}

function matchesLog({ level, component, message, fields }: LogEntry, filter: LogFilter): boolean {
  if (filter.level !== undefined && !isAtLeast(level, filter.level)) return false;
  if (filter.component !== undefined && filter.component !== component) return false;
  const text = filter.text?.trim().toLowerCase() ?? '';
  return text === '' || `${component} ${message} ${fields}`.toLowerCase().includes(text);
}
