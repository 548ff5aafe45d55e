/** A whole engine in simulated time behind the bridge, for tests: memory store, scripted venue, one window. */
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { ApiInput, ApiMethod, ApiOutput } from '../../../shared/contract/api.ts';
import type { Reply } from '../../../shared/contract/faults.ts';
import type { Ticket } from '../../../shared/contract/signals.ts';
import { noFaults } from './noFaults.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { defaultConfiguration } from '../../engine/configuration.ts';
import { createEngine } from '../../engine/assembly/createEngine.ts';
import { countedIds } from '../../engine/events/testing/countedIds.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import { signalsOf } from './signalsOf.ts';
import type { PastDesk } from '../../engine/past/pastDesk.ts';
import type { EventSearch } from '../../engine/queries/eventSearch.ts';
import { memoryDisk } from '../../infra/memory/memoryDisk.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { FoldedPast } from '../../engine/past/foldedPast.ts';
import { readerOn } from '../../engine/queries/testing/readerOn.ts';
import { Logins } from '../../engine/operators/logins.ts';
import { memoryVault } from '../../engine/operators/testing/memoryVault.ts';
import { LogTail } from '../../infra/logging/logTail.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import type { ChooseFile } from '../calls/requestedFile.ts';
import { createBridge, type Bridge } from '../createBridge.ts';
import type { HostFacts, JobOptions, ServedRuntime, ServedSim } from '../ports/servedRuntime.ts';
import { matchesEvent } from '../streams/events/matchesEvent.ts';
import { portPair, type WindowEnd } from './portPair.ts';

const spx = 'SPX' as Ticker;

export class BridgeDesk {
  readonly time: SimulatedTime;
  readonly venue: ScriptedVenue;
  readonly engine: Engine;
  readonly runtime: ServedRuntime;
  readonly facts: HostFacts = {
    environment: 'SIMULATION',
    version: '0.1.0',
    process: { host: 'test', processId: 1, machine: 'here' },
    dataFolder: 'data',
    sampleSignals: 'signals.ndjson',
  };
  /** Set its `fault`, and nothing can be written. */
  readonly disk = memoryDisk();
  readonly vault = memoryVault();
  readonly log = new LogTail('breakwater.log');
  readonly bridge: Bridge;
  readonly calls: WindowEnd;
  readonly streams: WindowEnd;
  /** What the simulated venue was told to do. */
  faults = noFaults;
  /** What the last job was given. */
  job: JobOptions | undefined;
  /** The file of the last backup. */
  jobPath: string | undefined;
  /** What the person at the window answers a dialog for a file. */
  chosenFile: string | undefined;
  private nextCall = 1;

  constructor() {
    const start = parseInstant('2026-11-23T10:00:00Z');
    invariant(start !== undefined, 'the start is an instant');
    const time = new SimulatedTime(start);
    const ids = countedIds();
    const logger = { log: () => undefined };
    const store = memoryEventStore({ clock: time, scheduler: time, disk: this.disk });
    const events: StoredEvent[] = [];
    store.onCommitted((committed) => void events.push(...committed));
    this.time = time;
    this.venue = new ScriptedVenue('sim' as VenueId, time, decimal('1400'));
    this.engine = createEngine({
      configuration: defaultConfiguration(),
      clock: time,
      scheduler: time,
      ids,
      random: { next: () => 0.5 },
      logger,
      store,
      reader: readerOn(store, { clock: time, scheduler: time }),
      venues: [this.venue],
      host: { name: 'test', version: '0', processId: 1 },
    });
    const past = new FoldedPast({
      events: store,
      clock: time,
      page: (query) => this.engine.queries.getOrderHistory(query),
    });
    this.runtime = this.runtimeOf({ ...searchOf(events), ...signalsOf(events) }, past);
    this.bridge = createBridge({
      runtime: this.runtime,
      facts: this.facts,
      ports: { clock: time, scheduler: time, logger },
      log: this.log,
      nextId: () => ids.next(),
    });
    const [calls, streams] = [portPair(), portPair()];
    const choose: ChooseFile = () => Promise.resolve(ok(this.chosenFile));
    this.bridge
      .openConsole({ machine: 'here' }, { kind: 'dialog', choose })
      .connect(calls.bridge, streams.bridge);
    this.calls = calls.window;
    this.streams = streams.window;
  }

  /** Starts the engine and tells it a price. */
  async open(): Promise<this> {
    await this.until(this.engine.start());
    this.venue.quote(spx, decimal('1400'));
    return this;
  }

  /** Calls the api as a window does, and runs simulated time until it answers. */
  call<M extends ApiMethod>(method: M, input: ApiInput<M>): Promise<Reply<ApiOutput<M>>> {
    return this.callWith(method, input) as Promise<Reply<ApiOutput<M>>>;
  }

