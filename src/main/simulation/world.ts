/**
 * Everything in one run: the machine with the engine, the venues, the producer, the operator, and the faults that hit
 * them.
 */
import type { Fault } from '../../shared/kernel/fault.ts';
import { parseInstant } from '../../shared/kernel/time.ts';
import { invariant } from '../../shared/kernel/invariant.ts';
import type { OrderTerms } from '../domain/order/orderTerms.ts';
import type { EngineConfiguration } from '../engine/configuration.ts';
import type { IdSource, Logger, Venue } from '../engine/ports.ts';
import type { Engine } from '../engine/assembly/engine.ts';
import { differencesAtRest } from './checks/atRest.ts';
import { Auditor } from './checks/auditor.ts';
import { Ledger } from './checks/ledger.ts';
import type { InvariantName, Report, Violation } from './checks/violation.ts';
import { noFaults, type Faults } from './machine/faults.ts';
import { Mishaps, diskFull } from './mishaps.ts';
import { Machine, ProcessDied, type Plants } from './machine/machine.ts';
import { Operator } from './actors/operator.ts';
import { Machines } from './machine/machines.ts';
import { MachineTime } from './machine/machineTime.ts';
import type { RecordTools, SimulatedDisk, SimulatedRecord } from './machine/platform.ts';
import type { FixTools, WorldPlatform } from './worldPlatform.ts';
import type { Prng } from './machine/prng.ts';
import { People } from './actors/people.ts';
import { Producer } from './actors/producer.ts';
import { SimulatedDoor, type ActWatch } from './actors/simulatedDoor.ts';
import { Reader, subscriberName } from './checks/reader.ts';
import { simulatedDesk } from './simulatedDesk.ts';
import { simulatedIds } from './machine/simulatedIds.ts';
import { SimulatedTime } from './machine/simulatedTime.ts';
import { lineTools, type LineWatch } from './lineTools.ts';
import { Trace } from './trace.ts';
import { VenueGateway } from './venue/gateway.ts';
import { plainProtocol } from './venue/venueAdapter.ts';
import type { ExchangeTools } from './venue/exchange.ts';
import { SimulatedMarket } from './venue/market.ts';

export interface WorldOptions {
  readonly random: Prng;
  /** For what touches no order. */
  readonly apart: Prng;
  /** For what the record elsewhere does. */
  readonly elsewhere: Prng;
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
  /** The record of the events is elsewhere. */
  readonly hasRecord: boolean;
  /** How many other engines wait on the same record. */
  readonly standbys: number;
}

const secondMs = 1_000;
/** The only faults with which a start may end. The next one follows. */
const excuses: ReadonlySet<string> = new Set([diskFull.code, 'record_unreachable', 'record_in_use']);
/** By how much, in thousandths, the rate of a machine's clock differs from true time at most. */
const rateMax = 30;
const rateParts = 1_000;
/** For how many milliseconds a record elsewhere may still take what a dead process has sent. */
const recordLateMs = 2_000;
/**
 * How many events a rolled back store loses at most, and how many milliseconds the operator takes before accepting it.
 */
const rolledBackMax = 150;
const lookIntoMs = { min: 10_000, max: 60_000 };
const rebootMs = { min: 10, max: 5_000 };
/** How many milliseconds at most from the reason for a kill switch to the kill switch. */
const toKillMsMax = 2_000;
const meanGapMs = { min: 50, max: 2_000 };

type ActorTools = Pick<
  ConstructorParameters<typeof Producer>[0],
  'time' | 'random' | 'faults' | 'market' | 'note'
>;

