/**
 * Everything in one run: the machine with the engine, the venues, the producer, the operator, and the faults that hit
 * them.
 */
import { parseInstant } from '../../shared/kernel/time.ts';
import { invariant } from '../../shared/kernel/invariant.ts';
import type { OrderTerms } from '../domain/order/orderTerms.ts';
import type { EngineConfiguration } from '../engine/configuration.ts';
import type { Logger, Venue } from '../engine/ports.ts';
import type { Engine } from '../engine/assembly/engine.ts';
import { differencesAtRest } from './checks/atRest.ts';
import { Auditor } from './checks/auditor.ts';
import { Ledger } from './checks/ledger.ts';
import type { InvariantName, Report, Violation } from './checks/violation.ts';
import { noFaults, type Faults } from './machine/faults.ts';
import { Machine, ProcessDied, type Plants } from './machine/machine.ts';
import { Operator } from './actors/operator.ts';
import type { SimulatedDisk } from './machine/platform.ts';
import type { FixTools, WorldPlatform } from './worldPlatform.ts';
import type { Prng } from './machine/prng.ts';
import { People } from './actors/people.ts';
import { Producer } from './actors/producer.ts';
import { SimulatedDoor, type ActWatch } from './actors/simulatedDoor.ts';
import { Reader, subscriberName } from './checks/reader.ts';
import { simulatedDesk } from './simulatedDesk.ts';
import { simulatedIds } from './machine/simulatedIds.ts';
import type { SimulatedProcess } from './machine/simulatedProcess.ts';
import { SimulatedTime } from './machine/simulatedTime.ts';
import { Trace } from './trace.ts';
import { VenueGateway } from './venue/gateway.ts';
import { plainProtocol } from './venue/venueAdapter.ts';
import type { AdapterTools } from './venue/venueLine.ts';
import type { ExchangeTools } from './venue/exchange.ts';
import { SimulatedMarket } from './venue/market.ts';

export interface WorldOptions {
  readonly random: Prng;
  /** For what touches no order. */
  readonly apart: Prng;
  readonly orders: number;
  readonly faults: Faults;
  readonly platform: WorldPlatform;
  readonly plants: Plants;
  /** The last venue is spoken to over FIX. */
  readonly hasFix: boolean;
  /** The desk has operators of every role. */
  readonly hasOperators: boolean;
  /** Some limits take two persons to loosen them. */
  readonly hasFourEyes: boolean;
}

const secondMs = 1_000;
const diskFull = { code: 'disk_full', message: 'simulated' };
const diskFullMs = { min: 500, max: 20_000 };
/** As of a disk that stalls now and then. */
const slowCommitMs = { min: 1, max: 250 };
/** What a disk that stands still takes, once in so many slow commits. */
const stalledCommitMs = { min: 500, max: 5_000 };
const slowCommitsPerStall = 30;
const lostCommitMs = { min: 0, max: 1_000 };
const clockStepMsMax = 600_000;
/** Over FIX: a message on its way that is two minutes off by the desk's clock is refused, and does not come again. */
const fixClockStepMsMax = 50_000;
/** How many milliseconds the process stands still. Some pauses are longer than a venue has to answer. */
const standStillMs = { min: 200, max: 15_000 };
/**
 * How many events a rolled back store loses at most, and how many milliseconds the operator takes before accepting it.
 */
const rolledBackMax = 150;
const lookIntoMs = { min: 10_000, max: 60_000 };
const rebootMs = { min: 10, max: 5_000 };
/** How many milliseconds at most from the reason for a kill switch to the kill switch, and from there to a crash. */
const toKillMsMax = 2_000;
const intoKillMsMax = 3_000;
const meanGapMs = { min: 50, max: 2_000 };

type ActorTools = Pick<
  ConstructorParameters<typeof Producer>[0],
  'time' | 'random' | 'faults' | 'market' | 'note'
>;

export class World {
  readonly time: SimulatedTime;
  readonly trace: Trace;
  readonly machine: Machine;
  readonly disk: SimulatedDisk;
  readonly producer: Producer;
  readonly gateways: readonly VenueGateway[];
  violation: Violation | undefined;
  private readonly options: WorldOptions;
  private readonly configuration: EngineConfiguration;
  private readonly operator: Operator;
  private ledger: Ledger;
  private auditor: Auditor;
  private readonly reader: Reader;
  private faults: Faults;
  private calm = false;
  /** Makes the run's own account, from the first event on the disk. */
  private readonly newBooks: () => { readonly ledger: Ledger; readonly auditor: Auditor };
  private isReadingAgain = false;
  /** The alerts of which a program outside was told. */
  private readonly heardOf = new Set<string>();
  /** Positions at which an append ended. A store never has only a part of an append. */
  private readonly appendEnds: number[] = [];
  /** Whether the store was rolled back and the operator still examines it. */
  private isLookedInto = false;

