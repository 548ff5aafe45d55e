/**
 * The computer that the engine runs on. It starts the engine, kills it between any two steps, and starts a new one on
 * what was durable. Nothing of a dead engine goes on: its timers, its store and its venues are cut off.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import { createEngine } from '../../engine/assembly/createEngine.ts';
import { AlertWebhook } from '../../engine/alerts/alertWebhook.ts';
import type { EnginePorts } from '../../engine/assembly/parts/enginePorts.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { DurableSubscriber } from '../../engine/events/subscriptions/durableSubscription.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { Clock, IdSource, Logger, Random, Scheduler, Venue } from '../../engine/ports.ts';
import type { OpenedDisk, RecordPlants, SimulatedDisk } from './platform.ts';
import { SimulatedProcess } from './simulatedProcess.ts';

export interface FixFields {
  readonly fields: readonly (readonly [tag: number, value: string])[];
}

/** Stand between a FIX session and what it needs. A test plants a bug here. */
export interface FixPlants {
  /** Makes what changes the messages that leave, by their fields from MsgType on. */
  readonly leaving?: () => (message: FixFields) => readonly FixFields[];
  /** The planted bug of a record that is written only after the messages have left. */
  readonly recordsLate?: boolean;
}

/** Stand between the engine and its ports. A test plants a bug here. */
export interface Plants {
  readonly engine?: (engine: Engine) => Engine;
  /** Wraps the store. `life` is the number of the engine in the run, from 0. */
  readonly store?: (store: EventStore, life: number) => EventStore;
  readonly venue?: (venue: Venue, scheduler: Scheduler) => Venue;
  /**
   * The planted bug of a Scheduler port: timers that fell due during a pause of the process run before the waiting
   * input is read.
   */
  readonly judgesBeforeItReads?: boolean;
  readonly fix?: FixPlants;
  readonly record?: RecordPlants;
}

export interface MachineTools {
  readonly time: Clock & Scheduler;
  readonly disk: SimulatedDisk;
  readonly configuration: EngineConfiguration;
  readonly ids: IdSource;
  readonly random: Random;
  readonly logger: Logger;
  readonly note: (text: string) => void;
  readonly plants: Plants;
  /** Makes the venues' ports for a new engine. */
  readonly venuesFor: (process: SimulatedProcess, opened: OpenedDisk) => readonly Venue[];
  /** Makes a durable subscriber that wants every event of a new engine. */
  readonly subscriberFor: (alive: () => boolean) => DurableSubscriber;
  /** Called with what an engine tells a program outside of its alerts. */
  readonly onTold: (body: string) => void;
  /** Called when a process has ended in any way. The host must start another. */
  readonly onDeath: () => void;
  /** Called when `start` ended with that fault. The process ends with it. */
  readonly onNotStarted: (fault: Fault) => void;
  /** Called when `start` or `stop` threw, which is a bug. */
  readonly onError: (what: string, error: unknown) => void;
}

/** Thrown where a death interrupts a commit. The code that sees it belongs to a dead process. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

interface Life {
  readonly process: SimulatedProcess;
  /** Undefined until the stores are open. */
  engine?: Engine;
  store?: EventStore;
  state: 'starting' | 'running' | 'stopping';
}

export class Machine {
  deaths = 0;
  private readonly tools: MachineTools;
  private life: Life | undefined;
  private lives = 0;

  constructor(tools: MachineTools) {
    this.tools = tools;
  }

  /**
   * The engine from its start until it stops or dies. Undefined while its process stands still, because it answers
   * nobody.
   */
  get engine(): Engine | undefined {
    const { life } = this;
    return life?.state === 'running' && !life.process.isStill ? life.engine : undefined;
  }

  /** Stops its process for a while, as SIGSTOP does. */
  standStill(forMs: number): void {
    this.tools.note(`engine ${this.lives} stands still for ${forMs} ms`);
    this.life?.process.standStill(forMs);
  }

  /** The last position of which its engine knows that it is on disk. */
  get told(): number {
    return this.life?.store?.head().position ?? 0;
  }

