/** What befalls the machines of a run: their processes, their disks and clocks, and a record elsewhere. */
import type { Fault } from '../../shared/kernel/fault.ts';
import type { OrderTerms } from '../domain/order/orderTerms.ts';
import type { Faults } from './machine/faults.ts';
import { ProcessDied } from './machine/machine.ts';
import type { Machines } from './machine/machines.ts';
import type { SimulatedDisk, SimulatedRecord } from './machine/platform.ts';
import type { Prng } from './machine/prng.ts';
import type { SimulatedTime } from './machine/simulatedTime.ts';
import type { VenueGateway } from './venue/gateway.ts';

const secondMs = 1_000;
export const diskFull: Fault = { code: 'disk_full', message: 'simulated' };
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
const intoKillMsMax = 3_000;
/** How many milliseconds a record elsewhere takes no sessions. */
const refuseMs = { min: 100, max: 60_000 };
/** How many milliseconds a machine does not reach it. */
const cutMs = { min: 100, max: 30_000 };
/** How many milliseconds a machine reaches no venue. */
const cutFromVenuesMs = { min: 100, max: 60_000 };

export interface MishapTools {
  readonly random: Prng;
  /** For what the record elsewhere does. */
  readonly elsewhere: Prng;
  readonly time: SimulatedTime;
  readonly faults: () => Faults;
  readonly note: (text: string) => void;
  readonly hasFix: boolean;
  readonly disk: SimulatedDisk;
  readonly record: SimulatedRecord | undefined;
  readonly machines: () => Machines;
  readonly gateways: () => readonly VenueGateway[];
  readonly onClockStep: () => void;
  /** Called with an order that somebody else has entered, and that no report tells of. */
  readonly onUnseen: (terms: OrderTerms) => void;
  /** Called after each append that became durable. */
  readonly onWritten: () => void;
}

export class Mishaps {
  private readonly tools: MishapTools;

  constructor(tools: MishapTools) {
    this.tools = tools;
    const { disk } = tools;
    disk.commitMs = () => this.commitMs();
    disk.beforeCommit = () => this.maybeLoseCommit();
    disk.afterWrite = () => {
      tools.onWritten();
      this.maybeDieInCommit();
    };
  }

  private get machines(): Machines {
    return this.tools.machines();
  }

  /** Called once a second. */
  befall(): void {
    const { random, time, note, record } = this.tools;
    const faults = this.tools.faults();
    if (random.chance(faults.disk_full)) {
      this.fillDisk(random.integer(diskFullMs.min, diskFullMs.max));
    }
    if (random.chance(faults.clock_step)) {
      const most = this.tools.hasFix ? fixClockStepMsMax : clockStepMsMax;
      const stepMs = random.integer(-most, most);
      note(`the clock steps by ${stepMs} ms`);
      time.stepWall(stepMs);
      this.tools.onClockStep();
    }
    if (random.chance(faults.crash)) {
      time.after(random.next() * secondMs, () => this.machines.active.kill('between two steps'));
    }
    if (random.chance(faults.stand_still)) this.standStill();
    if (random.chance(faults.stop)) void this.machines.active.stop();
    for (const gateway of this.tools.gateways()) {
      if (random.chance(faults.unseen_order) && !gateway.isFrozen) {
        this.tools.onUnseen(gateway.intrude(false));
      }
    }
    if (record !== undefined) this.befallRecord(record);
  }

  standStill(): void {
    const { random } = this.tools;
    this.machines.active.standStill(random.integer(standStillMs.min, standStillMs.max));
  }

  /** A kill switch was pulled. */
  onKill(): void {
    const { random, faults, time } = this.tools;
    if (!random.chance(faults().crash_in_kill)) return;
    time.after(random.integer(0, intoKillMsMax), () =>
      this.machines.active.kill('with a kill switch at work'),
    );
  }

  /** A FIX message is on its record and has not left. */
  onFixRecord(): void {
    const { random, faults } = this.tools;
    if (random.chance(faults().crash_in_commit)) {
      this.machines.active.kill('between the record and the wire');
    }
  }

  /** What befalls the record, the ways to it and to the venues, and the machines that wait. */
  private befallRecord(record: SimulatedRecord): void {
    const { elsewhere, note } = this.tools;
    const faults = this.tools.faults();
    if (elsewhere.chance(faults.record_refuse)) {
      record.refuse(elsewhere.integer(refuseMs.min, refuseMs.max));
    }
    const { all, waiting } = this.machines;
    if (elsewhere.chance(faults.cut_from_record)) {
      record.cut(elsewhere.pick(all).disk, elsewhere.integer(cutMs.min, cutMs.max));
    }
    if (elsewhere.chance(faults.cut_from_venues)) {
      const machine = elsewhere.integer(0, all.length - 1);
      const forMs = elsewhere.integer(cutFromVenuesMs.min, cutFromVenuesMs.max);
      note(`machine ${machine} reaches no venue for ${forMs} ms`);
      for (const gateway of this.tools.gateways()) gateway.cut(machine, forMs);
    }
    for (const machine of waiting) {
      if (elsewhere.chance(faults.crash)) machine.kill('while it waits');
      if (elsewhere.chance(faults.stand_still)) {
        machine.standStill(elsewhere.integer(standStillMs.min, standStillMs.max));
      }
    }
  }

  private fillDisk(forMs: number): void {
    const { note, time } = this.tools;
    const { disk } = this.machines.active;
    note('the disk is full');
    disk.fault = diskFull;
    time.after(forMs, () => (disk.fault = undefined));
  }

  private commitMs(): number {
    const { random, faults } = this.tools;
    if (!random.chance(faults().slow_commit)) return 0;
    const { min, max } = random.chance(1 / slowCommitsPerStall) ? stalledCommitMs : slowCommitMs;
    return random.integer(min, max);
  }

  private maybeLoseCommit(): void {
    const { random, faults } = this.tools;
    if (random.chance(faults().lost_commit)) {
      this.fillDisk(random.integer(lostCommitMs.min, lostCommitMs.max));
    }
  }

  /** After a row went to the disk, and before anyone hears of it. */
  private maybeDieInCommit(): void {
    const { random, faults } = this.tools;
    if (!random.chance(faults().crash_in_commit)) return;
    this.machines.active.kill('in a commit');
    throw new ProcessDied('in a commit');
  }
}
