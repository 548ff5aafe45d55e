/** A whole engine in simulated time on the memory store and scripted venues, for tests of trading states and kill switches. */
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Actor, OrderId, Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { parseInstant } from '../../../../shared/kernel/time.ts';
import { limitSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { memoryDisk } from '../../../infra/memory/memoryDisk.ts';
import { memoryEventStore } from '../../../infra/memory/memoryEventStore.ts';
import { ForgetfulTime } from '../../../simulation/machine/testing/forgetfulTime.ts';
import { defaultConfiguration, type EngineConfiguration } from '../../configuration.ts';
import { createEngine } from '../../assembly/createEngine.ts';
import type { EnginePorts } from '../../assembly/parts/enginePorts.ts';
import type { SignalOutcome } from '../../signals/signalIntake.ts';
import type { Engine } from '../../assembly/engine.ts';
import type { Venue } from '../../ports.ts';
import { readerOn } from '../../queries/testing/readerOn.ts';
import type { OrderViewStore } from '../../readmodel/orderViewStore.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { KillLedger } from '../../../domain/trading/killSwitch/killLedger.ts';
import { UnreliableVenue } from './unreliableVenue.ts';
import { countedIds } from '../../events/testing/countedIds.ts';

export const spx = 'SPX' as Ticker;
export const operator = { actor: 'operator:ak' as Actor, reason: 'test' };
/** Until nothing moves any more without the clock. */
const quietTurns = 20;
const origin = { actor: 'strategy:test' as Actor };

export class TradingBed {
  readonly time: ForgetfulTime;
  store: EventStore;
  readonly venue: UnreliableVenue;
  engine: Engine;
  /** Set its `fault`, and nothing can be written. */
  readonly disk = memoryDisk();
  private configuration: EngineConfiguration;
  /** The engine hears and writes no more. */
  private end: () => void = () => undefined;
  private readonly others: Venue[] = [];
  private readonly ids = countedIds();
  private nextSignal = 1;

  private readonly ports: Partial<EnginePorts>;
  /** The rows of the read model that stay when an engine ends; without them each engine makes its own. */
  private readonly views: OrderViewStore | undefined;

  private constructor(
    change: Partial<EngineConfiguration>,
    startsAt: string,
    ports: Partial<EnginePorts>,
    views: OrderViewStore | undefined,
  ) {
    this.ports = ports;
    this.views = views;
    const start = parseInstant(startsAt);
    invariant(start !== undefined, 'the start is an instant');
    this.time = new ForgetfulTime(start);
    this.configuration = { ...defaultConfiguration(), ...change };
    this.store = this.openStore();
    this.venue = new UnreliableVenue('sim' as VenueId, this.time, decimal('1400'));
    this.engine = this.build();
  }

  static async open(
    change: Partial<EngineConfiguration> = {},
    startsAt = '2026-11-23T10:00:00Z',
    ports: Partial<EnginePorts> = {},
    views?: OrderViewStore,
  ): Promise<TradingBed> {
    const bed = new TradingBed(change, startsAt, ports, views);
    await bed.start();
    return bed;
  }

  /** As after kill -9: a new engine on the same store and venue, and nothing of the old one's memory. */
  async restart(change: Partial<EngineConfiguration> = {}): Promise<Result<void, Fault>> {
    this.configuration = { ...this.configuration, ...change };
    await this.kill();
    this.engine = this.build();
    return this.start();
  }

  /** The same, on a copy of the store from when it ended at that position. */
  async rollBack(position: number): Promise<void> {
    await this.kill();
    this.disk.rows.splice(position);
    this.store = this.openStore();
    this.engine = this.build();
    await this.start();
  }

  /** Starts again with another venue beside its own. */
  async withVenue(other: Venue): Promise<void> {
    this.others.push(other);
    await this.restart();
  }

  /** Runs simulated time until the promise is done. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const settled: Promise<T>[] = [];
    const note = (): void => void settled.push(promise);
    promise.then(note, note);
    for (let i = 0; i < 2_000; i++) {
      const [done] = settled;
      if (done !== undefined) return done;
      await this.time.advance(10);
    }
    throw new Error('not done after 20 simulated seconds');
  }

  /** Sends a signal and waits for its outcome. */
  async signal(change: object = {}): Promise<SignalOutcome> {
    return this.until(this.submit(change));
  }

  /** Sends a signal; by default an order that can rest at the market. */
  submit(change: object = {}): Promise<SignalOutcome> {
    return this.engine.intake.submit(limitSignal(`s${this.nextSignal++}`, { ...change }), origin).outcome;
  }

  /** Sends a signal that must become an order. */
  async order(change: object = {}): Promise<OrderId> {
    const outcome = await this.signal(change);
    invariant(outcome.type === 'ordered', `the signal came to ${JSON.stringify(outcome)}`);
    return outcome.orderId;
  }

  async orders(count: number, change: object = {}): Promise<OrderId[]> {
    const ids: OrderId[] = [];
    for (let i = 0; i < count; i++) ids.push(await this.order(change));
    return ids;
  }

  async openAtVenue(): Promise<number> {
    return (await this.venue.listOpenOrders()).length;
  }

  /** Of the newest kill switch. */
  ledger(): KillLedger {
    const [newest] = this.engine.trading.ledgers();
    invariant(newest !== undefined, 'a kill switch was engaged');
    return newest;
  }

  /** Runs simulated time until the newest ledger is in the state. */
  async reaches(state: KillLedger['state'], secondsMax = 60): Promise<KillLedger> {
    for (let i = 0; i < secondsMax * 10; i++) {
      if (this.ledger().state === state) return this.ledger();
      await this.time.advance(100);
    }
    throw new Error(`still ${JSON.stringify(this.ledger())}`);
  }

  async events(): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const event of this.store.readAll({ afterPosition: 0 })) events.push(event);
    return events;
  }

  private async start(): Promise<Result<void, Fault>> {
    const started = await this.until(this.engine.start());
    this.venue.quote(spx, decimal('1400'));
    return started;
  }

  private async kill(): Promise<void> {
    // What the store was told is on disk; what the engine waited for never comes.
    for (let turn = 0; turn < quietTurns; turn++) await this.time.advance(0);
    this.time.forgetAll();
    this.end();
  }

  private openStore(): EventStore {
    return memoryEventStore({ clock: this.time, scheduler: this.time, disk: this.disk });
  }

  private build(): Engine {
    const life = { over: false };
    this.end = () => void (life.over = true);
    return createEngine({
      configuration: this.configuration,
      clock: this.time,
      scheduler: this.time,
      ids: this.ids,
      random: { next: () => 0.5 },
      logger: { log: () => undefined },
      store: deafAfter(this.store, life),
      reader: readerOn(this.store, { clock: this.time, scheduler: this.time }, this.views),
      venues: [this.venue, ...this.others].filter(({ id }) =>
        this.configuration.venues.some(({ venue }) => venue === id),
      ),
      host: { name: 'test', version: '0', processId: 1 },
      ...this.ports,
    });
  }
}

interface Life {
  over: boolean;
}

/** The store as one engine has it: gone, it neither writes nor hears. */
function deafAfter(store: EventStore, life: Life): EventStore {
  const never = new Promise<never>(() => undefined);
  const ends: Partial<EventStore> = {
    append: (...call) => (life.over ? never : store.append(...call)),
    appendAll: (...call) => (life.over ? never : store.appendAll(...call)),
    onCommitted: (listener) =>
      store.onCommitted((events) => {
        if (!life.over) listener(events);
      }),
  };
  return new Proxy(store, {
    get: (target, key) => {
      const value: unknown = Reflect.get(ends, key) ?? Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
