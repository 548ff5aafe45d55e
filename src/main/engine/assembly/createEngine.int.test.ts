/** The whole engine in simulated time on the memory store and a scripted venue. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor, ClientOrderId, OrderId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { defaultConfiguration } from '../configuration.ts';
import { createEngine } from './createEngine.ts';
import type { SignalOutcome, Submission } from '../signals/signalIntake.ts';
import type { Engine } from './engine.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { countedIds } from '../events/testing/countedIds.ts';
import type { IdSource } from '../ports.ts';
import type { OrderViewStore } from '../readmodel/orderViewStore.ts';
import { readerOn } from '../queries/testing/readerOn.ts';
import { ordersProjection } from '../readmodel/ordersProjection.ts';

const spx = 'SPX' as Ticker;
const operator = { actor: 'operator:ak' as Actor, reason: 'test' };
const origin = { actor: 'operator:ak' as Actor };
const start = parseInstant('2026-11-23T10:00:00Z')!;

let time: SimulatedTime;
let venue: ScriptedVenue;
let store: EventStore;
let engine: Engine;
let ids: IdSource;

function build(orderViews: OrderViewStore = memoryOrderViewStore()): Engine {
  return createEngine({
    configuration: defaultConfiguration(),
    clock: time,
    scheduler: time,
    ids,
    random: { next: () => 0.5 },
    logger: { log: () => undefined },
    store,
    reader: readerOn(store, { clock: time, scheduler: time }, orderViews),
    venues: [venue],
    host: { name: 'test', version: '0', processId: 1 },
  });
}

/** Runs simulated time until the promise is done. */
async function until<T>(promise: Promise<T>): Promise<T> {
  const seen = { done: false };
  void promise.then(() => (seen.done = true));
  for (let i = 0; i < 200 && !seen.done; i++) await time.advance(100);
  if (!seen.done) throw new Error('not done after 20 simulated seconds');
  return promise;
}

async function orderedId(submission: Submission): Promise<OrderId> {
  const outcome = await until(submission.outcome);
  if (outcome.type !== 'ordered') throw new Error(`outcome ${JSON.stringify(outcome)}`);
  return outcome.orderId;
}

async function eventsOf(orderId: OrderId): Promise<string[]> {
  return (await engine.queries.getOrderEvents(orderId)).map((event) => event.type);
}

async function allEvents(): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.readAll({ afterPosition: 0 })) events.push(event);
  return events;
}

beforeEach(async () => {
  ids = countedIds();
  time = new SimulatedTime(start);
  store = memoryEventStore({ clock: time, scheduler: time });
  venue = new ScriptedVenue('sim' as VenueId, time, decimal('1400'));
  engine = build();
  await until(engine.start());
  venue.quote(spx, decimal('1400'));
});

