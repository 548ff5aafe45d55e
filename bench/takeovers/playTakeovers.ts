/** Plays takeovers one after the other, under load, and checks both records after each. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../src/main/engine/ports.ts';
import { seededRandom } from '../../src/main/infra/venues/sim/faults/seededRandom.ts';
import { connectControl } from '../../src/main/hosts/control/controlClient.ts';
import { runToEnd } from '../../src/main/hosts/headless/testing/deskChild.ts';
import type { BenchHouse } from './benchHouse.ts';
import { BenchProducer } from './benchProducer.ts';
import { BenchStage, startMsMax } from './benchStage.ts';
import { BothRecords } from './readBothRecords.ts';
import { notAskedFor, type Played, type PlayOptions, type Takeover } from './takeover.ts';
import { takeoverFaults, type TakeoverFault } from './takeoverFaults.ts';
import { TakeoverLedger } from './takeoverLedger.ts';

const takeoverMsMax = 120_000;
const lookMs = 20;
/** Milliseconds of load before a fault strikes, at least; up to as many more are drawn. */
const loadMs = 700;
/** Milliseconds that a struck engine has to end by itself, with load on the new one. */
const endMsMax = 6_000;
/** Milliseconds within which both records agree, once no new signals come. */
const restMsMax = 60_000;

export async function playTakeovers(options: PlayOptions): Promise<Played> {
  const stage = await BenchStage.open(options.folder);
  const play = new Play(stage, options);
  try {
    const played = await play.all();
    await stage.close(played.wrong.length > 0);
    return played;
  } catch (error) {
    await stage.close(true);
    throw error;
  } finally {
    play.close();
  }
}

class Play {
  private readonly stage: BenchStage;
  private readonly options: PlayOptions;
  private readonly random: Random;
  private readonly ledger = new TakeoverLedger();
  private readonly records: BothRecords;
  private readonly producer: BenchProducer;
  private signals = 0;
  private readonly takeovers: Takeover[] = [];

  constructor(stage: BenchStage, options: PlayOptions) {
    this.stage = stage;
    this.options = options;
    this.random = seededRandom(`takeovers:${options.seed}`);
    this.records = new BothRecords(stage.settings, stage.venueFile);
    this.producer = new BenchProducer({
      random: this.random,
      signalsPerSecond: options.signalsPerSecond,
      price: () => stage.price,
      onAcknowledged: (signalId) => {
        this.signals++;
        this.ledger.tell(signalId);
      },
    });
  }

  async all(): Promise<Played> {
    this.producer.sendTo(this.stage.active);
    let wrong: readonly string[] = [];
    for (let turn = 0, done = 0; done < this.options.times && wrong.length === 0;) {
      const fault = takeoverFaults[turn % takeoverFaults.length];
      if (fault === undefined) break;
      try {
        const takeover = await this.one(fault);
        this.played(takeover);
        if (takeover.kind === fault.name) turn++;
        if (takeover.kind === fault.name && takeover.tookOver) done++;
        wrong = await this.wrongAtRest();
      } catch (error) {
        wrong = [`${fault.name}: ${String(error)}`];
      }
    }
    if (wrong.length === 0) wrong = await this.wrongAtTheEnd();
    return { takeovers: this.takeovers, signals: this.signals, wrong };
  }

  close(): void {
    this.producer.close();
  }

  private played(takeover: Takeover): void {
    this.takeovers.push(takeover);
    this.options.onPlayed(takeover);
  }

  private async one(fault: TakeoverFault): Promise<Takeover> {
    const { stage, producer } = this;
    producer.go();
    await delay(loadMs * (1 + this.random.next()));
    const faultMicros = Date.now() * 1_000;
    if (this.hasTakenOver) return this.takenOver(undefined, faultMicros);
    await fault.strike(stage);
    const struckMicros = Date.now() * 1_000;
    if (fault.takeover !== 'must') {
      const same = await this.eitherGoesOn(struckMicros);
      if (same !== undefined) {
        const firstOrderMs = (same - faultMicros) / 1_000;
        return { kind: fault.name, tookOver: false, firstOrderMs, resent: 0 };
      }
    }
    const takeover = await this.takenOver(fault, faultMicros);
    if (fault.takeover === 'never' && takeover.kind === fault.name) {
      throw new Error('the standby took over within the lease');
    }
    return takeover;
  }

  private get hasTakenOver(): boolean {
    return this.stage.standby.engine.said('takeover') !== undefined;
  }

