/** The bridge between one engine and any number of windows. Each window has one port for calls and one for streams. */
import type { ServedApi } from '../../shared/contract/api.ts';
import type { TopicParameters } from '../../shared/contract/streams.ts';
import { limitKey } from '../../shared/contract/limits.ts';
import { positionKey } from '../../shared/contract/positions.ts';
import { holds } from '../../shared/kernel/roles.ts';
import { mayBeAtVenue } from '../domain/order/orderState.ts';
import type { DoorSession } from '../engine/operators/doorSession.ts';
import type { ScopeExposure } from '../engine/risk/limitLines.ts';
import type { OrderView } from '../engine/orders/orderView.ts';
import type { BridgePort } from './ports/bridgePort.ts';
import { createApi } from './createApi.ts';
import type { ChooseFile, FileDoor } from './calls/requestedFile.ts';
import { serveCalls } from './calls/serveCalls.ts';
import { JobRunner } from './jobs/jobRunner.ts';
import type { BridgePorts, HostFacts, ServedLog, ServedRuntime } from './ports/servedRuntime.ts';
import { eventsFeeds } from './streams/events/eventsFeed.ts';
import { jobsFeeds } from './streams/jobsFeed.ts';
import { killsFeeds } from './streams/killsFeed.ts';
import { logFeeds } from './streams/logFeed.ts';
import { metricsFeeds } from './streams/metricsFeed.ts';
import { orderListFeeds } from './streams/orders/orderListFeed.ts';
import { ordersFeeds } from './streams/orders/ordersFeed.ts';
import { OrderTracker } from './streams/orders/orderTracker.ts';
import { rowsFeeds } from './streams/rowsFeed.ts';
import { signalListFeeds } from './streams/signals/signalListFeed.ts';
import { statusFeeds } from './streams/statusFeed.ts';
import { StreamHub } from './streams/streamHub.ts';
import { isSameText, positionRow } from './views/positionRow.ts';
import { statusView } from './views/statusView.ts';

export interface BridgeOptions {
  readonly runtime: ServedRuntime;
  readonly facts: HostFacts;
  readonly ports: BridgePorts;
  readonly log: ServedLog;
  /** Makes ids for jobs. */
  readonly nextId: () => string;
  /** Finds the files for the windows' calls. */
  readonly chooseFile: ChooseFile;
}

export interface Bridge {
  /** Serves one window until it closes its ports. */
  connect(calls: BridgePort, streams: BridgePort): void;
  /** The calls of a window for a connection of the control channel, which names files by their paths. */
  controlCalls(): ServedApi;
  /** The orders that the venues may still fill. */
  openOrders(): OrderView[];
  /** Cancels the jobs and disconnects every window. */
  close(): void;
}

export function createBridge({ runtime, facts, ports, log, nextId, chooseFile }: BridgeOptions): Bridge {
  const { engine, search } = runtime;
  const { clock, scheduler } = ports;
  const jobs = new JobRunner(ports, nextId);
  const tracker = new OrderTracker(engine.queries);
  const apiOf = (session: DoorSession, files: FileDoor): ServedApi =>
    createApi({ runtime, facts, ports, jobs, session, files });
  // One person sits in front of all windows.
  const session = runtime.logins.open('window');
  const api = apiOf(session, { kind: 'dialog', choose: chooseFile });
  const status = () => statusView(runtime, facts, session, clock, tracker.activeByStatus());
  const mayView = (): boolean => holds(engine.operators.standingOf(session.actor), 'view');
  const position = (): number => engine.queries.position;
  const hub = new StreamHub(
    {
      status: statusFeeds(status, scheduler),
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
    },
    ports,
    mayView,
  );
  return {
    connect(calls, streams) {
      serveCalls(api, calls);
      hub.connect(streams);
    },
    controlCalls: () => apiOf(runtime.logins.open('control'), { kind: 'path' }),
    openOrders: () => [...tracker.activeOrders()].filter(({ status }) => mayBeAtVenue(status)),
    close() {
      jobs.cancelAll();
      hub.close();
      tracker.close();
    },
  };
}