describe('a signal', () => {
  test('goes through every stage to a fill, with the intent on disk before the venue is called', async () => {
    const submission = engine.intake.submit(limitSignal('a'), origin);
    expect(await until(submission.acknowledged)).toMatchObject({ type: 'acknowledged', signalId: 'a' });
    const orderId = await orderedId(submission);
    await until(engine.settled());
    expect(await eventsOf(orderId)).toEqual([
      'SignalReceived',
      'OrderCreated',
      'OrderSubmitting',
      'OrderAccepted',
      'OrderFilled',
    ]);
    expect(engine.queries.getOrder(orderId)).toMatchObject({
      status: 'filled',
      filledQuantity: '10',
      averagePrice: '1400',
      filledNotional: '14000',
      venueOrderId: 'v1',
    });
    expect(engine.pipeline.metrics().stages.map(({ stage, processed }) => [stage, processed])).toEqual([
      ['Validation', 1],
      ['RiskAssessment', 1],
      ['Creation', 1],
      ['Execution', 1],
      ['PostProcessing', 1],
    ]);
  });

  test('with the same id gets the first outcome and makes no second order', async () => {
    const first = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    const again = engine.intake.submit(limitSignal('a', { note: 'again' }), origin);
    expect(await until(again.acknowledged)).toEqual({ type: 'duplicate', signalId: 'a' });
    expect(await until(again.outcome)).toMatchObject({ type: 'ordered', orderId: first });
    expect(venue.submissions).toHaveLength(1);
  });

  test.each(['at once', 'later'])(
    'with a used id and another side, %s, has the answer of the first, and what differs is on record',
    async (when) => {
      const taken = engine.intake.submit(limitSignal('a'), origin);
      if (when === 'later') await orderedId(taken);
      const sell = () => engine.intake.submit(limitSignal('a', { side: 'sell' }), origin);
      const answers = [
        sell(),
        sell(),
        engine.intake.submit(limitSignal('a', { quantity: 'ten' }), origin),
        engine.intake.submit(limitSignal('a'), origin),
      ];
      const orderId = await orderedId(taken);
      for (const { acknowledged, outcome } of answers) {
        expect(await until(acknowledged)).toMatchObject({ type: 'duplicate', signalId: 'a' });
        expect(await until(outcome)).toMatchObject({ orderId });
      }
      const rejections = (await allEvents()).filter(({ type }) => type === 'SignalRejected');
      expect(rejections.map(({ data }) => data)).toMatchObject([
        { reasons: [{ code: 'id_used_with_other_content', actual: 'side sell', expected: 'side buy' }] },
        { reasons: [{ code: 'decimal_malformed' }] },
      ]);
      expect(venue.submissions).toHaveLength(1);
    },
  );

  test('with the same id at the same moment is one order', async () => {
    const twins = [
      engine.intake.submit(limitSignal('a'), origin),
      engine.intake.submit(limitSignal('a'), origin),
    ];
    const outcomes = await Promise.all(twins.map((twin) => until(twin.outcome)));
    expect(outcomes[0]).toMatchObject({ type: 'ordered' });
    expect(venue.submissions).toHaveLength(1);
    expect((await engine.queries.getOrderHistory({})).total).toBe(1);
  });

  test('that is malformed is refused with every reason, durably, and its id is taken', async () => {
    const bad = limitSignal('bad', { side: 'up', quantity: '1e-400' });
    const acknowledged = await until(engine.intake.submit(bad, origin).acknowledged);
    expect(acknowledged).toMatchObject({ type: 'refused', signalId: 'bad', code: 'side_unknown' });
    const again = engine.intake.submit(limitSignal('bad'), origin);
    expect(await until(again.acknowledged)).toEqual({ type: 'duplicate', signalId: 'bad' });
    const outcome = await until(again.outcome);
    expect(outcome.type === 'rejected' && outcome.reasons.map((reason) => reason.code)).toEqual([
      'side_unknown',
      'decimal_malformed',
    ]);
  });

  test('that breaks a rule is kept with the signal and every reason', async () => {
    const acknowledged = engine.intake.submit(
      limitSignal('z', { quantity: '0', confidence: '0.01' }),
      origin,
    ).acknowledged;
    expect(await until(acknowledged)).toMatchObject({ type: 'refused', code: 'confidence_too_low' });
    const kept = (await allEvents()).filter((event) => event.streamId === 'signal-z');
    expect(kept.map((event) => event.type)).toEqual(['SignalReceived', 'SignalRejected']);
  });

  test('that risk denies leaves an order in state denied with its decision record', async () => {
    const outcome = await until(
      engine.intake.submit(limitSignal('r', { limitPrice: '1500' }), origin).outcome,
    );
    expect(outcome).toMatchObject({ type: 'denied', reasons: [{ code: 'price_collar' }] });
    const [row] = (await engine.queries.getOrderHistory({})).rows;
    expect(row).toMatchObject({ status: 'denied', reasonCode: 'price_collar', filledQuantity: '0' });
    expect(venue.submissions).toHaveLength(0);
  });

  test('finds room counted for orders decided at the same moment', async () => {
    venue.behaviour = 'rest';
    const many = Array.from({ length: 12 }, (_unused, i) =>
      engine.intake.submit(limitSignal(`p${i}`, { quantity: '10000' }), origin),
    );
    const outcomes = await Promise.all(many.map((one) => until(one.outcome)));
    expect(outcomes.map((outcome) => outcome.type)).toEqual([
      ...Array.from({ length: 10 }, () => 'ordered'),
      'denied',
      'denied',
    ]);
  });

  test('is told busy when the intake is full, and is not taken', async () => {
    const full = { ...defaultConfiguration(), intakeQueueDepthMax: 1 };
    const empty = memoryEventStore({ clock: time, scheduler: time });
    const small = createEngine({
      configuration: full,
      clock: time,
      scheduler: time,
      ids,
      random: { next: () => 0.5 },
      logger: { log: () => undefined },
      store: empty,
      reader: readerOn(empty, { clock: time, scheduler: time }),
      venues: [new ScriptedVenue('sim' as VenueId, time, decimal('1400'))],
      host: { name: 'test', version: '0', processId: 1 },
    });
    await until(small.start());
    small.intake.submit(limitSignal('a'), origin);
    const second = small.intake.submit(limitSignal('b'), origin);
    expect(await until(second.acknowledged)).toEqual({ type: 'busy', retryAfterMs: 50 });
    expect(await until(second.outcome)).toEqual({ type: 'not_taken' });
    // What is refused is written too, and takes part in the bound.
    void small.intake.submit(limitSignal('c', { quantity: '0' }), origin);
    expect(small.intake.isFullFor(undefined)).toBe(true);
    const raw = { excerpt: '{', bytes: 1, sha256: 'a'.repeat(64) };
    const unreadable = small.intake.refuseUnreadable({ code: 'json_malformed', message: 'm' }, raw, origin);
    expect(await until(unreadable)).toEqual({ type: 'busy', retryAfterMs: 50 });
    await time.advance(1_000);
    expect(small.intake.isFullFor(undefined)).toBe(false);
  });
});