  /** Sends a limit order that rests, and gives its id. */
  async resting(signalId: string, change: Partial<Ticket> = {}): Promise<string> {
    const reply = await this.call('submitTicket', {
      signalId,
      account: ids.account('main'),
      strategy: ids.strategy('manual'),
      symbol: ids.symbol('SPX'),
      side: 'buy',
      quantity: '2',
      orderType: 'limit',
      limitPrice: '1399',
      timeInForce: 'DAY',
      ...change,
    });
    if (!reply.ok || reply.value.orderId === undefined) throw new Error(JSON.stringify(reply));
    return reply.value.orderId;
  }

  /** Like `call`, with an input that the contract may not allow. */
  async callWith(method: string, input: unknown): Promise<Reply<unknown>> {
    const id = `call-${this.nextCall++}`;
    this.calls.post({ id, type: 'APPLY', path: [method], argumentList: [{ type: 'RAW', value: input }] });
    for (let i = 0; i < 200; i++) {
      const answer = this.calls.received.find((message) => (message as { id: string }).id === id);
      if (answer !== undefined) return (answer as { value: Reply<unknown> }).value;
      await this.time.advance(100);
    }
    throw new Error(`${method} was not answered within 20 simulated seconds`);
  }

  /** Runs simulated time until the promise is done. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const settled: Promise<T>[] = [];
    void promise.then(() => settled.push(promise));
    for (let i = 0; i < 200; i++) {
      const [done] = settled;
      if (done !== undefined) return done;
      await this.time.advance(100);
    }
    throw new Error('not done after 20 simulated seconds');
  }

  private runtimeOf(search: ServedRuntime['search'], past: PastDesk): ServedRuntime {
    const { venue } = this;
    const servedSim: ServedSim = {
      faults: () => this.faults,
      configureFaults: (faults) => {
        this.faults = faults;
        return Promise.resolve(ok());
      },
    };
    const running = new Set<string>();
    const work = (options: JobOptions) => {
      this.job = options;
      return new Promise<never>((_resolve, reject) => {
        options.signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    return {
      engine: this.engine,
      logins: new Logins({
        operators: this.engine.operators,
        vault: this.vault,
        clock: this.time,
        settings: () => this.engine.configuration.operators,
        record: (event, actor) => this.engine.record(event, actor),
        user: 'ak',
      }),
      tokens: { make: () => ({ token: 't', credential: 'h' }), credentialOf: (token) => `h${token}` },
      search,
      past,
      venues: [{ venue: venue.id, kind: 'simulated', fault: () => undefined, ...venue.capabilities }],
      signalDoors: {},
      sims: new Map([[venue.id, servedSim]]),
      fixes: new Map(),
      strategies: {
        list: () => [
          {
            strategy: ids.strategy('demo'),
            state: running.has('demo') ? 'running' : 'stopped',
            description: 'a strategy of the tests',
            signals: 0,
          },
        ],
        start: (strategy) => {
          const unknown = err({ code: 'strategy_unknown', message: 'no such strategy' });
          if (strategy !== 'demo') return Promise.resolve(unknown);
          running.add(strategy);
          return Promise.resolve(ok());
        },
        stop: (strategy) => {
          running.delete(strategy);
          return Promise.resolve(ok());
        },
      },
      replay: (_file, options) => work(options),
      verify: work,
      rebuild: work,
      backup: (path, options) => {
        this.jobPath = path;
        return work(options);
      },
      editor: {
        view: () => ok({ file: 'configuration.json', revision: 'none', settings: [] }),
        check: () => ok({ problems: [], changes: [], restart: [] }),
        put: () => Promise.resolve(ok({ changes: [] })),
      },
      exportEvents: (_path, _range, options) => work(options),
      exportOrders: (_path, _list, options) => work(options),
      handOver: () => Promise.resolve(ok()),
      reloadConfiguration: () => Promise.resolve(ok({ changes: [{ path: 'risk.positionMax', to: '5' }] })),
    };
  }
}

/** Looks through all events, newest first. */
function searchOf(events: readonly StoredEvent[]): EventSearch {
  return {
    search: async (query) => {
      const matching = events
        .filter((event) => matchesEvent(event, query))
        .filter(({ position }) => position > (query.afterPosition ?? 0))
        .filter(({ position }) => query.beforePosition === undefined || position < query.beforePosition)
        .toReversed();
      const limit = query.limit ?? 100;
      const page = matching.slice(0, limit);
      const searchedTo = matching.length > limit ? (page.at(-1)?.position ?? 1) : 1;
      return { events: page, searchedTo, position: events.at(-1)?.position ?? 0 };
    },
    streams: async ({ text = '', limit }) => {
      const ids = [...new Set(events.map(({ streamId }) => streamId))].filter((id) => id.includes(text));
      const streams = ids.map((streamId) => {
        const own = events.filter((event) => event.streamId === streamId);
        const last = own.at(-1);
        return {
          streamId,
          events: own.length,
          lastType: last?.type ?? '',
          lastPosition: last?.position ?? 0,
          lastTime: String(last?.time),
        };
      });
      return { streams: streams.slice(0, limit), total: streams.length };
    },
  };
}
