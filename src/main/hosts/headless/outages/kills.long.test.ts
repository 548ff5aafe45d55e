/** Kill -9 at random moments, engine, venue and PostgreSQL in turn and together, over the life of a desk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Random } from '../../../engine/ports.ts';
import { hasPostgres, PostgresServer, storeOn } from '../../../infra/testing/postgresServer.ts';
import { seededRandom } from '../../../infra/venues/sim/faults/seededRandom.ts';
import { connectControl, type ControlClient } from '../../control/controlClient.ts';
import { contradictions, ofType, readRecords } from '../testing/compareRecords.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { testSeed } from '../testing/seed.ts';
import { SignalFeed } from '../testing/signalFeed.ts';
import { tempDesk } from '../testing/tempDesk.ts';
import { venueStatus } from '../testing/venueProcess.ts';

/** Processes killed of one desk. */
const killsMin = 45;
const settleMsMax = 60_000;

/** A breaker that probes soon, so that orders leave in most lives, and a market that moves fast. */
const quick = {
  venues: [{ venue: 'sim', breaker: { openMs: 20, openMsMax: 40 }, simulator: { tickMs: 50 } }],
};

/** How one life of the engine ends. In the others orders leave and are answered; `early` is while it starts and recovers. */
type End = 'early' | 'engine' | 'both at once' | 'venue twice, then engine' | 'record, then engine';
const ends: readonly End[] = [
  'both at once',
  'early',
  'early',
  'venue twice, then engine',
  'early',
  'early',
  'engine',
  'early',
  'early',
];
/** Where the record is in PostgreSQL. */
const recordEnds: readonly End[] = ['record, then engine', ...ends];
const venueKills: Readonly<Record<Exclude<End, 'early'>, number>> = {
  engine: 0,
  'both at once': 1,
  'venue twice, then engine': 2,
  'record, then engine': 0,
};
/** From a start until orders may leave: what a crash left must be looked into first. */
const recoveryMs = 1_000;

class KilledDesk {
  readonly feed: SignalFeed;
  kills = 0;
  private readonly data: string;
  private readonly config: string;
  private readonly random: Random;
  private readonly postgres: PostgresServer | undefined;
  /** How long the last start took that was waited for. */
  private startMs = 500;
  private price = 1_455;

  constructor(data: string, config: string, random: Random, postgres: PostgresServer | undefined) {
    this.data = data;
    this.config = config;
    this.random = random;
    this.postgres = postgres;
    this.feed = new SignalFeed(random);
  }

  /** One life of the engine, from its start to its violent end. */
  async live(end: End): Promise<void> {
    const startedMs = performance.now();
    const engine = this.start();
    if (end === 'early') {
      engine.send(...this.feed.batch(8, this.price));
      await delay(this.random.next() * (this.startMs + recoveryMs));
    } else {
      await engine.answered(1);
      this.startMs = performance.now() - startedMs;
      await this.workUntil(end, engine);
    }
    await this.kill(engine);
    if (end === 'record, then engine') await this.postgres?.begin();
    for (const answer of engine.answers) this.feed.heard(answer);
  }

  private async workUntil(end: Exclude<End, 'early'>, engine: RunningDesk): Promise<void> {
    const control = await connectControl(this.data);
    if (control === undefined) throw new Error(`a ready engine listens: ${engine.stderr}`);
    await this.untilOrdersLeave(control);
    // A slow machine has begun to work too, before its time runs.
    const before = engine.answers.length;
    await this.work(engine, control, 0);
    await engine.answered(before + 1);
    await this.work(engine, control, 5 + this.random.next() * 395);
    if (end === 'record, then engine') {
      this.kills++;
      await this.postgres?.crash();
      await this.work(engine, control, this.random.next() * 400);
    }
    for (let times = venueKills[end]; times > 0; times--) {
      const venue = (await venueStatus(this.data))?.pid;
      if (venue === undefined) break;
      this.kills++;
      process.kill(venue, 'SIGKILL');
      if (end !== 'both at once') await this.work(engine, control, this.random.next() * 1_200);
    }
    control.close();
  }

  start(): RunningDesk {
    return new RunningDesk('--data', this.data, '--config', this.config, '--signals', '-');
  }

  /** Signals and cancels until the time is up. */
  private async work(engine: RunningDesk, control: ControlClient, forMs: number): Promise<void> {
    const untilMs = performance.now() + forMs;
    for (;;) {
      engine.send(...this.feed.batch(8, this.price));
      const orderIds = this.feed.toCancel(3);
      if (orderIds.length > 0) void control.api.cancelOrders({ orderIds, reason: 'a test of kills' });
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return;
      await delay(Math.min(leftMs, this.random.next() * 15));
    }
  }