describe('an outcome', () => {
  test('is told once the event that it follows from is on disk', async () => {
    venue.behaviour = 'reject';
    const { outcome } = engine.intake.submit(limitSignal('a'), origin);
    const onDisk = outcome.then(() => store.health().pendingAppends);
    expect(await until(onDisk)).toBe(0);
    const twice = await until(engine.intake.submit(limitSignal('a'), origin).outcome);
    expect(twice).toMatchObject({ type: 'ordered', status: 'rejected' });
  });
});

describe('the venue', () => {
  test('that rejects leaves the order rejected with its reason', async () => {
    venue.behaviour = 'reject';
    const outcome = await until(engine.intake.submit(limitSignal('a'), origin).outcome);
    expect(outcome).toMatchObject({ type: 'ordered', status: 'rejected' });
  });

  test('that never got the call leaves the order denied', async () => {
    venue.behaviour = 'not_sent';
    const outcome = await until(engine.intake.submit(limitSignal('a'), origin).outcome);
    expect(outcome).toMatchObject({ type: 'denied', reasons: [{ code: 'venue_not_connected' }] });
  });

  test('whose answer is lost leaves the order in doubt, settled by its record, never sent again', async () => {
    venue.behaviour = 'lose_answer';
    const submission = engine.intake.submit(limitSignal('a'), origin);
    await time.advance(5_000);
    const orderId = await orderedId(submission);
    await until(engine.settled());
    expect(await eventsOf(orderId)).toEqual([
      'SignalReceived',
      'OrderCreated',
      'OrderSubmitting',
      'OrderInDoubt',
      'OrderAccepted',
    ]);
    expect(engine.queries.getOrder(orderId)?.status).toBe('accepted');
    expect(venue.submissions).toHaveLength(1);
  });

  test('that never received the order is asked three times before the order is settled', async () => {
    venue.behaviour = 'lose_request';
    const submission = engine.intake.submit(limitSignal('a'), origin);
    await time.advance(5_000);
    const orderId = await orderedId(submission);
    expect(engine.queries.getOrder(orderId)?.status).toBe('in_doubt');
    await until(engine.settled());
    expect(engine.queries.getOrder(orderId)).toMatchObject({
      status: 'rejected',
      reasonCode: 'never_received',
    });
    expect(venue.submissions).toHaveLength(0);
  });

  test('counts a repeated execution once', async () => {
    venue.behaviour = 'rest';
    const orderId = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    const execution = venue.fill(orderId as string as ClientOrderId, decimal('4'));
    venue.repeat(execution);
    await until(engine.settled());
    expect(engine.queries.getOrder(orderId)).toMatchObject({
      status: 'partially_filled',
      filledQuantity: '4',
      executions: 1,
    });
  });
});

