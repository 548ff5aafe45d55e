/** Events in the store that mean nothing: an engine starts on any of them, says so, and goes on with everything else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { deskStream, orderStream, type VenueId } from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { orderIdOfClient } from '../../domain/order/clientOrderIds.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { memoryDisk, type MemoryDisk } from '../../infra/memory/memoryDisk.ts';
import { readerOn } from '../queries/testing/readerOn.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { ForgetfulTime } from '../../simulation/machine/testing/forgetfulTime.ts';
import { defaultConfiguration } from '../configuration.ts';
import { createEngine } from '../assembly/createEngine.ts';
import type { Engine } from '../assembly/engine.ts';
import { understandingStore } from '../events/understanding/understandingStore.ts';
import { countedIds } from '../events/testing/countedIds.ts';
import type { EventRow } from '../events/schema/eventRow.ts';

const operator = { actor: ids.actor('operator:ak'), reason: 'test' };

class Desk {
  readonly time = new ForgetfulTime(parseInstant('2026-11-23T10:00:00Z')!);
  readonly venue = new ScriptedVenue('sim' as VenueId, this.time, decimal('1400'));
  private readonly ids = countedIds();

  async until<T>(promise: Promise<T>): Promise<T> {
    const seen = { done: false };
    const note = (): void => void (seen.done = true);
    promise.then(note, note);
    for (let step = 0; step < 5_000 && !seen.done; step++) await this.time.advance(20);
    return promise;
  }

  async start(disk: MemoryDisk): Promise<Engine> {
    const { engine, fault } = await this.tryToStart(disk);
    if (fault !== undefined) throw new Error(fault.message);
    return engine;
  }

  async tryToStart(disk: MemoryDisk): Promise<{ readonly engine: Engine; readonly fault?: Fault }> {
    const store = this.storeOn(disk);
    const engine = createEngine({
      configuration: defaultConfiguration(),
      clock: this.time,
      scheduler: this.time,
      random: { next: () => 0.5 },
      ids: this.ids,
      logger: { log: () => undefined },
      store,
      reader: readerOn(store, { clock: this.time, scheduler: this.time }),
      venues: [this.venue],
      host: { name: 'test', version: '0', processId: 1 },
    });
    const started = await this.until(engine.start());
    if (!started.ok) return { engine, fault: started.error };
    this.venue.quote('SPX' as never, decimal('1400'));
    return { engine };
  }

  /** Positions of the events that a read of the store can't understand. */
  async notUnderstood(disk: MemoryDisk): Promise<readonly number[]> {
    const positions: number[] = [];
    for await (const event of understandingStore(this.storeOn(disk)).readAll({ afterPosition: 0 })) {
      if (event.type === 'EventNotUnderstood') positions.push(event.position);
    }
    return positions;
  }

  private storeOn(disk: MemoryDisk) {
    return memoryEventStore({ clock: this.time, scheduler: this.time, disk });
  }

  order(engine: Engine, id: string, change: Readonly<Record<string, unknown>> = {}) {
    return this.until(engine.intake.submit(limitSignal(id, change), { actor: operator.actor }).outcome);
  }
}

/** A desk's history with something of everything. */
async function history(): Promise<{ desk: Desk; rows: readonly EventRow[] }> {
  const desk = new Desk();
  const disk = memoryDisk();
  const engine = await desk.start(disk);
  desk.venue.behaviour = 'rest';
  const first = await desk.order(engine, 'a', { stopLoss: '1300' });
  await desk.order(engine, 'b');
  await desk.order(engine, 'c', { strategy: ids.strategy('other') });
  await desk.order(engine, 'd', { quantity: '-1' });
  const orderId = first.type === 'ordered' ? first.orderId : ('none' as never);
  await desk.until(engine.orders.amend(orderId, { quantity: decimal('3') }, operator));
  await desk.until(engine.orders.cancel(orderId, operator));
  await desk.until(engine.trading.setState(parseTradingScope('strategy:third')!, 'reducing', operator));
  await desk.until(engine.trading.kill(parseTradingScope('strategy:other')!, { flatten: false }, operator));
  await desk.until(engine.riskBreaker.control.trip(operator));
  await desk.until(engine.riskBreaker.control.reset(operator));
  await desk.time.advance(20_000);
  desk.time.forgetAll();
  return { desk, rows: disk.rows.map(({ row }) => row) };
}

function harmed(rows: readonly EventRow[], position: number, change: Partial<EventRow>): MemoryDisk {
  const disk = memoryDisk();
  for (const row of rows) {
    disk.rows.push({
      row: row.position === position ? { ...row, ...change } : row,
      hash: `h${row.position}`,
    });
  }
  return disk;
}