export class World {
  readonly time: SimulatedTime;
  readonly trace: Trace;
  readonly machines: Machines;
  readonly disk: SimulatedDisk;
  private readonly record: SimulatedRecord | undefined;
  private readonly mishaps: Mishaps;
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
    this.record = options.hasRecord ? platform.newRecord(this.recordTools()) : undefined;
    const newDisk = (): SimulatedDisk => this.record?.newDisk() ?? platform.newDisk();
    this.disk = newDisk();
    this.mishaps = this.newMishaps();
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
      const rateError = options.standbys > 0 ? rateMax / rateParts : 0;
      const lateMs = options.hasRecord ? recordLateMs : 0;
      const told = (): number => this.machines.active.told;
      const desk = { configuration, market, time, told, rateError, lateMs };
      return { ledger, auditor: new Auditor(ledger, exchanges, desk, report) };
    };
    ({ ledger: this.ledger, auditor: this.auditor } = this.newBooks());
    this.reader = new Reader({ random, time, faults, report });
    const ids = simulatedIds(this.time);
    const first = this.newMachine(ids, this.disk, 0);
    const numbers = Array.from({ length: options.standbys }, (_, index) => index + 1);
    this.machines = new Machines([first, ...numbers.map((one) => this.newMachine(ids, newDisk(), one))]);
    ({ producer: this.producer, operator: this.operator } = this.newActors(tools));
  }

  private newMachine(ids: IdSource, disk: SimulatedDisk, number: number): Machine {
    const { options, time, configuration } = this;
    const rate = 1 + (options.standbys > 0 ? options.elsewhere.integer(-rateMax, rateMax) : 0) / rateParts;
    const machine: Machine = new Machine({
      time: new MachineTime(time, rate),
      disk,
      configuration,
      ids,
      random: options.random,
      logger: this.logger(),
      note: (text) => this.trace.note(options.standbys > 0 ? `machine ${number}: ${text}` : text),
      plants: options.plants,
      venuesFor: (process, { fixRecord }) => this.venuesFor({ process, disk, fixRecord }, number),
      subscriberFor: (alive) => this.reader.subscriber(alive),
      onTold: (body) => {
        if (machine.holdsRecord) this.auditor.toldOutside(body, this.heardOf);
      },
      onDeath: () => this.onDeath(machine, disk),
      onNotStarted: (fault) => this.notStarted(machine, fault),
      onError: (what, error) => this.violate('no_bug_shows', `${what} threw ${describe(error)}`),
    });
    return machine;
  }

  start(): void {
    this.machines.boot();
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
    this.auditor.step(this.machines.engine);
    return moved;
  }

  /** From now on no fault happens any more, and the market stands still. */
  rest(): void {
    this.calm = true;
    this.faults = noFaults;
    for (const { disk } of this.machines.all) disk.fault = undefined;
    this.record?.mend();
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
    this.machines.active.kill(`and its store is rolled back to ${position}`);
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
    const { engine } = this.machines;
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
      if (!this.machines.runs(engine)) return;
      this.violate('no_bug_shows', `${what} threw ${describe(error)}`);
    };
    const watch: ActWatch = {
      began: (...act) => this.auditor.rights.began(...act),
      ended: (...end) => this.auditor.rights.ended(...end),
    };
    const people = new People({ random, time, hasOperators: options.hasOperators, onError });
    const door = new SimulatedDoor({ people, faults, note, watch, onError });
    const common = { random, time, market, configuration, faults, note };
    const producer = new Producer({
      ...common,
      signalsMax: options.orders,
      meanGapMs: random.integer(meanGapMs.min, meanGapMs.max),
      engine: () => this.machines.engine,
      byHand: (engine) => people.pick(engine, 'trade', this.faults.trespass),
      watch,
      onAcknowledged: (signalId, acknowledgement) => this.auditor.acknowledged(signalId, acknowledgement),
    });
    const operator = new Operator({
      ...common,
      apart: options.apart,
      door,
      people,
      engine: () => this.machines.engine,
      atVenue: (id) => this.gateways.some(({ exchange }) => exchange.find(id) !== undefined),
      announce: (afterMs) => this.producer.announce(afterMs),
      onKill: () => this.mishaps.onKill(),
      onHeldOffRecord: (engine, held) => {
        if (this.machines.engine === engine) this.auditor.heldOffRecord(held);
      },
      onError,
    });
    return { producer, operator };
  }

  private second(): void {
    // Nothing befalls a desk that has not begun.
    if (this.disk.rows.length === 0) return;
    for (const gateway of this.gateways) {
      gateway.turn(this.calm);
      gateway.tend();
    }
    this.tendMachines();
    const { engine } = this.machines;
    this.auditor.life.look(engine);
    this.auditor.pacing.look(engine !== undefined);
    if (this.calm) {
      if (engine === undefined || this.isLookedInto) return;
      if (this.auditor.isMistrusted) this.accept(engine);
      this.operator.putBack(engine);
      return;
    }
    this.mishaps.befall();
    if (engine !== undefined) this.operator.act(engine);
  }

  private accept(engine: Engine): void {
    if (this.operator.acceptAlerts(engine) === 0) {
      this.violate('rollback_is_noticed', 'the store was rolled back, and no alert says so');
    }
    this.auditor.accepted();
  }

  /** An engine that has lost its record is started anew. */
  private tendMachines(): void {
    for (const machine of this.machines.all) {
      if (!machine.isOver) continue;
      this.saysTaken(machine);
      machine.kill('because it has lost its record');
    }
  }

  /** A start may end with a fault that passes, or because another engine took over meanwhile. */
  private notStarted(machine: Machine, { code, message }: Fault): void {
    if (code === 'record_taken') this.saysTaken(machine);
    else if (!excuses.has(code)) this.violate('restart_succeeds', `${code}: ${message}`);
  }

  private saysTaken({ holdsRecord }: Machine): void {
    if (!holdsRecord) return;
    this.violate('record_is_kept', 'an engine says that it has lost its record, and nobody has taken it');
  }

  /** Somebody tells the operator about an order, and the operator acts on it. */
  private tellOf(terms: OrderTerms): void {
    this.time.after(this.options.random.integer(0, toKillMsMax), () => {
      const { engine } = this.machines;
      if (engine !== undefined && !this.calm) this.operator.killOn(engine, terms);
    });
  }

  private newMishaps(): Mishaps {
    const { random, elsewhere, hasFix } = this.options;
    const { time, disk, record } = this;
    return new Mishaps({
      random,
      elsewhere,
      time,
      faults: () => this.faults,
      note: (text) => this.trace.note(text),
      hasFix,
      disk,
      record,
      machines: () => this.machines,
      gateways: () => this.gateways,
      onClockStep: () => this.auditor.mutes.onClockStep(),
      onUnseen: (terms) => this.tellOf(terms),
      onWritten: () => void this.appendEnds.push(disk.rows.length),
    });
  }

  private recordTools(): RecordTools {
    const { elsewhere, plants } = this.options;
    const note = (text: string): void => this.trace.note(text);
    return {
      time: this.time,
      random: elsewhere,
      faults: () => this.faults,
      note,
      hasStandby: this.options.standbys > 0,
      fixVenue: this.options.hasFix ? this.configuration.venues.at(-1)?.venue : undefined,
      onFixRecord: () => this.mishaps.onFixRecord(),
      onTaken: () => this.auditor.onDeath(),
      onWrongWriter: (detail) => this.violate('one_engine_writes', detail),
      plants: plants.record ?? {},
    };
  }

  /** The record of a FIX session lies on the same disk as the events. */
  private fixTools(tools: ExchangeTools, report: Report): FixTools {
    return {
      ...tools,
      report,
      plants: this.options.plants.fix ?? {},
      beforeRecord: () => {
        if (this.disk.fault !== undefined) throw new Error(this.disk.fault.message);
      },
      afterRecord: () => this.mishaps.onFixRecord(),
    };
  }

  private onDeath(machine: Machine, disk: SimulatedDisk): void {
    if (!this.machines.all.some(({ holdsRecord }) => holdsRecord)) this.auditor.onDeath();
    const { random } = this.options;
    for (const gateway of this.gateways) gateway.hangUp();
    if (random.chance(this.faults.lose_views)) disk.loseViews();
    this.time.after(random.integer(rebootMs.min, rebootMs.max), () => {
      if (machine.isDown) machine.boot();
    });
  }

  private venuesFor(
    ofProcess: Pick<LineWatch, 'process' | 'disk' | 'fixRecord'>,
    machine: number,
  ): readonly Venue[] {
    const { random } = this.options;
    const tools = lineTools({
      ...ofProcess,
      time: this.time,
      random,
      faults: () => this.faults,
      auditor: () => this.auditor,
      onSubmitted: () => {
        if (random.chance(this.faults.stand_still)) this.time.after(0, () => this.mishaps.standStill());
      },
      onWrongSender: () =>
        this.violate('one_engine_sends', `machine ${machine} sends, and another engine has taken over`),
    });
    return this.gateways.map((gateway) => gateway.adapterFor(tools, machine));
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