describe('an operator', () => {
  test('cancels a working order', async () => {
    venue.behaviour = 'rest';
    const orderId = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    expect(await until(engine.orders.cancel(orderId, operator))).toEqual({ ok: true });
    await until(engine.settled());
    expect(engine.queries.getOrder(orderId)).toMatchObject({ status: 'canceled', leavesQuantity: '0' });
    const requested = (await allEvents()).find((event) => event.type === 'OrderCancelRequested');
    expect(requested).toMatchObject({ actor: 'operator:ak', data: { reason: 'test' } });
  });

  test('is told why an order cannot be canceled', async () => {
    const orderId = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    await until(engine.settled());
    const refused = await until(engine.orders.cancel(orderId, operator));
    expect(refused).toMatchObject({ ok: false, error: { code: 'illegal_transition', actual: 'filled' } });
    const unknown = await until(engine.orders.cancel('nope' as OrderId, operator));
    expect(unknown).toMatchObject({ ok: false, error: { code: 'order_unknown' } });
  });

  test('amends a working order', async () => {
    venue.behaviour = 'rest';
    const orderId = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    const change = { quantity: decimal('6'), limitPrice: decimal('1399.75') };
    expect(await until(engine.orders.amend(orderId, change, operator))).toEqual({ ok: true });
    await until(engine.settled());
    expect(engine.queries.getOrder(orderId)).toMatchObject({
      status: 'accepted',
      quantity: '6',
      limitPrice: '1399.75',
      clientOrderId: `${orderId}-r1`,
    });
  });

  test('trips the breaker: the next order is refused with the reason; reset, one passes', async () => {
    const guard = engine.guards.get('sim' as VenueId)!;
    await until(guard.control.trip({ ...operator, reason: 'odd prices' }));
    const refused = await until(engine.intake.submit(limitSignal('a'), origin).outcome);
    expect(refused).toMatchObject({ type: 'denied', reasons: [{ code: 'breaker_open' }] });
    expect(JSON.stringify(refused)).toContain('odd prices');
    await until(guard.control.reset({ ...operator, reason: 'prices are fine' }));
    const passed = await until(engine.intake.submit(limitSignal('b'), origin).outcome);
    expect(passed).toMatchObject({ type: 'ordered' });
    const changes = (await allEvents()).filter((event) => event.type === 'BreakerStateChanged');
    expect(changes.map((event) => [event.actor, event.data])).toEqual([
      ['operator:ak', expect.objectContaining({ to: 'open' })],
      ['operator:ak', expect.objectContaining({ to: 'closed' })],
    ]);
  });
});

describe('a bracket', () => {
  const exits = async (orderId: OrderId) =>
    (await engine.queries.getOrderHistory({ sort: [{ field: 'createdAt', descending: false }] })).rows
      .filter((row) => row.parentOrderId === orderId)
      .map(({ role, side, orderType, quantity, status }) =>
        [role, side, orderType, quantity, status].join(' '),
      );

  async function entry(): Promise<OrderId> {
    venue.behaviour = 'rest';
    const orderId = await orderedId(
      engine.intake.submit(limitSignal('b', { takeProfit: '1410', stopLoss: '1390' }), origin),
    );
    await until(engine.settled());
    return orderId;
  }

  test('has no exits before its entry fills, and grows them with each partial fill', async () => {
    const orderId = await entry();
    expect(await exits(orderId)).toEqual([]);
    venue.fill(orderId as string as ClientOrderId, decimal('4'));
    await until(engine.settled());
    expect(await exits(orderId)).toEqual([
      'stop_loss sell stop 4 accepted',
      'take_profit sell limit 4 accepted',
    ]);
    venue.fill(orderId as string as ClientOrderId, decimal('6'));
    await until(engine.settled());
    expect(await exits(orderId)).toEqual([
      'stop_loss sell stop 10 accepted',
      'take_profit sell limit 10 accepted',
    ]);
    expect(engine.brackets.unprotected()).toEqual([]);
  });

  test('shrinks one exit as the other fills, and cancels it when the position is closed', async () => {
    const orderId = await entry();
    venue.fill(orderId as string as ClientOrderId, decimal('10'));
    await until(engine.settled());
    venue.fill(`${orderId}-tp` as ClientOrderId, decimal('3'));
    await until(engine.settled());
    expect(await exits(orderId)).toEqual([
      'stop_loss sell stop 7 accepted',
      'take_profit sell limit 10 partially_filled',
    ]);
    venue.fill(`${orderId}-tp` as ClientOrderId, decimal('7'));
    await until(engine.settled());
    expect(await exits(orderId)).toEqual([
      'stop_loss sell stop 7 canceled',
      'take_profit sell limit 10 filled',
    ]);
  });

  test('goes on protecting what was filled when the entry is canceled', async () => {
    const orderId = await entry();
    venue.fill(orderId as string as ClientOrderId, decimal('4'));
    await until(engine.settled());
    await until(engine.orders.cancel(orderId, operator));
    await until(engine.settled());
    expect(engine.queries.getOrder(orderId)?.status).toBe('canceled');
    expect(await exits(orderId)).toEqual([
      'stop_loss sell stop 4 accepted',
      'take_profit sell limit 4 accepted',
    ]);
  });

  test('whose stop-loss is refused is reported as unprotected and tried again', async () => {
    const orderId = await entry();
    venue.behaviour = 'reject';
    venue.fill(orderId as string as ClientOrderId, decimal('4'));
    await time.advance(500);
    expect(engine.brackets.unprotected()).toMatchObject([{ orderId, quantity: '4' }]);
    venue.behaviour = 'rest';
    await until(engine.settled());
    expect(engine.brackets.unprotected()).toEqual([]);
    expect((await exits(orderId)).filter((exit) => exit.endsWith('accepted'))).toHaveLength(2);
  });

  test('whose exit has no answer yet does not hold up a stop, nor trip over the closed store', async () => {
    const orderId = await entry();
    venue.behaviour = 'lose_answer';
    venue.fill(orderId as string as ClientOrderId, decimal('4'));
    await time.advance(100);
    expect(await exits(orderId)).toContain('stop_loss sell stop 4 submitting');
    await until(engine.stop('test'));
    // A rejection that nobody handles would fail the test.
    await time.advance(60_000);
    expect(venue.submissions).toEqual([orderId, `${orderId}-sl`, `${orderId}-tp`]);
  });

  test('is taken up again after a restart', async () => {
    const orderId = await entry();
    venue.fill(orderId as string as ClientOrderId, decimal('10'), true);
    engine = build();
    await until(engine.start());
    await until(engine.settled());
    expect(await exits(orderId)).toEqual([
      'stop_loss sell stop 10 accepted',
      'take_profit sell limit 10 accepted',
    ]);
  });
});