  constructor(options: WorldOptions) {
    const { random, platform } = options;
    this.options = options;
    this.faults = options.faults;
    this.configuration = simulatedDesk(options.hasFourEyes);
    const start = parseInstant('2026-11-23T09:30:00Z');
    invariant(start !== undefined, 'the start is an instant');
    this.time = new SimulatedTime(start, () => platform.drain());
    this.trace = new Trace(this.time);
    this.disk = platform.newDisk();
    this.disk.commitMs = () => this.commitMs();
    this.disk.beforeCommit = () => this.maybeLoseCommit();
    this.disk.afterWrite = () => {
      this.appendEnds.push(this.disk.rows.length);
      this.maybeDieInCommit();
    };
    const { time, configuration } = this;
    const note = (text: string): void => this.trace.note(text);
    const faults = (): Faults => this.faults;
    const market = new SimulatedMarket(configuration.instruments, random);
    const report = (name: InvariantName, detail: string): void => this.violate(name, detail);
    const tools = { time, random, faults, market, note };
    this.gateways = configuration.venues.map(({ venue }, index, { length }) => {
      const symbols = configuration.instruments.filter((one) => one.venue === venue);
      const traded = symbols.map(({ symbol }) => symbol);
      const isFix = options.hasFix && index === length - 1;
      const protocol = isFix ? platform.fixProtocol(this.fixTools(tools, report)) : plainProtocol;
      return new VenueGateway(venue, traded, configuration.accounts, tools, protocol);
    });
    const exchanges = this.gateways.map(({ exchange }) => exchange);
    this.newBooks = () => {
      const ledger = new Ledger(this.disk, platform, report, note);
      return { ledger, auditor: new Auditor(ledger, exchanges, { configuration, market, time }, report) };
    };
    ({ ledger: this.ledger, auditor: this.auditor } = this.newBooks());
    this.reader = new Reader({ random, time, faults, report });
    this.machine = new Machine({
      time,
      disk: this.disk,
      configuration,
      ids: simulatedIds(this.time),
      random,
      logger: this.logger(),
      note,
      plants: options.plants,
      venuesFor: (process) => this.venuesFor(process),
      subscriberFor: (alive) => this.reader.subscriber(alive),
      onTold: (body) => this.auditor.toldOutside(body, this.heardOf),
      onDeath: () => this.onDeath(),
      onNotStarted: ({ code, message }) => {
        // A full disk is the only excuse.
        if (code !== diskFull.code) this.violate('restart_succeeds', `${code}: ${message}`);
      },
      onError: (what, error) => this.violate('no_bug_shows', `${what} threw ${describe(error)}`),
    });
    ({ producer: this.producer, operator: this.operator } = this.newActors(tools));
  }

  start(): void {
    this.machine.boot();
    this.producer.start();
    this.time.every(secondMs, () => this.second());
  }

  /** Does one step of time, and checks what must hold after it. */
  async step(untilMs: number): Promise<boolean> {
    let moved = true;
    try {
      moved = await this.time.step(untilMs);
    } catch (error) {
      if (!(error instanceof ProcessDied)) this.violate('no_bug_shows', describe(error));
      await this.options.platform.drain();
    }
    const unhandled = this.options.platform.takeUnhandled();
    if (unhandled !== undefined && !(unhandled instanceof ProcessDied)) {
      this.violate('no_bug_shows', `nobody handled ${describe(unhandled)}`);
    }
    this.auditor.step(this.machine.engine);
    return moved;
  }

  /** From now on no fault happens any more, and the market stands still. */
  rest(): void {
    this.calm = true;
    this.faults = noFaults;
    this.disk.fault = undefined;
    for (const gateway of this.gateways) gateway.mend();
    this.trace.note('the faults are over');
  }

  /**
   * Starts the machine on an older copy of the store. Others have seen later events than the copy has, and the orders
   * that left since are at the venues. The producer sends everything again. The operator takes a while before accepting
   * the store.
   */
  rollBack(): void {
    const { random } = this.options;
    const seen = this.disk.seenBy(subscriberName);
    if (seen < 2) return;
    const wanted = random.integer(Math.max(1, seen - rolledBackMax), seen - 1);
    const position = this.appendEnds.findLast((end) => end <= wanted) ?? wanted;
    this.appendEnds.splice(this.appendEnds.lastIndexOf(position) + 1);
    this.machine.kill(`and its store is rolled back to ${position}`);
    this.disk.rollBack(position);
    const before = this.ledger;
    ({ ledger: this.ledger, auditor: this.auditor } = this.newBooks());
    // These events were judged when they happened, and the venues have gone on since.
    this.isReadingAgain = true;
    this.ledger.advance();
    this.isReadingAgain = false;
    this.auditor.mistrust(before);
    this.reader.handled = position;
    this.producer.startAgain();
    this.isLookedInto = true;
    this.time.after(random.integer(lookIntoMs.min, lookIntoMs.max), () => (this.isLookedInto = false));
  }

