/**
 * The `status` topic: the whole status, four times a second. What is the same for everybody is made once for all
 * consoles, and what depends on the person once for the windows of a console.
 */
import type { Status } from '../../../shared/contract/status.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import type { DeskStatus, PersonStatus } from '../views/statusView.ts';
import type { FeedFactory } from './topicFeed.ts';

export const statusIntervalMs = 250;

export interface StatusFeeds {
  /** The feeds of one console. `readPerson` is called at most once per interval. */
  feedsOf(readPerson: () => PersonStatus): FeedFactory<'status'>;
}

/** `readDesk` is called only while a window watches, and at most once per interval. */
export function statusFeeds(readDesk: () => DeskStatus, scheduler: Scheduler): StatusFeeds {
  const watchers = new Set<() => void>();
  let desk: DeskStatus | undefined;
  let timer: Timer | undefined;
  const refresh = (): void => {
    desk = undefined;
    for (const changed of watchers) changed();
  };
  const watch = (changed: () => void): void => {
    watchers.add(changed);
    timer ??= scheduler.every(statusIntervalMs, refresh);
  };
  const leave = (changed: () => void): void => {
    watchers.delete(changed);
    if (watchers.size > 0) return;
    timer?.cancel();
    timer = undefined;
    desk = undefined;
  };
  return {
    feedsOf(readPerson) {
      let made: { readonly of: DeskStatus; readonly status: Status } | undefined;
      const framed = () => {
        desk ??= readDesk();
        if (made?.of !== desk) made = { of: desk, status: { ...desk, ...readPerson() } };
        return { position: desk.store.headPosition, data: made.status };
      };
      return (_parameters, changed) => {
        watch(changed);
        return { snapshot: framed, delta: framed, pause: () => undefined, close: () => leave(changed) };
      };
    },
  };
}