describe('a restart on rows of a longer history', () => {
  test('makes the read model anew', async () => {
    const orderId = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    await until(engine.settled());
    const orderViews = memoryOrderViewStore();
    const row = engine.queries.getOrder(orderId)!;
    orderViews.save([{ ...row, orderId: 'ghost' as OrderId }], {
      version: ordersProjection.version,
      position: 1_000,
    });
    engine = build(orderViews);
    await until(engine.start());
    expect((await engine.queries.getOrderHistory({})).rows.map((one) => one.orderId)).toEqual([orderId]);
  });
});

describe('a restart', () => {
  /** As after kill -9: a new engine on the same store, and nothing of the old one's memory. */
  async function restart(): Promise<void> {
    engine = build();
    await until(engine.start());
    venue.quote(spx, decimal('1400'));
  }

  test('settles an order whose answer the crash swallowed, from the venue record', async () => {
    venue.behaviour = 'lose_answer';
    engine.intake.submit(limitSignal('a'), origin);
    await time.advance(100);
    await restart();
    await until(engine.settled());
    const [row] = (await engine.queries.getOrderHistory({})).rows;
    expect(row).toMatchObject({ status: 'accepted', venueOrderId: 'v1' });
    expect(venue.submissions).toHaveLength(1);
  });

  test('takes in fills that happened while it was away', async () => {
    venue.behaviour = 'rest';
    const orderId = await orderedId(engine.intake.submit(limitSignal('a'), origin));
    venue.fill(orderId as string as ClientOrderId, decimal('10'), true);
    await restart();
    await until(engine.settled());
    expect(engine.queries.getOrder(orderId)).toMatchObject({ status: 'filled', filledQuantity: '10' });
  });

  test('keeps an isolated breaker isolated', async () => {
    await until(
      engine.guards.get('sim' as VenueId)!.control.isolate({ ...operator, reason: 'until monday' }),
    );
    await restart();
    expect(engine.guards.get('sim' as VenueId)!.snapshot().breaker).toMatchObject({
      state: 'isolated',
      reason: 'until monday',
      actor: 'operator:ak',
    });
  });

  test('gives every acknowledged signal its outcome', async () => {
    venue.behaviour = 'lose_request';
    const submissions = Array.from({ length: 20 }, (_unused, i) =>
      engine.intake.submit(limitSignal(`s${i}`), origin),
    );
    const acknowledged = await Promise.all(submissions.map((one) => until(one.acknowledged)));
    expect(acknowledged.every((one) => one.type === 'acknowledged')).toBe(true);
    venue.behaviour = 'fill';
    await restart();
    await until(engine.settled());
    const outcomes: SignalOutcome[] = [];
    for (let i = 0; i < 20; i++) {
      outcomes.push(await until(engine.intake.submit(limitSignal(`s${i}`), origin).outcome));
    }
    expect(outcomes.filter((outcome) => outcome.type === 'pending' || outcome.type === 'not_taken')).toEqual(
      [],
    );
  });
});