  /** The first thing that must hold in the end and does not hold yet; undefined when everything holds. */
  async unrest(): Promise<Violation | undefined> {
    const { engine } = this.machine;
    if (engine === undefined) return { invariant: 'nothing_pending_for_ever', detail: 'no engine runs' };
    if (!this.producer.done) {
      return { invariant: 'nothing_pending_for_ever', detail: 'a signal has no answer' };
    }
    if (this.reader.handled < this.ledger.position) {
      const detail = `a subscriber has handled ${this.reader.handled} of ${this.ledger.position} events`;
      return { invariant: 'subscriber_misses_nothing', detail };
    }
    const unfinished = this.auditor.unfinished() ?? this.auditor.mutes.atRest(engine, this.heardOf);
    if (unfinished !== undefined) return unfinished;
    return differencesAtRest({
      ledger: this.ledger,
      exchanges: this.gateways.map(({ exchange }) => exchange),
      engine,
      answered: this.producer.answered,
      hasOrderAgain: (signalId) => this.auditor.hasOrderAgain(signalId),
      signals: this.producer.signals,
    });
  }

  violate(name: InvariantName, detail: string): void {
    if (this.isReadingAgain) return;
    this.violation ??= { invariant: name, detail };
  }

  /** Those who act on the desk: its people, and the program that sends signals. */
  private newActors({ time, random, faults, market, note }: ActorTools): {
    readonly producer: Producer;
    readonly operator: Operator;
  } {
    const { options, configuration } = this;
    const onError = (engine: Engine, what: string, error: unknown): void => {
      if (this.machine.engine !== engine) return;
      this.violate('no_bug_shows', `${what} threw ${describe(error)}`);
    };
    const watch: ActWatch = {
      began: (act) => this.auditor.rights.began(act),
      ended: (...end) => this.auditor.rights.ended(...end),
    };
    const people = new People({ random, time, hasOperators: options.hasOperators, onError });
    const door = new SimulatedDoor({ people, faults, note, watch, onError });
    const common = { random, time, market, configuration, faults, note };
    const producer = new Producer({
      ...common,
      signalsMax: options.orders,
      meanGapMs: random.integer(meanGapMs.min, meanGapMs.max),
      engine: () => this.machine.engine,
      byHand: (engine) => people.pick(engine, 'trade', this.faults.trespass),
      watch,
      onAcknowledged: (signalId, acknowledgement) => this.auditor.acknowledged(signalId, acknowledgement),
    });
    const operator = new Operator({
      ...common,
      apart: options.apart,
      door,
      people,
      engine: () => this.machine.engine,
      announce: (afterMs) => this.producer.announce(afterMs),
      onKill: () => this.maybeDieInKill(),
      onHeldOffRecord: (engine, held) => {
        if (this.machine.engine === engine) this.auditor.heldOffRecord(held);
      },
      onError,
    });
    return { producer, operator };
  }

  private second(): void {
    for (const gateway of this.gateways) {
      gateway.turn(this.calm);
      gateway.tend();
    }
    const { engine } = this.machine;
    this.auditor.life.look(engine);
    this.auditor.pacing.look(engine !== undefined);
    if (this.calm) {
      if (engine === undefined || this.isLookedInto) return;
      if (this.auditor.isMistrusted) this.accept(engine);
      this.operator.putBack(engine);
      return;
    }
    this.befall();
    if (engine !== undefined) this.operator.act(engine);
  }

  private accept(engine: Engine): void {
    if (this.operator.acceptAlerts(engine) === 0) {
      this.violate('rollback_is_noticed', 'the store was rolled back, and no alert says so');
    }
    this.auditor.accepted();
  }

  private befall(): void {
    const { random } = this.options;
    const { time, faults, trace } = this;
    if (random.chance(faults.disk_full)) {
      this.fillDisk(random.integer(diskFullMs.min, diskFullMs.max));
    }
    if (random.chance(faults.clock_step)) {
      const most = this.options.hasFix ? fixClockStepMsMax : clockStepMsMax;
      const stepMs = random.integer(-most, most);
      trace.note(`the clock steps by ${stepMs} ms`);
      time.stepWall(stepMs);
      this.auditor.mutes.onClockStep();
    }
    if (random.chance(faults.crash)) {
      time.after(random.next() * secondMs, () => this.machine.kill('between two steps'));
    }
    if (random.chance(faults.stand_still)) this.standStill();
    if (random.chance(faults.stop)) void this.machine.stop();
    for (const gateway of this.gateways) {
      if (random.chance(faults.unseen_order) && !gateway.isFrozen) this.tellOf(gateway.intrude(false));
    }
  }

