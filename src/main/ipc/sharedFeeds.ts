/** The topics that are the same for every console. */
import { limitKey } from '../../shared/contract/limits.ts';
import { positionKey } from '../../shared/contract/positions.ts';
import type { TopicParameters } from '../../shared/contract/streams.ts';
import type { ScopeExposure } from '../engine/risk/limitLines.ts';
import type { JobRunner } from './jobs/jobRunner.ts';
import type { BridgePorts, ServedLog, ServedRuntime } from './ports/servedRuntime.ts';
import { isSameText, positionRow } from './views/positionRow.ts';
import { eventsFeeds } from './streams/events/eventsFeed.ts';
import { jobsFeeds } from './streams/jobsFeed.ts';
import { killsFeeds } from './streams/killsFeed.ts';
import { logFeeds } from './streams/logFeed.ts';
import { metricsFeeds } from './streams/metricsFeed.ts';
import { orderListFeeds } from './streams/orders/orderListFeed.ts';
import { ordersFeeds } from './streams/orders/ordersFeed.ts';
import type { OrderTracker } from './streams/orders/orderTracker.ts';
import { rowsFeeds } from './streams/rowsFeed.ts';
import { signalListFeeds } from './streams/signals/signalListFeed.ts';
import type { FeedFactories } from './streams/streamHub.ts';

export type SharedFeeds = Omit<FeedFactories, 'status' | 'orderViewers'>;

export interface SharedFeedsOptions {
  readonly runtime: ServedRuntime;
  readonly ports: BridgePorts;
  readonly log: ServedLog;
  readonly jobs: JobRunner;
  readonly tracker: OrderTracker;
}

export function sharedFeeds({ runtime, ports, log, jobs, tracker }: SharedFeedsOptions): SharedFeeds {
  const { engine, search } = runtime;
  const { clock, scheduler } = ports;
  const position = (): number => engine.queries.position;
  return {
    orders: ordersFeeds(engine.queries, tracker, scheduler),
    orderList: orderListFeeds(engine.queries, scheduler),
    signals: signalListFeeds(search, scheduler),
    events: eventsFeeds({ bus: engine.bus, search, scheduler }),
    metrics: metricsFeeds(engine, scheduler),
    kills: killsFeeds({ ledgers: () => engine.trading.ledgers(), position }, scheduler),
    positions: rowsFeeds(
      {
        read: async ({ method: asked }: TopicParameters<'positions'>) => {
          const { method, lines } = await engine.trading.positions(asked);
          return lines.map((line) => positionRow(line, method, clock.now()));
        },
        keyOf: positionKey,
        isSame: isSameText,
        position,
      },
      scheduler,
    ),
    exposures: rowsFeeds<ScopeExposure, 'exposures'>(
      {
        read: async () => engine.limits.exposures(),
        keyOf: ({ scope, currency }) => `${scope} ${currency}`,
        isSame: isSameText,
        position,
      },
      scheduler,
    ),
    limits: rowsFeeds(
      { read: async () => engine.limits.lines(), keyOf: limitKey, isSame: Object.is, position },
      scheduler,
    ),
    jobs: jobsFeeds(jobs, position),
    log: logFeeds(log, position, scheduler),
  };
}