const oddValues: readonly unknown[] = [
  null,
  '',
  'x',
  -1,
  0,
  1e300,
  true,
  [],
  {},
  [null],
  '-5',
  'NaN',
  '9'.repeat(40),
  '9999-12-31T23:59:59.999999Z',
  '__proto__',
];

/** Every place of a value within another. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], odd: unknown): unknown {
  if (key === undefined) return odd;
  const object = value as Record<string, unknown>;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...object };
  if (rest.length === 0 && odd === undefined) delete copy[key];
  else copy[key] = replaced(object[key], rest, odd);
  return copy;
}

const harm = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ place: fc.nat(), odd: fc.constantFrom(undefined, ...oddValues) }),
  },
  fc.constantFrom<Partial<EventRow>>(
    { data: '{' },
    { data: '' },
    { type: 'Unheard' },
    { type: 'OrderFilled' },
    { type: 'TradingStateChanged' },
    { type: 'constructor' },
    { schemaVersion: 99 },
    { time: 'yesterday' },
    { time: '9999-12-31T23:59:59.999999Z' },
    { stream: 'colour-red' },
    { stream: 'order-of-nobody' },
    { version: 77 },
  ),
);

/** Changes of a row that leave nothing to understand, whatever the row was. */
const isHopeless = ({ data, type, schemaVersion, time, stream }: Partial<EventRow>): boolean =>
  data === '{' ||
  data === '' ||
  type === 'Unheard' ||
  type === 'constructor' ||
  schemaVersion === 99 ||
  time === 'yesterday' ||
  stream === 'colour-red';

/** A reset of the risk breaker that is not understood leaves the breaker open, which is judged first. */
const whyHeld: unknown = expect.stringMatching(/^(orders_held|risk_unavailable)$/);

