/** After a rollback of the store the same signals come again: what left before does not leave a second time. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import { memorySubscriptionCheckpoints } from '../../infra/memory/memorySubscriptionCheckpoints.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import type { Acknowledgement, SignalOutcome } from '../signals/signalIntake.ts';
import { VenueCallError } from '../ports.ts';
import { deskScope } from '../../domain/trading/tradingScope.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const origin = { actor: operator.actor };

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

async function send(
  id: string,
  change: Readonly<Record<string, unknown>> = {},
): Promise<[Acknowledgement, SignalOutcome]> {
  const { acknowledged, outcome } = bed.engine.intake.submit(limitSignal(id, change), origin);
  return bed.until(Promise.all([acknowledged, outcome]));
}

async function ordered(id: string, change: Readonly<Record<string, unknown>> = {}): Promise<OrderId> {
  const [, outcome] = await send(id, change);
  if (outcome.type !== 'ordered') throw new Error(`${id} came to ${JSON.stringify(outcome)}`);
  return outcome.orderId;
}

const kinds = (): readonly string[] => bed.engine.alerts.open().map(({ kind }) => kind);
const statusOf = (orderId: OrderId) => bed.engine.queries.getOrder(orderId)?.status;

async function acceptRollback(): Promise<void> {
  expect(kinds()).toContain('store_rolled_back');
  const ids = bed.engine.alerts.open().map(({ alertId }) => alertId);
  await bed.until(bed.engine.alerts.acknowledge(ids, operator));
}

describe('signals that come again after the store was rolled back', () => {
  it('make no second order, whatever became of the first', async () => {
    const { position } = bed.store.head();
    const [working, filled, part, canceled] = [
      await ordered('working'),
      await ordered('filled'),
      await ordered('part'),
      await ordered('canceled'),
    ];
    bed.venue.fill(filled as string as ClientOrderId, decimal('10'));
    bed.venue.fill(part as string as ClientOrderId, decimal('4'));
    await bed.until(bed.engine.orders.cancel(canceled, operator));
    await bed.time.advance(100);
    expect(statusOf(canceled)).toBe('canceled');
    await bed.rollBack(position);
    await bed.time.advance(5_000);
    await acceptRollback();
    const { submissions } = bed.venue;
    const before = [...submissions];
    for (const [id, orderId, status] of [
      ['working', working, 'accepted'],
      ['filled', filled, 'filled'],
      ['part', part, 'partially_filled'],
    ] as const) {
      expect(await send(id)).toEqual([
        { type: 'duplicate', signalId: id },
        { type: 'ordered', orderId, status },
      ]);
    }
    const [acknowledged, outcome] = await send('canceled');
    expect(acknowledged).toMatchObject({ type: 'acknowledged', orderId: canceled });
    expect(outcome).toMatchObject({ type: 'ordered', orderId: canceled });
    await bed.time.advance(5_000);
    expect(statusOf(canceled)).toBe('canceled');
    expect(submissions).toEqual(before);
    await ordered('new');
    expect(submissions).toHaveLength(before.length + 1);
    // Also in a later run, which finds no alert open.
    await bed.rollBack(bed.store.head().position);
    bed.venue.behaviour = 'rest';
    expect(await ordered('canceled')).toBe(canceled);
    expect(submissions).toHaveLength(before.length + 1);
  });

  it('are not sent while the venue does not say whether it has them', async () => {
    const { position } = bed.store.head();
    const canceled = await ordered('canceled');
    await ordered('working');
    await bed.until(bed.engine.orders.cancel(canceled, operator));
    await bed.rollBack(position);
    await bed.time.advance(5_000);
    await acceptRollback();
    bed.venue.answers = false;
    const { outcome } = bed.engine.intake.submit(limitSignal('canceled'), origin);
    await bed.time.advance(60_000);
    expect(await outcome).toMatchObject({ type: 'denied', reasons: [{ code: 'venue_no_answer' }] });
    expect(bed.venue.submissions).toHaveLength(2);
  });

  it('are taken over from the venue where they come before its record was compared', async () => {
    const { position } = bed.store.head();
    const orderId = await ordered('working');
    bed.venue.answers = false;
    await bed.rollBack(position);
    const { outcome } = bed.engine.intake.submit(limitSignal('working'), origin);
    await bed.time.advance(1_000);
    expect(statusOf(orderId)).toBe('created');
    bed.venue.answers = true;
    await bed.time.advance(20_000);
    expect(await outcome).toMatchObject({ type: 'ordered', orderId });
    expect(statusOf(orderId)).toBe('accepted');
    expect(bed.venue.submissions).toHaveLength(1);
    expect(kinds()).toContain('store_rolled_back');
  });

  it('have their fills also where the venue says only later what it has', async () => {
    const orderId = await ordered('filled');
    const created = (await bed.events()).find(({ type }) => type === 'OrderCreated');
    bed.venue.fill(orderId as string as ClientOrderId, decimal('10'));
    await bed.time.advance(100);
    await bed.time.advance(120_000);
    bed.venue.fill((await ordered('later')) as string as ClientOrderId, decimal('10'));
    await bed.time.advance(100);
    const queryOrder = bed.venue.queryOrder.bind(bed.venue);
    vi.spyOn(bed.venue, 'queryOrder').mockImplementation(async (asked) => {
      if ((asked as string) === orderId) throw new VenueCallError('timeout', true, 'no answer');
      return queryOrder(asked);
    });
    await bed.rollBack(created!.position);
    await bed.time.advance(5_000);
    vi.mocked(bed.venue.queryOrder).mockRestore();
    await bed.time.advance(60_000);
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ status: 'filled', filledQuantity: '10' });
    expect(kinds()).toContain('store_rolled_back');
  });

  it('come to life where they were denied before the venue could be asked', async () => {
    const { position } = bed.store.head();
    const orderId = await ordered('working');
    bed.venue.fill(orderId as string as ClientOrderId, decimal('4'));
    bed.venue.answers = false;
    await bed.rollBack(position);
    const { outcome } = bed.engine.intake.submit(limitSignal('working'), origin);
    await bed.time.advance(25_000);
    expect(await outcome).toMatchObject({ type: 'denied', orderId });
    bed.venue.answers = true;
    await bed.time.advance(60_000);
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject({
      status: 'partially_filled',
      filledQuantity: '4',
      clientOrderId: orderId,
    });
    expect(kinds()).toContain('store_rolled_back');
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.time.advance(100);
    expect(statusOf(orderId)).toBe('canceled');
  });
});

it('an order that was amended before is amended again under an id that its venue has not seen', async () => {
  const orderId = await ordered('working');
  const { position } = bed.store.head();
  for (const quantity of ['9', '8']) {
    await bed.until(bed.engine.orders.amend(orderId, { quantity: decimal(quantity) }, operator));
    await bed.time.advance(100);
  }
  // It answers to every id that the order ever had.
  vi.spyOn(bed.venue, 'queryOrder').mockImplementation(async () => bed.venue.records[0]);
  await bed.rollBack(position);
  await bed.time.advance(5_000);
  const before = (await bed.events()).length;
  await bed.until(bed.engine.orders.amend(orderId, { quantity: decimal('7') }, operator));
  await bed.time.advance(100);
  const asked = (await bed.events()).slice(before).find(({ type }) => type === 'OrderReplaceRequested');
  expect(asked?.data).toMatchObject({ clientOrderId: `${orderId}-r3` });
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ status: 'accepted', quantity: '7' });
});

it('a signal that was left without an outcome is judged once its market has a price', async () => {
  bed.venue.behaviour = 'not_sent';
  await send('left');
  const received = (await bed.events()).find(({ type }) => type === 'SignalReceived');
  bed.venue.behaviour = 'rest';
  await bed.rollBack(received!.position);
  await bed.time.advance(1_000);
  expect((await bed.events()).map(({ type }) => type)).toContain('OrderAccepted');
  expect(bed.venue.submissions).toHaveLength(1);
});

describe('the exits of a bracket', () => {
  it('go on protecting their entry, and are not made a second time', async () => {
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    const fill = (await bed.events()).find(({ type }) => type === 'OrderFilled');
    expect(bed.venue.submissions).toEqual([entry, `${entry}-sl`, `${entry}-tp`]);
    await bed.rollBack(fill!.position);
    await bed.time.advance(10_000);
    await acceptRollback();
    await bed.time.advance(10_000);
    expect(bed.venue.submissions).toHaveLength(3);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
    const profit = `${entry}-tp` as OrderId;
    expect(bed.engine.queries.getOrder(profit)).toMatchObject({ parentOrderId: entry, status: 'accepted' });
    bed.venue.fill(profit as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    expect(statusOf(`${entry}-sl` as OrderId)).toBe('canceled');
  });

  it('are exits of their entry again also where both were lost, whichever the venue speaks of first', async () => {
    const { position } = bed.store.head();
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('4'));
    await bed.time.advance(5_000);
    await bed.rollBack(position);
    await bed.time.advance(10_000);
    await acceptRollback();
    const { queries, brackets } = bed.engine;
    expect(queries.getOrder(entry)).toMatchObject({ takeProfit: '1500', stopLoss: '1300' });
    for (const role of ['sl', 'tp']) {
      const exit = queries.getOrder(`${entry}-${role}` as OrderId);
      expect(exit).toMatchObject({ parentOrderId: entry, status: 'accepted', quantity: '4' });
    }
    // What the entry fills from now on is protected, too.
    bed.venue.fill(entry as string as ClientOrderId, decimal('6'));
    await bed.time.advance(5_000);
    expect(brackets.unprotected()).toEqual([]);
    expect(queries.getOrder(`${entry}-sl` as OrderId)).toMatchObject({ quantity: '10' });
    expect(bed.venue.submissions).toHaveLength(3);
  });

  it('are made anew for an entry of which one was canceled at the venue meanwhile', async () => {
    const { position } = bed.store.head();
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    bed.venue.end(`${entry}-sl` as ClientOrderId, 'canceled');
    await bed.rollBack(position);
    await bed.time.advance(10_000);
    await acceptRollback();
    await bed.time.advance(10_000);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
    expect(statusOf(`${entry}-sl` as OrderId)).toBe('canceled');
    expect(statusOf(`${entry}-sl2` as OrderId)).toBe('accepted');
  });

  it('are made anew where the last one was canceled and one before it is not known any more', async () => {
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    const { position } = bed.store.head();
    const exit = (number: string) => `${entry}-sl${number}` as OrderId;
    for (const number of ['', '2']) {
      await bed.until(bed.engine.orders.cancel(exit(number), operator));
      await bed.time.advance(5_000);
    }
    expect(statusOf(exit('3'))).toBe('accepted');
    await bed.rollBack(position);
    await bed.time.advance(10_000);
    expect(statusOf(exit('2'))).toBeUndefined();
    await acceptRollback();
    await bed.until(bed.engine.orders.cancel(exit('3'), operator));
    await bed.time.advance(5_000);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
    expect(statusOf(exit('4'))).toBe('accepted');
    expect((await bed.venue.listOpenOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual([
      `${entry}-tp`,
      exit('4'),
    ]);
  });

  it('that both filled raise the alert again, also where one before them is not known any more', async () => {
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    const { position } = bed.store.head();
    await bed.until(bed.engine.orders.cancel(`${entry}-tp` as OrderId, operator));
    await bed.time.advance(5_000);
    for (const exit of ['tp2', 'sl']) bed.venue.fill(`${entry}-${exit}` as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    expect(kinds()).toContain('bracket_over_closed');
    await bed.rollBack(position);
    await bed.time.advance(10_000);
    expect(statusOf(`${entry}-tp2` as OrderId)).toBe('filled');
    expect(kinds()).toContain('bracket_over_closed');
  });

  it('that both filled raise it also where the venue tells of one once the other has ended its bracket', async () => {
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    const fill = (await bed.events()).find(({ type }) => type === 'OrderFilled');
    await bed.until(bed.engine.orders.cancel(`${entry}-tp` as OrderId, operator));
    await bed.time.advance(5_000);
    for (const exit of ['tp2', 'sl']) bed.venue.fill(`${entry}-${exit}` as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    const executions = bed.venue.executions.bind(bed.venue);
    const partly = vi
      .spyOn(bed.venue, 'executions')
      .mockImplementation(async (filter, signal) =>
        (await executions(filter, signal)).filter(({ clientOrderId }) => clientOrderId !== `${entry}-sl`),
      );
    await bed.rollBack(fill!.position);
    await bed.time.advance(10_000);
    const exits = (...roles: readonly string[]) =>
      roles.map((role) => statusOf(`${entry}-${role}` as OrderId));
    expect(exits('tp', 'tp2', 'sl')).toEqual([undefined, 'filled', undefined]);
    expect(kinds()).not.toContain('bracket_over_closed');
    partly.mockRestore();
    await bed.time.advance(120_000);
    expect(exits('tp', 'tp2', 'sl')).toEqual([undefined, 'filled', 'filled']);
    expect(kinds()).toContain('bracket_over_closed');
  });

  it('stay at the venue where the signal came again before its fills are known', async () => {
    const { position } = bed.store.head();
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    const queryOrder = bed.venue.queryOrder.bind(bed.venue);
    vi.spyOn(bed.venue, 'queryOrder').mockImplementation(async (asked) => {
      if ((asked as string) === entry) throw new VenueCallError('timeout', true, 'no answer');
      return queryOrder(asked);
    });
    await bed.rollBack(position);
    const { outcome } = bed.engine.intake.submit(
      limitSignal('entry', { takeProfit: '1500', stopLoss: '1300' }),
      origin,
    );
    await bed.time.advance(20_000);
    expect(await outcome).toMatchObject({ orderId: entry });
    expect(bed.venue.requested).toEqual([]);
    expect(kinds()).not.toContain('bracket_over_closed');
    vi.mocked(bed.venue.queryOrder).mockRestore();
    await bed.time.advance(60_000);
    await acceptRollback();
    await bed.time.advance(5_000);
    expect(bed.engine.queries.getOrder(entry)).toMatchObject({ filledQuantity: '10' });
    expect(bed.engine.brackets.unprotected()).toEqual([]);
    expect(bed.venue.requested).toEqual([]);
    // The one that protects ends with the other one's fill, and nothing is left.
    bed.venue.fill(`${entry}-sl` as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    expect(statusOf(`${entry}-tp` as OrderId)).toBe('canceled');
  });

  it('are exits of their entry also where its signal came again and was denied while the venue was asked', async () => {
    const { position } = bed.store.head();
    const levels = { takeProfit: '1500', stopLoss: '1300' };
    const entry = await ordered('entry', levels);
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    bed.venue.fill(`${entry}-sl` as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    // Something is left to close that is not the bracket's.
    const more = await ordered('more');
    bed.venue.fill(more as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    let denied: Promise<SignalOutcome> | undefined;
    const queryOrder = bed.venue.queryOrder.bind(bed.venue);
    vi.spyOn(bed.venue, 'queryOrder').mockImplementation(async (asked) => {
      const record = await queryOrder(asked);
      if (asked !== `${entry}-sl` || record === undefined) return record;
      denied ??= bed.engine.intake.submit(limitSignal('entry', levels), origin).outcome;
      await denied;
      // A stop that was triggered waits for no price any more.
      const { stopPrice: _triggered, ...rest } = record;
      return rest;
    });
    await bed.rollBack(position);
    await bed.time.advance(60_000);
    expect(await denied).toMatchObject({ type: 'denied', orderId: entry });
    await acceptRollback();
    await bed.time.advance(60_000);
    const { queries, brackets } = bed.engine;
    expect(queries.getOrder(entry)).toMatchObject({ ...levels, filledQuantity: '10' });
    expect(queries.getOrder(`${entry}-sl` as OrderId)).toMatchObject({
      parentOrderId: entry,
      signalId: 'entry',
      strategy: 'manual',
      filledQuantity: '10',
    });
    expect(brackets.unprotected()).toEqual([]);
    expect(bed.venue.submissions).toEqual([entry, `${entry}-sl`, `${entry}-tp`, more]);
  });

  it('and the fill of their entry are taken in at the first comparison, also where its signal is denied meanwhile', async () => {
    const { position } = bed.store.head();
    const levels = { takeProfit: '1500', stopLoss: '1300' };
    const entry = await ordered('entry', levels);
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    let denied: Promise<SignalOutcome> | undefined;
    const queryOrder = bed.venue.queryOrder.bind(bed.venue);
    vi.spyOn(bed.venue, 'queryOrder').mockImplementation(async (asked) => {
      const record = await queryOrder(asked);
      if (asked === `${entry}-sl`) {
        denied ??= bed.engine.intake.submit(limitSignal('entry', levels), origin).outcome;
        await denied;
      }
      return record;
    });
    await bed.rollBack(position);
    await bed.time.advance(20_000);
    expect(await denied).toMatchObject({ type: 'denied', orderId: entry });
    expect(bed.engine.queries.getOrder(entry)).toMatchObject({ filledQuantity: '10' });
  });

  it('end with the position also where the entry was lost too', async () => {
    const { position } = bed.store.head();
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    await bed.rollBack(position);
    await bed.time.advance(10_000);
    await acceptRollback();
    bed.venue.fill(`${entry}-tp` as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    expect(statusOf(`${entry}-sl` as OrderId)).toBe('canceled');
    expect(bed.venue.submissions).toHaveLength(3);
  });
});

describe('a bracket that is filled while orders are held', () => {
  it('gets no exit, which an alert says with the cause, and its exits at once when the last hold is acknowledged', async () => {
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    const { position } = bed.store.head();
    await ordered('lost');
    await bed.rollBack(position);
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.time.advance(60_000);
    expect(bed.venue.submissions).toHaveLength(2);
    const unprotected = bed.engine.alerts.open().filter(({ kind }) => kind === 'unprotected');
    expect(unprotected).toMatchObject([{ orderId: entry, holdsOrders: false }]);
    expect(unprotected[0]?.message).toMatch(/^10 of SPX in main .* without a stop-loss: orders are held: /);
    const holds = bed.engine.alerts.open().filter(({ holdsOrders }) => holdsOrders);
    expect(holds.length).toBeGreaterThan(0);
    for (const { alertId } of holds) {
      expect(bed.venue.submissions).toHaveLength(2);
      await bed.until(bed.engine.alerts.acknowledge([alertId], operator));
    }
    await bed.time.advance(50);
    expect(bed.venue.submissions.slice(2)).toEqual([`${entry}-sl`, `${entry}-tp`]);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
  });

  it('keeps what protects the rest of it, and a fill of one exit shrinks the other meanwhile', async () => {
    const entry = await ordered('entry', { takeProfit: '1500', stopLoss: '1300' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('6'));
    await bed.time.advance(5_000);
    const { position } = bed.store.head();
    await ordered('lost');
    await bed.rollBack(position);
    await bed.time.advance(5_000);
    bed.venue.fill(`${entry}-tp` as ClientOrderId, decimal('2'));
    await bed.time.advance(5_000);
    const exit = (role: string) => bed.engine.queries.getOrder(`${entry}-${role}` as OrderId);
    expect(exit('sl')).toMatchObject({ quantity: '4', status: 'accepted' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('4'));
    await bed.time.advance(5_000);
    expect(exit('sl')).toMatchObject({ quantity: '4', status: 'accepted' });
    expect(kinds()).toContain('unprotected');
    await acceptRollback();
    await bed.time.advance(50);
    expect(exit('sl')).toMatchObject({ quantity: '8' });
  });
});

it('a reduce-only order that was lost is held to what is left to close, as it was before', async () => {
  const bought = await ordered('bought');
  bed.venue.fill(bought as string as ClientOrderId, decimal('10'));
  await bed.time.advance(100);
  const { position } = bed.store.head();
  const closing = await ordered('closing', { side: 'sell', limitPrice: '1450', reduceOnly: true });
  await bed.rollBack(position);
  await bed.time.advance(5_000);
  await acceptRollback();
  expect(bed.engine.queries.getOrder(closing)).toMatchObject({ reduceOnly: true, status: 'accepted' });
  await ordered('sold', { side: 'sell', quantity: '7' });
  bed.venue.fill(bed.venue.submissions.at(-1)!, decimal('7'));
  await bed.time.advance(5_000);
  expect(bed.engine.queries.getOrder(closing)).toMatchObject({ quantity: '3', status: 'accepted' });
});

describe('an alert that was lost with its events', () => {
  async function overfilled(): Promise<{ readonly alertId: string; readonly fill: number }> {
    const orderId = await ordered('overfilled');
    const executionId = bed.venue.fill(orderId as string as ClientOrderId, decimal('12'));
    await bed.time.advance(5_000);
    const fill = (await bed.events()).find(({ type }) => type === 'OrderFilled');
    return { alertId: `overfill:order-${orderId}:${executionId}`, fill: fill!.position };
  }
  const openIds = () => bed.engine.alerts.open().map(({ alertId }) => alertId);

  it.each([
    ['its cause is still there', 0],
    ['its cause was lost too', -1],
  ])('is raised again where %s', async (_what, before) => {
    const checkpoints = memorySubscriptionCheckpoints();
    bed = await TradingBed.open({}, undefined, { subscriptionCheckpoints: checkpoints });
    bed.venue.behaviour = 'rest';
    const { alertId, fill } = await overfilled();
    expect(openIds()).toContain(alertId);
    await bed.rollBack(fill + before);
    await bed.time.advance(10_000);
    expect(openIds()).toContain(alertId);
    // It is one alert, also when the engine dies at once and the store has grown beyond what was seen.
    await bed.restart();
    await bed.time.advance(10_000);
    expect(openIds().filter((id) => id === alertId)).toHaveLength(1);
  });
});

describe('an order whose intent was lost', () => {
  async function rollBackToCreation(orderId: OrderId): Promise<void> {
    const created = (await bed.events()).find(
      ({ type, streamId }) => type === 'OrderCreated' && streamId === `order-${orderId}`,
    );
    await bed.rollBack(created!.position);
  }

  /** The engine knows of a rollback, as after one that it finds at its start. */
  beforeEach(async () => {
    const { position } = bed.store.head();
    await ordered('before');
    await bed.rollBack(position);
    await bed.time.advance(5_000);
    await acceptRollback();
    bed.venue.behaviour = 'rest';
  });

  const typesOf = async (orderId: OrderId) =>
    (await bed.events()).filter(({ streamId }) => streamId === `order-${orderId}`).map(({ type }) => type);

  it('is not said to be never sent, and goes on as the venue has it', async () => {
    const orderId = await ordered('working');
    bed.venue.fill(orderId as string as ClientOrderId, decimal('4'));
    await bed.time.advance(100);
    bed.venue.answers = false;
    await rollBackToCreation(orderId);
    await bed.time.advance(5_000);
    expect(statusOf(orderId)).toBe('in_doubt');
    bed.venue.answers = true;
    await bed.time.advance(60_000);
    expect(await typesOf(orderId)).not.toContain('OrderDenied');
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject({
      status: 'partially_filled',
      filledQuantity: '4',
    });
    expect(bed.venue.submissions).toHaveLength(2);
  });

  it('ends once its venue has proven that it never came', async () => {
    bed.venue.behaviour = 'lose_request';
    const { outcome } = bed.engine.intake.submit(limitSignal('lost'), origin);
    await bed.time.advance(1_000);
    void outcome;
    const created = (await bed.events()).findLast(({ type }) => type === 'OrderCreated');
    const orderId = created!.streamId.replace('order-', '') as OrderId;
    await rollBackToCreation(orderId);
    await bed.time.advance(60_000);
    expect(statusOf(orderId)).toBe('rejected');
    expect(bed.venue.submissions).toHaveLength(1);
  });
});

