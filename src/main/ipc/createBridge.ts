/**
 * The bridge between one engine and any number of consoles. Each window of a console has one port for calls and one for
 * streams. What streams need is made when the first console comes.
 */
import type { ServedApi } from '../../shared/contract/api.ts';
import { frameMs } from '../../shared/contract/streams.ts';
import type { SessionEnd } from '../domain/desk/operatorEvents.ts';
import { mayBeAtVenue } from '../domain/order/orderState.ts';
import { holds } from '../../shared/kernel/roles.ts';
import type { DoorSession } from '../engine/operators/doorSession.ts';
import type { OrderView } from '../engine/orders/orderView.ts';
import type { BridgePort } from './ports/bridgePort.ts';
import { createApi } from './createApi.ts';
import { ConsoleList, type ConnectedConsole, type ConsolePlace } from './consoles/consoleList.ts';
import { sharedFeeds, type SharedFeeds } from './sharedFeeds.ts';
import type { FileDoor } from './calls/requestedFile.ts';
import { serveCalls } from './calls/serveCalls.ts';
import { JobRunner } from './jobs/jobRunner.ts';
import type { BridgePorts, HostFacts, ServedLog, ServedRuntime } from './ports/servedRuntime.ts';
import { FrameClock } from './streams/frameClock.ts';
import { OrderViewers } from './streams/orderViewers.ts';
import { OrderTracker } from './streams/orders/orderTracker.ts';
import { statusFeeds, type StatusFeeds } from './streams/statusFeed.ts';
import { StreamHub } from './streams/streamHub.ts';
import { deskStatus, personStatus } from './views/statusView.ts';

export interface BridgeOptions {
  readonly runtime: ServedRuntime;
  readonly facts: HostFacts;
  readonly ports: BridgePorts;
  readonly log: ServedLog;
  /** Makes ids for jobs. */
  readonly nextId: () => string;
}

/** A console: one login for all of its windows. */
export interface BridgeConsole {
  readonly session: DoorSession;
  /** Serves one window until it closes its ports. */
  connect(calls: BridgePort, streams: BridgePort): void;
  /** Tells others whether the console is there: one whose connection is lost keeps its login for a while. */
  setPresent(present: boolean): void;
  /** Disconnects its windows, and ends its login where somebody is logged in. */
  close(why?: SessionEnd): void;
}

export interface Bridge {
  /** A console at this place; `files` finds the files for its calls. */
  openConsole(place: ConsolePlace, files: FileDoor): BridgeConsole;
  /** The calls of a window for a connection of the control channel, which names files by their paths. */
  controlCalls(): ServedApi;
  /** The orders that the venues may still fill. */
  openOrders(): OrderView[];
  /** Cancels the jobs and disconnects every window. */
  close(): void;
}

export function createBridge(options: BridgeOptions): Bridge {
  return new EngineBridge(options);
}

interface Streams {
  readonly tracker: OrderTracker;
  readonly feeds: SharedFeeds;
  readonly statuses: StatusFeeds;
}

class EngineBridge implements Bridge {
  private readonly options: BridgeOptions;
  private readonly jobs: JobRunner;
  private readonly list = new ConsoleList();
  private readonly hubs = new Set<StreamHub>();
  private readonly viewers: OrderViewers;
  /** All consoles draw in the same frames. */
  private readonly frames: FrameClock;
  private made: Streams | undefined;

  constructor(options: BridgeOptions) {
    const { ports, nextId, runtime } = options;
    this.options = options;
    this.jobs = new JobRunner(ports, nextId);
    this.frames = new FrameClock(ports, frameMs);
    this.viewers = new OrderViewers(ports.scheduler, () => runtime.engine.queries.position);
  }

  openConsole(place: ConsolePlace, files: FileDoor): BridgeConsole {
    const { runtime, ports } = this.options;
    const session = runtime.logins.open('window', place);
    const console: ConnectedConsole = { session, place, since: ports.clock.now() };
    this.list.add(console);
    const api = this.apiOf(session, files);
    const hub = this.hubOf(console);
    this.hubs.add(hub);
    return {
      session,
      connect: (calls, streams) => {
        serveCalls(api, calls);
        hub.connect(streams);
      },
      setPresent: (present) => (present ? this.list.add(console) : this.list.remove(console)),
      close: (why = 'asked') => {
        this.hubs.delete(hub);
        this.list.remove(console);
        hub.close();
        runtime.logins.close(session, why);
      },
    };
  }

  controlCalls(): ServedApi {
    return this.apiOf(this.options.runtime.logins.open('control'), { kind: 'path' });
  }

  openOrders(): OrderView[] {
    return [...this.streams().tracker.activeOrders()].filter(({ status }) => mayBeAtVenue(status));
  }

  close(): void {
    this.jobs.cancelAll();
    for (const hub of this.hubs) hub.close();
    this.made?.tracker.close();
  }

  private apiOf(session: DoorSession, files: FileDoor): ServedApi {
    const { runtime, facts, ports } = this.options;
    return createApi({ runtime, facts, ports, jobs: this.jobs, session, files, consoles: this.list });
  }

  private hubOf(console: ConnectedConsole): StreamHub {
    const { runtime, ports } = this.options;
    const { session } = console;
    const { feeds, statuses } = this.streams();
    const person = { runtime, session, consoles: this.list };
    const status = statuses.feedsOf(() => personStatus(person));
    const mayView = (): boolean => holds(session.view().standing, 'view');
    const all = { ...feeds, status, orderViewers: this.viewers.feedsOf(console) };
    return new StreamHub(all, ports, this.frames, mayView);
  }

  private streams(): Streams {
    if (this.made === undefined) {
      const { runtime, ports } = this.options;
      const tracker = new OrderTracker(runtime.engine.queries);
      this.made = {
        tracker,
        feeds: sharedFeeds({ ...this.options, jobs: this.jobs, tracker }),
        statuses: statusFeeds(() => deskStatus(this.options, tracker.activeByStatus()), ports.scheduler),
      };
    }
    return this.made;
  }
}