  private async untilOrdersLeave({ api }: ControlClient): Promise<void> {
    const untilMs = performance.now() + settleMsMax;
    for (;;) {
      const status = await api.getStatus({});
      const last = status.ok ? status.value.markets[0]?.last : undefined;
      if (last !== undefined) this.price = Number(last);
      if (status.ok && status.value.reconciliations.every(({ gate }) => gate === 'open')) return;
      if (performance.now() > untilMs) throw new Error('orders do not leave');
      await delay(25);
    }
  }

  private async kill(engine: RunningDesk): Promise<void> {
    this.kills++;
    engine.kill('SIGKILL');
    const { signal } = await engine.ended;
    if (signal !== 'SIGKILL') throw new Error(`ended by itself: ${engine.stderr}`);
  }
}

/** Lets the desk come to rest: on the moving market until nothing is under way, then once more on a market that stands. */
async function rest(data: string, desk: KilledDesk, empty: string): Promise<void> {
  const engine = desk.start();
  await engine.answered(1);
  const control = await connectControl(data);
  const underWay = async (): Promise<number | undefined> => {
    const statuses = ['created', 'submitting', 'pending_cancel', 'pending_replace', 'in_doubt'] as const;
    const page = await control?.api.queryOrders({ filter: { statuses: [...statuses] }, limit: 1 });
    return page?.ok === true ? page.value.total : undefined;
  };
  await expect.poll(underWay, { timeout: settleMsMax, interval: 100 }).toBe(0);
  control?.close();
  engine.kill('SIGTERM');
  expect((await engine.ended).code, engine.stderr).toBe(0);
  const replayed = await runToEnd('replay', empty, '--data', data, '--json');
  expect(replayed.code, replayed.stderr).toBe(0);
}

/** One desk from its first kill to its rest, and what its records say then. Gives how many processes were killed. */
async function liveThroughKills(seed: string, postgres?: PostgresServer): Promise<number> {
  const random = seededRandom(`kills:${seed}`);
  const { data, file } = tempDesk();
  const store = postgres === undefined ? {} : { store: storeOn(postgres.database('kills')) };
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(data, 'configuration.json'), JSON.stringify(store));
  const desk = new KilledDesk(
    data,
    file('quick.json', JSON.stringify({ ...quick, ...store })),
    random,
    postgres,
  );
  const turns = postgres === undefined ? ends : recordEnds;
  for (let life = 0; desk.kills < killsMin; life++) {
    await desk.live(turns[life % turns.length] ?? 'engine');
  }
  await rest(data, desk, file('empty.ndjson', ''));

  const records = await readRecords(data);
  expect(contradictions(records), `seed ${seed}`).toEqual([]);
  const { acknowledged, refused } = desk.feed;
  const orderIds = new Set<string>(records.orders.map(({ orderId }) => orderId));
  const rejected = new Set<string>(ofType(records.events, 'SignalRejected').map(({ streamId }) => streamId));
  // One that a crash interrupted is judged again: the market may have gone beyond its exits meanwhile.
  const lost = [...acknowledged].filter(
    ([signalId, orderId]) => !orderIds.has(orderId) && !rejected.has(`signal-${signalId}`),
  );
  expect(lost, `seed ${seed}: acknowledged, and not there`).toEqual([]);
  expect(
    [...refused].filter((signalId) => !rejected.has(`signal-${signalId}`)),
    `seed ${seed}`,
  ).toEqual([]);
  const verified = await runToEnd('verify', '--data', data, '--json');
  expect(verified.code, `seed ${seed}: ${verified.stdout.slice(-2_000)}${verified.stderr}`).toBe(0);

  // The run was worth something: all kinds of work were interrupted.
  const counts = new Map<string, number>();
  for (const { type } of records.events) counts.set(type, (counts.get(type) ?? 0) + 1);
  process.stdout.write(`kills: ${desk.kills}, ${JSON.stringify(Object.fromEntries(counts))}\n`);
  expect(acknowledged.size, `seed ${seed}`).toBeGreaterThan(killsMin);
  expect(counts.get('OrderFilled') ?? 0, `seed ${seed}`).toBeGreaterThan(killsMin / 4);
  for (const type of ['OrderInDoubt', 'OrderCancelRequested', 'OrderFilled', 'SignalRejected']) {
    expect(counts.get(type) ?? 0, `${type}, seed ${seed}`).toBeGreaterThan(0);
  }
  return desk.kills;
}

it(`desks whose processes are killed ${killsMin} times each lose nothing that they acknowledged, and double nothing`, async () => {
  // Two at once: most of the time goes by while one waits for its next kill.
  const seed = testSeed('kills');
  const postgres = hasPostgres ? await PostgresServer.start() : undefined;
  onTestFinished(() => postgres?.stop());
  const kills = await Promise.all([liveThroughKills(`${seed}:a`), liveThroughKills(`${seed}:b`, postgres)]);
  expect(Math.min(...kills)).toBeGreaterThanOrEqual(killsMin);
});