it('a kill switch goes on closing positions under ids that it has not used before', async () => {
  const entry = await ordered('entry');
  bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
  await bed.time.advance(100);
  const { position } = bed.store.head();
  const killed = await bed.until(bed.engine.trading.kill(deskScope, { flatten: true }, operator));
  if (!killed.ok) throw new Error(killed.error.message);
  const first = `${killed.value.killId}-f1` as OrderId;
  await bed.time.advance(3_000);
  expect(bed.venue.submissions).toEqual([entry, first]);
  bed.venue.fill(first as string as ClientOrderId, decimal('4'));
  await bed.until(bed.engine.orders.cancel(first, operator));
  await bed.time.advance(100);
  expect(statusOf(first)).toBe('canceled');
  const before = (await bed.events()).find(({ type }) => type === 'KillSwitchFlattening');
  expect(before!.position).toBeGreaterThan(position);
  await bed.rollBack(before!.position - 1);
  bed.venue.behaviour = 'fill';
  await bed.reaches('flat');
  const second = bed.venue.submissions[2]! as string as OrderId;
  expect(bed.venue.submissions).toEqual([entry, first, second]);
  // Far from what the lost part of the record may have used: that may reach the venue still.
  expect(Number(second.replace(`${killed.value.killId}-f`, ''))).toBeGreaterThan(1_000);
  expect(
    bed
      .ledger()
      .rows.filter(({ flattens }) => flattens)
      .map(({ state }) => state),
  ).toEqual(['filled']);
  expect(bed.engine.queries.getOrder(second)?.filledQuantity).toBe('6');
});
