/** The `status` topic: the whole status, made four times a second for all windows together. */
import type { Status } from '../../../shared/contract/status.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import type { FeedFactory } from './topicFeed.ts';

export const statusIntervalMs = 250;

/** `read` makes the status. It is called only while a window watches, and at most once per interval. */
export function statusFeeds(read: () => Status, scheduler: Scheduler): FeedFactory<'status'> {
  const watchers = new Set<() => void>();
  let current: Status | undefined;
  let timer: Timer | undefined;
  const refresh = (): void => {
    current = undefined;
    for (const changed of watchers) changed();
  };
  const framed = () => {
    current ??= read();
    return { position: current.store.headPosition, data: current };
  };
  return (_parameters, changed) => {
    watchers.add(changed);
    timer ??= scheduler.every(statusIntervalMs, refresh);
    return {
      snapshot: framed,
      delta: framed,
      pause: () => undefined,
      close: () => {
        watchers.delete(changed);
        if (watchers.size > 0) return;
        timer?.cancel();
        timer = undefined;
        current = undefined;
      },
    };
  };
}