  get disk(): SimulatedDisk {
    return this.tools.disk;
  }

  /** Whether its process is the one that writes the record. */
  get holdsRecord(): boolean {
    return this.life !== undefined && this.tools.disk.holdsRecord(this.life.process);
  }

  /** Whether its engine can never write again, and has to be started anew. */
  get isOver(): boolean {
    return this.life?.store?.writeFault()?.code === 'record_taken';
  }

  get isDown(): boolean {
    return this.life === undefined;
  }

  boot(): void {
    const { tools } = this;
    const process = new SimulatedProcess(tools.time);
    process.judgesFirst = tools.plants.judgesBeforeItReads === true;
    const life: Life = { process, state: 'starting' };
    this.life = life;
    this.lives++;
    const scheduler = process.scheduler();
    const opened = tools.disk.open({ clock: tools.time, scheduler, logger: tools.logger, process });
    if (!(opened instanceof Promise)) return this.begin(life, opened);
    this.tools.note(`engine ${this.lives} opens its record`);
    void opened.then((disk) => {
      if (!process.alive) return;
      if (disk.ok) this.begin(life, disk.value);
      else this.fail(life, disk.error);
    });
  }

  private begin(life: Life, opened: OpenedDisk): void {
    const { store, reader, subscriptionCheckpoints } = opened;
    const { tools } = this;
    const { process } = life;
    const alive = (): boolean => process.alive;
    const scheduler = process.scheduler();
    const { plants, logger } = tools;
    const venues = tools.venuesFor(process, opened).map((venue) => plants.venue?.(venue, scheduler) ?? venue);
    const ports: EnginePorts = {
      configuration: tools.configuration,
      clock: tools.time,
      scheduler,
      ids: tools.ids,
      random: tools.random,
      logger,
      store: plants.store?.(store, this.lives - 1) ?? store,
      reader,
      subscriptionCheckpoints,
      venues,
      host: { name: 'simulation', version: '1', processId: this.lives },
    };
    const created = createEngine(ports);
    created.bus.subscribeDurably(tools.subscriberFor(alive));
    const engine = plants.engine?.(created) ?? created;
    const post = async (body: string): Promise<void> => {
      if (alive()) tools.onTold(body);
    };
    const { alerts } = engine;
    created.bus.subscribeDurably(new AlertWebhook({ alerts, scheduler, store: ports.store, post }));
    life.engine = engine;
    life.store = store;
    tools.note(`engine ${this.lives} starts on ${tools.disk.rows.length} events`);
    void this.start(life, engine);
  }

  /** Kills the process at once. Everything that was not durable is lost. */
  kill(why: string): void {
    const { life } = this;
    if (life === undefined) return;
    this.deaths++;
    this.tools.note(`engine ${this.lives} dies: ${why}`);
    this.bury(life);
  }

  /** Stops the engine as SIGTERM does. */
  async stop(): Promise<void> {
    const { life } = this;
    if (life?.state !== 'running') return;
    life.state = 'stopping';
    this.tools.note(`engine ${this.lives} stops`);
    try {
      await life.engine?.stop('simulated stop');
    } catch (error) {
      if (life.process.alive) this.tools.onError('stop', error);
    }
    if (life.process.alive) this.bury(life);
  }

  private async start(life: Life, engine: Engine): Promise<void> {
    try {
      const started = await engine.start();
      if (!life.process.alive) return;
      if (started.ok) {
        life.state = 'running';
        this.tools.note(`engine ${this.lives} runs`);
        return;
      }
      return this.fail(life, started.error);
    } catch (error) {
      if (!life.process.alive) return;
      this.tools.onError('start', error);
    }
    this.bury(life);
  }

  private fail(life: Life, fault: Fault): void {
    this.tools.note(`engine ${this.lives} did not start: ${fault.code}`);
    this.tools.onNotStarted(fault);
    this.bury(life);
  }

  private bury(life: Life): void {
    life.process.end();
    this.life = undefined;
    this.tools.onDeath();
  }
}