describe('an event that can not be understood', () => {
  it('has its alert, and keeps no engine from starting and from taking signals', async () => {
    const { desk, rows } = await history();
    const open = await desk.venue.listOpenOrders();
    const working = new Set(open.map(({ clientOrderId }) => orderStream(orderIdOfClient(clientOrderId))));
    const seen = { ordered: 0, held: 0, refused: 0 };
    const created = rows.findIndex(
      ({ type, stream }) => type === 'OrderCreated' && working.has(stream as never),
    );
    const places = placesIn(JSON.parse(rows[created]!.data));
    const venue = places.findIndex((path) => path.join('.') === 'terms.venue');
    await fc.assert(
      fc.asyncProperty(fc.nat(), harm, async (chosen, how) => {
        const row = rows[chosen % rows.length]!;
        const { position } = row;
        let change: Partial<EventRow>;
        let isOfVenue = false;
        if ('place' in how) {
          const value: unknown = JSON.parse(row.data);
          const all = placesIn(value);
          const path = all[how.place % all.length]!;
          change = { data: JSON.stringify(replaced(value, path, how.odd) ?? null) };
          isOfVenue = path.join('.') === 'terms.venue';
        } else change = how;
        const setAside = await desk.notUnderstood(harmed(rows, position, change));
        // No other event than the changed one is hurt.
        expect(setAside).toEqual(isHopeless(change) || setAside.length > 0 ? [position] : []);

        const { engine, fault } = await desk.tryToStart(harmed(rows, position, change));
        // Where the value is understood, it is the id of a venue that is not configured: nobody can cancel an order that works at a venue that is missing.
        const isAway = isOfVenue && setAside.length === 0 && working.has(row.stream as never);
        expect(fault?.code).toBe(isAway ? 'configuration_incomplete' : undefined);
        if (fault !== undefined) {
          seen.refused++;
          desk.time.forgetAll();
          return;
        }
        const alerts = engine.alerts.open().filter(({ kind }) => kind === 'event_not_understood');
        const told = alerts.map((alert) => alert.position);
        // A stream that is read one event after the other may miss one.
        const missesOne = (change.stream ?? change.version) !== undefined && told.length > setAside.length;
        expect(missesOne ? told.filter((at) => setAside.includes(at ?? 0)) : told).toEqual(setAside);

        const outcome = await desk.order(engine, `after-${position}`);
        const { stream } = { ...row, ...change };
        const isHeld = setAside.length > 0 && (stream === deskStream || stream.startsWith('venue-'));
        expect(outcome).toMatchObject(
          isHeld ? { type: 'denied', reasons: [{ code: whyHeld }] } : { type: 'ordered' },
        );
        seen[isHeld ? 'held' : 'ordered']++;
        await desk.until(engine.trading.kill(parseTradingScope('desk')!, { flatten: false }, operator));
        await desk.time.advance(5_000);
        desk.time.forgetAll();
      }),
      {
        numRuns: 250,
        // One of each outcome that is counted below.
        examples: [
          [created, { place: venue, odd: '9'.repeat(40) }],
          [created, { data: '{' }],
          [rows.findIndex(({ stream }) => stream === deskStream), { data: '{' }],
        ],
      },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  });

  it.each<[string, Partial<EventRow>]>([
    ['JSON that is none', { data: '{' }],
    ['a type that nobody knows', { type: 'Unheard' }],
    ['a form of the future', { schemaVersion: 99 }],
    ['no data', { data: '{}' }],
    ['a number among the first that is too high', { version: 77 }],
  ])('has its alert with its position, and its order takes no commands: %s', async (_what, change) => {
    const { desk, rows } = await history();
    const accepted = rows.filter(({ type }) => type === 'OrderAccepted').at(1)!;
    const engine = await desk.start(harmed(rows, accepted.position, change));
    expect(engine.alerts.open()).toMatchObject([
      {
        alertId: ids.alert(`event_not_understood:${accepted.position}`),
        kind: 'event_not_understood',
        holdsOrders: false,
        stream: accepted.stream,
        position: accepted.position,
      },
    ]);
    const orderId = accepted.stream.slice('order-'.length);
    expect(await desk.until(engine.orders.cancel(orderId as never, operator))).toMatchObject({
      ok: false,
      error: { code: 'stream_set_aside' },
    });
    expect(engine.queries.getOrder(ids.order(orderId))).toMatchObject({ setAside: accepted.position });
    expect(await desk.order(engine, 'after')).toMatchObject({ type: 'ordered' });
  });

  it.each([
    ['its signal', 'SignalReceived', 'signal-'],
    ['its order', 'OrderAccepted', 'order-'],
  ])(
    'in the stream of %s: the signal that comes again is refused, and not called a duplicate',
    async (_what, type, category) => {
      const { desk, rows } = await history();
      const event = rows.find((row) => row.type === type && row.stream.startsWith(category))!;
      const disk = harmed(rows, event.position, { data: '{' });
      const engine = await desk.start(disk);
      const { length } = disk.rows;
      // One that would be taken, and one that would be refused if it were new.
      for (const change of [{}, { quantity: '-1' }]) {
        const sent = engine.intake.submit(limitSignal('a', change), { actor: operator.actor });
        const told = await desk.until(Promise.all([sent.acknowledged, sent.outcome]));
        expect(told).toMatchObject([
          {
            type: 'refused',
            signalId: ids.signal('a'),
            code: 'stream_set_aside',
            reasons: [{ actual: event.stream }],
          },
          { type: 'rejected', reasons: [{ code: 'stream_set_aside' }] },
        ]);
      }
      expect(disk.rows).toHaveLength(length);
      const again = engine.intake.submit(limitSignal('b'), { actor: operator.actor });
      expect(await desk.until(again.acknowledged)).toEqual({ type: 'duplicate', signalId: ids.signal('b') });
    },
  );

  it('of the desk holds new orders until somebody has acknowledged it', async () => {
    const { desk, rows } = await history();
    const halted = rows.find(({ type }) => type === 'TradingStateChanged')!;
    const data = halted.data.replace('"to":"reducing"', '"to":"asleep"');
    const engine = await desk.start(harmed(rows, halted.position, { data }));
    const [alert] = engine.alerts.open();
    expect(alert).toMatchObject({ kind: 'event_not_understood', holdsOrders: true, stream: 'desk' });
    expect(await desk.order(engine, 'held')).toMatchObject({
      type: 'denied',
      reasons: [{ code: 'orders_held' }],
    });
    await desk.until(engine.alerts.acknowledge([alert!.alertId], operator));
    expect(await desk.order(engine, 'let-through')).toMatchObject({ type: 'ordered' });
  });

  it('of a venue holds new orders too: it may have been its breaker', async () => {
    const { desk, rows } = await history();
    const connected = rows.find(({ type, stream }) => type === 'VenueConnected' && stream === 'venue-sim')!;
    const change = { type: 'BreakerStateChanged', data: '{"to":"asleep"}' };
    const engine = await desk.start(harmed(rows, connected.position, change));
    expect(engine.alerts.open()).toMatchObject([
      { kind: 'event_not_understood', holdsOrders: true, stream: 'venue-sim', position: connected.position },
    ]);
  });

  it('leaves the order to the kill switch, which cancels what the venue lists', async () => {
    const { desk, rows } = await history();
    const created = rows.filter(({ type }) => type === 'OrderCreated').at(1)!;
    const engine = await desk.start(harmed(rows, created.position, { data: '{}' }));
    expect(await desk.venue.listOpenOrders()).not.toEqual([]);
    await desk.until(engine.trading.kill(parseTradingScope('desk')!, { flatten: false }, operator));
    await desk.time.advance(30_000);
    expect(await desk.venue.listOpenOrders()).toEqual([]);
    expect(engine.trading.ledgers()[0]).toMatchObject({ state: 'cleared' });
  });
});