  /** Somebody tells the operator about an order, and the operator acts on it. */
  private tellOf(terms: OrderTerms): void {
    this.time.after(this.options.random.integer(0, toKillMsMax), () => {
      const { engine } = this.machine;
      if (engine !== undefined && !this.calm) this.operator.killOn(engine, terms);
    });
  }

  private standStill(): void {
    this.machine.standStill(this.options.random.integer(standStillMs.min, standStillMs.max));
  }

  private maybeDieInKill(): void {
    const { random } = this.options;
    if (!random.chance(this.faults.crash_in_kill)) return;
    this.time.after(random.integer(0, intoKillMsMax), () => this.machine.kill('with a kill switch at work'));
  }

  private fillDisk(forMs: number): void {
    this.trace.note('the disk is full');
    this.disk.fault = diskFull;
    this.time.after(forMs, () => (this.disk.fault = undefined));
  }

  private commitMs(): number {
    const { random } = this.options;
    if (!random.chance(this.faults.slow_commit)) return 0;
    const { min, max } = random.chance(1 / slowCommitsPerStall) ? stalledCommitMs : slowCommitMs;
    return random.integer(min, max);
  }

  private maybeLoseCommit(): void {
    const { random } = this.options;
    if (random.chance(this.faults.lost_commit)) {
      this.fillDisk(random.integer(lostCommitMs.min, lostCommitMs.max));
    }
  }

  /** After a row went to the disk, and before anyone hears of it. */
  private maybeDieInCommit(): void {
    if (!this.options.random.chance(this.faults.crash_in_commit)) return;
    this.machine.kill('in a commit');
    throw new ProcessDied('in a commit');
  }

  /** The record of a FIX session lies on the same disk as the events. */
  private fixTools(tools: ExchangeTools, report: Report): FixTools {
    const { random, plants } = this.options;
    return {
      ...tools,
      report,
      plants: plants.fix ?? {},
      beforeRecord: () => {
        if (this.disk.fault !== undefined) throw new Error(this.disk.fault.message);
      },
      afterRecord: () => {
        if (random.chance(this.faults.crash_in_commit)) this.machine.kill('between the record and the wire');
      },
    };
  }

  private onDeath(): void {
    this.auditor.onDeath();
    const { random } = this.options;
    for (const gateway of this.gateways) gateway.hangUp();
    if (random.chance(this.faults.lose_views)) this.disk.loseViews();
    this.time.after(random.integer(rebootMs.min, rebootMs.max), () => {
      if (this.machine.isDown) this.machine.boot();
    });
  }

  private venuesFor(process: SimulatedProcess): readonly Venue[] {
    const { random } = this.options;
    const onSubmit: AdapterTools['onSubmit'] = (...sent) => {
      this.auditor.sending(...sent);
      if (random.chance(this.faults.stand_still)) this.time.after(0, () => this.standStill());
    };
    const onAnswered: AdapterTools['onAnswered'] = (id) => this.auditor.answered(id);
    const onLife: AdapterTools['onLife'] = (venue, sign) => {
      this.auditor.life.sign(venue, sign);
      if (sign === 'disconnected') this.auditor.pacing.onDisconnected(venue);
    };
    const onTooFast: AdapterTools['onTooFast'] = (venue) => this.auditor.pacing.tooFast(venue);
    const onCancel: AdapterTools['onCancel'] = (id) => this.auditor.pacing.canceling(id);
    const position = (): number => this.disk.rows.length;
    const alive = (): boolean => process.alive;
    const { hear } = process;
    const faults = (): Faults => this.faults;
    const { time } = this;
    const scheduler = process.scheduler();
    const told = { onSubmit, onAnswered, onLife, onTooFast, onCancel };
    const tools = { time, random, faults, alive, hear, ...told, position, scheduler };
    return this.gateways.map((gateway) => gateway.adapterFor(tools));
  }

  private logger(): Logger {
    return {
      log: (level, message, fields = {}) => {
        const text = `${level}: ${message} ${JSON.stringify(fields)}`;
        if (level !== 'debug' && level !== 'info') this.trace.note(text);
        if (/InvariantViolation|TypeError|ReferenceError|RangeError/.test(text)) {
          this.violate('no_bug_shows', text);
        }
      },
    };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
