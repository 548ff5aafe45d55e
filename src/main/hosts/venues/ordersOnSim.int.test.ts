/** The engine on the real simulated exchange, in its own process: the life of orders that it can't decide by itself. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { PlainOrder } from '../../engine/readmodel/testing/sampleOrders.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, defaultVenueSettings } from '../../engine/configuration.ts';
import { createEngine } from '../../engine/assembly/createEngine.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { systemRandom } from '../../infra/clock/systemRandom.ts';
import { systemIds } from '../../infra/clock/systemIds.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { readerOn } from '../../engine/queries/testing/readerOn.ts';
import { noFaults } from '../../infra/venues/sim/wire/faultSwitches.ts';
import { SimVenue } from '../../infra/venues/sim/client/simVenue.ts';
import { heldAt1400, SimTestBed, spx } from '../../infra/venues/sim/testing/simTestBed.ts';

const sim = 'sim' as VenueId;
const operator = { actor: ids.actor('operator:ak'), reason: 'test' };
const scheduler = nodeScheduler();
const clock = systemClock();
const waitMsMax = 20_000;

let bed: SimTestBed;
let venue: SimVenue;
let store: EventStore;
let engine: Engine;
let nextSignal = 1;

function build(): Engine {
  venue = new SimVenue({ id: sim, address: () => bed.sim.address, scheduler });
  const settings = { ...defaultVenueSettings(sim), ackTimeoutMs: 300 };
  return createEngine({
    configuration: { ...defaultConfiguration(), venues: [settings] },
    clock,
    scheduler,
    ids: systemIds(clock),
    random: systemRandom,
    logger: { log: () => undefined },
    store,
    reader: readerOn(store, { clock, scheduler }),
    venues: [venue],
    host: { name: 'test', version: '0', processId: 1 },
  });
}

beforeEach(async () => {
  bed = new SimTestBed();
  await bed.start([...heldAt1400, '--house-lots', '40', '--house-levels', '3']);
  store = memoryEventStore({ clock, scheduler });
  engine = build();
  await engine.start();
  await until('a price', () => engine.markets.reference(ids.symbol('SPX')) !== undefined);
});

afterEach(async () => {
  await engine.stop('the test is done');
  await bed.dispose();
});

async function until(what: string, holds: () => boolean): Promise<void> {
  const startedMs = clock.monotonicMs();
  while (!holds()) {
    if (clock.monotonicMs() - startedMs > waitMsMax) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

const view = (orderId: string): OrderView | undefined => engine.queries.getOrder(ids.order(orderId));

/** Waits until the order is like that, or for long enough to be sure; gives it as it is. */
async function when(orderId: string, expected: PlainOrder): Promise<OrderView | undefined> {
  const holds = (): boolean => {
    const row = view(orderId);
    return Object.entries(expected).every(([key, value]) => row?.[key as keyof OrderView] === value);
  };
  await until(orderId, holds).catch(() => undefined);
  return view(orderId);
}

async function order(change: object): Promise<OrderId> {
  const signal = sampleSignal(`s${nextSignal++}`, { orderType: 'limit', timeInForce: 'GTC', ...change });
  const outcome = await engine.intake.submit(signal, { actor: operator.actor }).outcome;
  if (outcome.type !== 'ordered') throw new Error(`the signal came to ${JSON.stringify(outcome)}`);
  return outcome.orderId;
}

describe('a stop order', () => {
  test('rests, takes another stop price, and fills once the market gets there', async () => {
    const orderId = await order({ orderType: 'stop', side: 'sell', stopPrice: '1390' });
    expect(await when(orderId, { status: 'accepted', stopPrice: '1390' })).toMatchObject({
      status: 'accepted',
      stopPrice: '1390',
    });
    const amended = await engine.orders.amend(orderId, { stopPrice: decimal('1395') }, operator);
    expect(amended).toEqual({ ok: true });
    const changed = {
      status: 'accepted',
      stopPrice: '1395',
      clientOrderId: ids.clientOrder(`${orderId}-r1`),
    } as const;
    expect(await when(orderId, changed)).toMatchObject(changed);
    await venue.control.send({ type: 'movePrice', symbol: spx, price: '1396' });
    await engine.settled();
    expect(view(orderId)).toMatchObject({ status: 'accepted', filledQuantity: '0' });
    await venue.control.send({ type: 'movePrice', symbol: spx, price: '1394' });
    expect(await when(orderId, { status: 'filled', filledQuantity: '10' })).toMatchObject({
      status: 'filled',
      filledQuantity: '10',
    });
  });

  test('with a limit rests at its limit when the market has gone past it', async () => {
    const orderId = await order({
      orderType: 'stop_limit',
      side: 'sell',
      stopPrice: '1395',
      limitPrice: '1399',
    });
    expect(await when(orderId, { status: 'accepted' })).toMatchObject({ status: 'accepted' });
    await venue.control.send({ type: 'movePrice', symbol: spx, price: '1394' });
    await engine.settled();
    expect(view(orderId)).toMatchObject({ status: 'accepted', filledQuantity: '0' });
    const refused = await engine.orders.amend(orderId, { stopPrice: decimal('1390') }, operator);
    expect(refused).toEqual({ ok: true });
    // Triggered: it waits for no stop price any more, and the venue says so.
    await until('the refusal', () => view(orderId)?.status === 'accepted');
    await venue.control.send({ type: 'movePrice', symbol: spx, price: '1400' });
    expect(await when(orderId, { status: 'filled', averagePrice: '1399' })).toMatchObject({
      status: 'filled',
      averagePrice: '1399',
    });
  });
});

