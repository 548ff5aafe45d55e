/** The `metrics` topic: the last fifteen minutes at the start, then each second when it is over. */
import type { TopicSnapshot } from '../../../shared/contract/streams.ts';
import type { Scheduler } from '../../engine/ports.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { metricsSummary } from '../views/metricsView.ts';
import type { FeedFactory } from './topicFeed.ts';

export const metricsIntervalMs = 1_000;

export function metricsFeeds(engine: Engine, scheduler: Scheduler): FeedFactory<'metrics'> {
  return (_parameters, changed) => {
    const timer = scheduler.every(metricsIntervalMs, changed);
    let sentUntil = '';
    const framed = (after: string) => {
      const points = engine.metrics.points().filter(({ time }) => time > after);
      sentUntil = points.at(-1)?.time ?? after;
      const data: TopicSnapshot<'metrics'> = {
        points: points.map((point) => ({ ...point })),
        summary: metricsSummary(engine),
      };
      return { position: engine.queries.position, data };
    };
    return {
      snapshot: () => framed(''),
      delta: () => framed(sentUntil),
      pause: () => undefined,
      close: () => timer.cancel(),
    };
  };
}