  /** Waits for the takeover, and until the former engine's house has a standby again. */
  private async takenOver(fault: TakeoverFault | undefined, faultMicros: number): Promise<Takeover> {
    const { stage, producer } = this;
    const [former, waiting] = [stage.active, stage.standby];
    const takeover = await waiting.engine.saying('takeover', takeoverMsMax);
    const isAskedFor = fault !== undefined && takeover.atMicros > faultMicros;
    const sinceMicros = isAskedFor ? faultMicros : takeover.atMicros;
    this.ledger.end(former.engine.pid, takeover.atMicros);
    const ready = await waiting.engine.saying('ready', startMsMax);
    const resent = producer.waiting;
    producer.sendTo(waiting);
    stage.swap();
    const orderMicros = await this.firstOrderOf(waiting.engine.pid, sinceMicros);
    fault?.heal?.(former);
    const endedByItself = fault?.kills === true || (await endsWithin(former, endMsMax));
    await this.backAsStandby(former);
    return {
      kind: isAskedFor ? fault.name : notAskedFor,
      tookOver: true,
      ...(isAskedFor && { leaseMs: (takeover.atMicros - faultMicros) / 1_000 }),
      startMs: (ready.atMicros - takeover.atMicros) / 1_000,
      firstOrderMs: (orderMicros - sinceMicros) / 1_000,
      resent,
      endedByItself,
    };
  }

  /** When the active engine's first new order was accepted again; undefined when the standby has taken over. */
  private async eitherGoesOn(sinceMicros: number): Promise<number | undefined> {
    const { active, standby } = this.stage;
    const giveUpMs = performance.now() + takeoverMsMax;
    while (performance.now() < giveUpMs) {
      if (standby.engine.said('takeover') !== undefined) return undefined;
      const first = this.records.firstOrderOf(active.engine.pid, sinceMicros);
      if (first !== undefined) return first;
      await delay(lookMs);
    }
    throw new Error(`no new order from either engine: ${active.engine.lastWords}`);
  }

  private async firstOrderOf(pid: number, sinceMicros: number): Promise<number> {
    const giveUpMs = performance.now() + takeoverMsMax;
    while (performance.now() < giveUpMs) {
      const first = this.records.firstOrderOf(pid, sinceMicros);
      if (first !== undefined) return first;
      await delay(lookMs);
    }
    throw new Error(`the venue has accepted no order of process ${pid}`);
  }

  /** The struck engine's process is over; a new one waits in its house. */
  private async backAsStandby(house: BenchHouse): Promise<void> {
    if (!house.engine.hasExited) {
      house.engine.kill('SIGTERM');
      if (!(await endsWithin(house, startMsMax))) house.engine.kill('SIGKILL');
    }
    await house.engine.exited;
    await house.start('--standby').saying('standby', startMsMax);
  }

  /** Lets what is under way come to its end. Gives what is wrong then. */
  private async wrongAtRest(): Promise<readonly string[]> {
    this.producer.pause();
    let giveUpMs = performance.now() + restMsMax;
    for (;;) {
      await this.records.readInto(this.ledger);
      const missing = await this.missing();
      if (this.hasTakenOver) {
        this.producer.go();
        this.played(await this.takenOver(undefined, Date.now() * 1_000));
        this.producer.pause();
        giveUpMs = performance.now() + restMsMax;
        continue;
      }
      if (this.ledger.wrong.length > 0) return this.ledger.wrong;
      if (missing.length === 0) return [];
      if (performance.now() > giveUpMs) return missing;
      await delay(lookMs * 5);
    }
  }

  private async missing(): Promise<readonly string[]> {
    const { waiting } = this.producer;
    if (waiting > 0) return [`${waiting} signals have no answer`];
    const missing = this.ledger.missing();
    if (missing.length > 0) return missing;
    const [here, there] = [await restingAt(this.stage.active), await this.stage.restingAtVenue()];
    return here === there ? [] : [`${here} orders rest by the record and ${there} at the venue`];
  }

  private async wrongAtTheEnd(): Promise<readonly string[]> {
    const { active, standby } = this.stage;
    for (const { engine } of [standby, active]) {
      engine.kill('SIGTERM');
      const { code } = await engine.exited;
      if (code === 0) continue;
      return [`process ${engine.pid} ended with ${code} after SIGTERM: ${engine.lastWords}`];
    }
    const verified = await runToEnd('verify', '--data', active.data);
    return verified.code === 0 ? [] : [`desk verify: ${verified.stdout}${verified.stderr}`];
  }
}

/** Whether the engine's process has ended within the time. */
async function endsWithin({ engine }: BenchHouse, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  const isOver = await Promise.race([engine.exited.then(() => true), late]);
  clearTimeout(timer);
  return isOver;
}

/** How many orders rest by what the engine knows; undefined where it does not say. */
async function restingAt({ data }: BenchHouse): Promise<number | undefined> {
  const control = await connectControl(data);
  const statuses = ['accepted', 'partially_filled', 'pending_cancel', 'pending_replace'] as const;
  const page = await control?.api.queryOrders({ filter: { statuses: [...statuses] }, limit: 1 });
  control?.close();
  return page?.ok === true ? page.value.total : undefined;
}