describe('time in force', () => {
  test('IOC takes what is there and gives the rest back; FOK takes all or nothing', async () => {
    const ioc = await order({ timeInForce: 'IOC', quantity: '100', limitPrice: '1400.25' });
    expect(await when(ioc, { status: 'canceled', filledQuantity: '40' })).toMatchObject({
      status: 'canceled',
      filledQuantity: '40',
    });
    const fok = await order({ timeInForce: 'FOK', quantity: '1000', limitPrice: '1400.25' });
    expect(await when(fok, { status: 'canceled', filledQuantity: '0' })).toMatchObject({
      status: 'canceled',
      filledQuantity: '0',
    });
  });

  test('DAY ends with the day, GTD at its time', async () => {
    const [day, good] = await Promise.all([
      order({ timeInForce: 'DAY', limitPrice: '1390' }),
      order({
        timeInForce: 'GTD',
        limitPrice: '1390',
        goodTill: new Date(Date.now() + 1_500).toISOString(),
      }),
    ]);
    expect(await when(good, { status: 'expired' })).toMatchObject({ status: 'expired' });
    await venue.control.send({ type: 'endDay' });
    expect(await when(day, { status: 'expired' })).toMatchObject({ status: 'expired' });
  });
});

describe('what gets lost', () => {
  test('on the way of a cancel or an amend is found out while the connection stands', async () => {
    const [first, second] = [await order({ limitPrice: '1390' }), await order({ limitPrice: '1390' })];
    await venue.control.configureFaults({ ...noFaults, loseOutcomes: 1 });
    await engine.orders.cancel(first, operator);
    await engine.orders.amend(second, { quantity: decimal('7') }, operator);
    expect(await when(first, { status: 'canceled' })).toMatchObject({ status: 'canceled' });
    const changed = {
      status: 'accepted',
      quantity: '7',
      clientOrderId: ids.clientOrder(`${second}-r1`),
    } as const;
    expect(await when(second, changed)).toMatchObject(changed);
  });

  test('of requests and questions alike is asked again', async () => {
    const [first, second] = [await order({ limitPrice: '1390' }), await order({ limitPrice: '1390' })];
    await venue.control.configureFaults({ ...noFaults, loseRequests: 0.6 });
    await engine.orders.cancel(first, operator);
    await engine.orders.amend(second, { quantity: decimal('7') }, operator);
    expect(await when(first, { status: 'canceled' })).toMatchObject({ status: 'canceled' });
    expect(await when(second, { status: 'accepted', quantity: '7' })).toMatchObject({
      status: 'accepted',
      quantity: '7',
    });
  });

  test('of answers to submissions is found, and nothing is sent twice', async () => {
    await venue.control.configureFaults({ ...noFaults, loseAnswers: 1 });
    const orders = await Promise.all([order({ limitPrice: '1390' }), order({ limitPrice: '1400.25' })]);
    const statuses = ['accepted', 'filled'] as const;
    for (const [index, orderId] of orders.entries()) {
      expect(await when(orderId, { status: statuses[index] ?? 'accepted' })).toMatchObject({
        status: statuses[index] ?? 'accepted',
      });
    }
    const { counts } = await venue.control.send({ type: 'status' });
    expect(counts).toMatchObject({ submissions: 2, repeatedSubmissions: 0 });
  });
});

test('orders of somebody else are adopted, and a restart finds both records alike', async () => {
  const other = await bed.connect();
  const terms = {
    orderId: ids.order('x'),
    account: ids.account('main') as never,
    venue: sim,
    symbol: spx,
    side: 'buy',
    quantity: decimal('30'),
    orderType: 'limit',
    limitPrice: decimal('1400.25'),
    timeInForce: 'GTC',
    reduceOnly: false,
  } as unknown as OrderTerms;
  await other.venue.submit(terms, 'foreign-1' as ClientOrderId, neverAborted);
  expect(await when('foreign-1', { status: 'filled', external: true, filledQuantity: '30' })).toMatchObject({
    status: 'filled',
    external: true,
    filledQuantity: '30',
  });
  const resting = { ...terms, limitPrice: decimal('1390') };
  await other.venue.submit(resting, 'foreign-2' as ClientOrderId, neverAborted);
  expect(await when('foreign-2', { status: 'accepted', external: true })).toMatchObject({
    status: 'accepted',
    external: true,
  });
  const mine = await order({ limitPrice: '1389' });
  await engine.settled();

  await venue.close();
  engine = build();
  await engine.start();
  await until('the report', () => engine.reconciliation.gate(sim) === 'open');
  expect(engine.reconciliation.report(sim)).toMatchObject({
    trigger: 'start',
    ordersCompared: 2,
    differences: [],
    positions: [{ account: ids.account('main'), symbol: ids.symbol('SPX'), ours: '30', venue: '30' }],
    clean: true,
  });
  expect(view(mine)?.status).toBe('accepted');
});
