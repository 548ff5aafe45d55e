/** The kill switch while the event store can't write: it works all the same, says so, and is on record afterwards. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { deskScope, parseTradingScope } from '../../../domain/trading/tradingScope.ts';
import { defaultConfiguration } from '../../configuration.ts';
import { operator, TradingBed } from '../testing/tradingBed.ts';
import type { KillEngaged } from '../tradingControl.ts';

const full = { code: 'disk_full', message: 'no space left' };
const sim = 'sim' as VenueId;
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

/** From now on nothing can be written, and the store knows it. */
async function fill(): Promise<void> {
  bed.disk.fault = full;
  void bed.submit();
  await bed.time.advance(10);
  expect(bed.store.writeFault()).toMatchObject(full);
}

/** The disk is full from the moment an event of the type has been written; `andThen` at that moment. */
function fillAfter(type: string, andThen: () => void = () => undefined): void {
  let filled = false;
  bed.store.onCommitted((events) => {
    if (filled || !events.some((event) => event.type === type)) return;
    filled = true;
    bed.disk.fault = full;
    andThen();
  });
}

async function free(): Promise<void> {
  bed.disk.fault = undefined;
  while (bed.store.writeFault() !== undefined) await bed.time.advance(10);
}

async function engage(text = 'desk', flatten = false, reason = operator.reason): Promise<KillEngaged> {
  const scope = parseTradingScope(text)!;
  const killed = await bed.until(bed.engine.trading.kill(scope, { flatten }, { ...operator, reason }));
  if (!killed.ok) throw new Error(killed.error.message);
  return killed.value;
}

async function typesOf(stream: string): Promise<string[]> {
  return (await bed.events()).filter(({ streamId }) => streamId === stream).map(({ type }) => type);
}

const canceledOnce = ['OrderCreated', 'OrderSubmitting', 'OrderAccepted', 'OrderCanceled'];

describe('a kill switch on a store that can not write', () => {
  test('halts, cancels directly at the venue, and says what is not on record', async () => {
    await bed.orders(3);
    const other = await bed.order({ strategy: 'other' });
    await fill();
    const taken = await engage('strategy:manual');
    expect(taken).toMatchObject({ orders: 3, offRecord: full.message });
    await bed.time.advance(0);
    expect((await bed.venue.listOpenOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual([other]);
    expect(bed.engine.trading.states().at(-1)).toMatchObject({
      scope: 'strategy:manual',
      state: 'halted',
      actor: operator.actor,
      offRecord: full.message,
    });
    await bed.time.advance(3_000);
    expect(bed.ledger()).toMatchObject({
      killId: taken.killId,
      state: 'canceling',
      actor: operator.actor,
      offRecord: { fault: full.message, lostOnStop: true, cancels: 3, cancelsSent: 3, ended: 3 },
    });
    expect(bed.venue.cancels).toHaveLength(3);
    expect(await typesOf('desk')).not.toContain('KillSwitchEngaged');
  });

  test('is recorded as soon as that can be, with when it was asked for, and ends proven', async () => {
    const working = await bed.orders(3);
    await fill();
    const askedAt = bed.time.now();
    const { killId } = await engage('desk', false, 'wild prices');
    await bed.time.advance(5_000);
    await free();
    const done = await bed.reaches('cleared');
    expect(done).toMatchObject({ killId, reason: 'wild prices' });
    expect(done.offRecord).toBeUndefined();
    expect(done.rows.map(({ state }) => state)).toEqual(['canceled', 'canceled', 'canceled']);
    const desk = (await bed.events()).filter(({ streamId }) => streamId === 'desk');
    const [engaged, listed, halted] = desk.slice(desk.findIndex(({ type }) => type === 'KillSwitchEngaged'));
    expect(engaged).toMatchObject({
      actor: operator.actor,
      data: { killId, reason: 'wild prices', orders: 3, offRecord: { fault: full.message } },
    });
    const { since } = (engaged!.data as { offRecord: { since: string } }).offRecord;
    expect(Date.parse(since) * 1000).toBeCloseTo(askedAt, -5);
    expect(engaged!.time - askedAt).toBeGreaterThan(5_000_000);
    expect(listed).toMatchObject({ type: 'KillSwitchOrdersListed', data: { orders: [{}, {}, {}] } });
    expect(halted).toMatchObject({ type: 'TradingStateChanged', data: { killId, to: 'halted' } });
    for (const orderId of working) expect(await typesOf(`order-${orderId}`)).toEqual(canceledOnce);
    await bed.restart();
    expect(bed.ledger()).toMatchObject({ killId, state: 'cleared', startedAt: since });
    expect(bed.engine.trading.states()).toMatchObject([{ state: 'halted', since }]);
  });

  test('asks again until the venue has none open, whatever becomes of the first cancels', async () => {
    await bed.orders(5);
    const fates = ['lost', 'report_lost', 'late', 'refused', 'confirmed'] as const;
    const first = new Map<string, number>();
    bed.venue.fate = (id, attempt) => {
      if (!first.has(id)) first.set(id, first.size);
      return attempt > 2 ? 'confirmed' : fates[first.get(id)!]!;
    };
    await fill();
    await engage();
    await bed.time.advance(20_000);
    expect(await bed.openAtVenue()).toBe(0);
    expect(bed.ledger().offRecord).toMatchObject({ cancels: 5, cancelsSent: 5, ended: 5 });
    const sent = bed.venue.cancels.length;
    await bed.time.advance(30_000);
    expect(bed.venue.cancels).toHaveLength(sent);
    await free();
    const { rows } = await bed.reaches('cleared');
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['canceled']));
    expect(bed.venue.cancels).toHaveLength(sent);
  });

  test('waits for a venue that is away, and goes past a breaker that is held open', async () => {
    await bed.orders(2);
    bed.venue.disconnect();
    await bed.until(bed.engine.guards.get(sim)!.control.isolate(operator));
    await fill();
    await engage();
    await bed.time.advance(10_000);
    expect(bed.ledger()).toMatchObject({
      detail: 'venue sim is not connected',
      offRecord: { cancels: 2, cancelsSent: 0 },
    });
    bed.venue.reconnect();
    await bed.time.advance(1_000);
    expect(await bed.openAtVenue()).toBe(0);
    await free();
    await bed.reaches('cleared');
  });

  test('cancels an order whose acceptance could not be recorded', async () => {
    fillAfter('OrderSubmitting');
    void bed.submit();
    await bed.time.advance(100);
    expect(await bed.openAtVenue()).toBe(1);
    await engage();
    await bed.time.advance(100);
    expect(await bed.openAtVenue()).toBe(0);
    await free();
    expect(await bed.reaches('cleared')).toMatchObject({ rows: [{ state: 'canceled' }] });
  });

  test('lets no order out that was on its way when it was pulled', async () => {
    bed.venue.onSubmit = () => expect.unreachable();
    fillAfter('OrderSubmitting', () => {
      void bed.engine.trading.kill(deskScope, { flatten: false }, operator);
    });
    void bed.submit();
    await bed.time.advance(10_000);
    expect(bed.venue.submissions).toEqual([]);
    await free();
    await bed.reaches('cleared');
    expect(bed.venue.submissions).toEqual([]);
  });

  test('finds an order under the id that a replace gave it there', async () => {
    const [orderId] = await bed.orders(1);
    bed.venue.requests = 'lose_outcome';
    await bed.until(bed.engine.orders.amend(orderId!, { quantity: decimal('12') }, operator));
    await bed.time.advance(10);
    await fill();
    bed.venue.requests = 'take';
    await engage();
    await bed.time.advance(5_000);
    expect(await bed.openAtVenue()).toBe(0);
    expect(bed.venue.cancels.at(-1)).toBe(`${orderId}-r1`);
    await free();
    await bed.reaches('cleared');
    expect(bed.engine.queries.getOrder(orderId!)).toMatchObject({ status: 'canceled', quantity: '12' });
  });

  test('works although the store can not even be read', async () => {
    await bed.orders(2);
    await bed.restart();
    await fill();
    bed.store.read = () => {
      throw new Error('damaged');
    };
    await engage();
    await bed.time.advance(1_000);
    expect(await bed.openAtVenue()).toBe(0);
  });

  test('counts what filled while nothing could be recorded', async () => {
    const [first, second] = await bed.orders(2);
    await fill();
    bed.venue.fill(first as string as ClientOrderId, decimal('4'));
    bed.venue.fill(second as string as ClientOrderId, decimal('10'));
    await engage();
    await bed.time.advance(5_000);
    await free();
    const done = await bed.reaches('cleared');
    expect(done.rows.map(({ state }) => state).toSorted()).toEqual(['canceled', 'filled']);
    expect(bed.engine.queries.getOrder(first!)).toMatchObject({ filledQuantity: '4' });
  });

  test('closes positions only once it is on record', async () => {
    bed.venue.behaviour = 'fill';
    await bed.order({ quantity: '30' });
    bed.venue.behaviour = 'rest';
    await bed.orders(1);
    await fill();
    await engage('desk', true);
    bed.venue.behaviour = 'fill';
    await bed.time.advance(20_000);
    expect(bed.venue.submissions).toHaveLength(2);
    await free();
    await bed.reaches('flat');
    expect(bed.venue.submissions).toHaveLength(3);
    expect(await bed.venue.positions()).toEqual([]);
  });

  test('pulled again cancels at once, and to close positions too is kept for the store', async () => {
    bed.venue.behaviour = 'fill';
    await bed.order({ quantity: '30' });
    bed.venue.behaviour = 'rest';
    await bed.orders(1);
    bed.venue.fate = () => 'lost';
    await fill();
    const { killId } = await engage();
    await bed.time.advance(100);
    bed.venue.fate = () => 'confirmed';
    expect(await engage('desk', true, 'out of it')).toMatchObject({ killId, offRecord: full.message });
    await bed.time.advance(10);
    expect(await bed.openAtVenue()).toBe(0);
    bed.venue.behaviour = 'fill';
    await free();
    await bed.reaches('flat');
    const asked = (await bed.events()).find(({ type }) => type === 'KillSwitchFlattenRequested');
    expect(asked?.data).toMatchObject({ killId, reason: 'out of it', offRecord: { fault: full.message } });
    expect(bed.engine.trading.ledgers()).toHaveLength(1);
  });

  test('keeps the scope from being enabled', async () => {
    await bed.orders(1);
    await fill();
    await engage();
    await bed.time.advance(3_000);
    const refused = await bed.until(bed.engine.trading.enable(deskScope, operator));
    expect(refused).toMatchObject({ ok: false, error: { code: 'kill_open' } });
    await free();
    await bed.reaches('cleared');
    expect(await bed.until(bed.engine.trading.enable(deskScope, operator))).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('is forgotten with the engine, and what it canceled is canceled', async () => {
    const working = await bed.orders(2);
    await fill();
    await engage();
    await bed.time.advance(1_000);
    await free();
    await bed.restart();
    await bed.time.advance(5_000);
    expect(await typesOf('desk')).not.toContain('KillSwitchEngaged');
    expect(bed.engine.trading.ledgers()).toEqual([]);
    expect(bed.engine.trading.states()).toMatchObject([{ scope: 'desk', state: 'active' }]);
    for (const orderId of working) expect(bed.engine.queries.getOrder(orderId)?.status).toBe('canceled');
  });

  test('engages by itself too', async () => {
    bed = await TradingBed.open({
      killSwitch: { ...defaultConfiguration().killSwitch, venueLostAfterMs: 5_000 },
    });
    bed.venue.behaviour = 'rest';
    await bed.orders(1);
    await fill();
    bed.venue.disconnect();
    await bed.time.advance(8_000);
    expect(bed.ledger()).toMatchObject({ scope: 'venue:sim', offRecord: { lostOnStop: true } });
    bed.venue.reconnect();
    await bed.time.advance(1_000);
    expect(await bed.openAtVenue()).toBe(0);
    await free();
    await bed.reaches('cleared');
    const engaged = (await bed.events()).filter(({ type }) => type === 'KillSwitchEngaged');
    expect(engaged).toMatchObject([{ data: { trigger: { rule: 'venue_lost' } } }]);
  });
});

describe('a kill switch that is on record when the store fails', () => {
  test('sends its cancels directly to the venue from then on', async () => {
    await bed.orders(4);
    bed.venue.fate = () => 'lost';
    const { offRecord } = await engage();
    expect(offRecord).toBeUndefined();
    await bed.time.advance(500);
    await fill();
    bed.venue.fate = () => 'confirmed';
    await bed.time.advance(5_000);
    expect(await bed.openAtVenue()).toBe(0);
    expect(bed.ledger().offRecord).toEqual({
      fault: full.message,
      lostOnStop: false,
      cancels: 4,
      cancelsSent: 4,
      ended: 4,
    });
    await free();
    const done = await bed.reaches('cleared');
    expect(new Set(done.rows.map(({ state }) => state))).toEqual(new Set(['canceled']));
    expect(bed.engine.trading.ledgers()).toHaveLength(1);
  });

  test('keeps the scope from being enabled where its proof is lost on the way to the disk', async () => {
    // It is full when the proof comes to it, and nobody knows before.
    bed.store.onCommitted((events) => {
      if (!events.some(({ type }) => type === 'TradingStateChanged')) return;
      bed.disk.beforeCommit = () => (bed.disk.fault = full);
    });
    await engage();
    await bed.time.advance(1_000);
    expect(await typesOf('desk')).not.toContain('KillSwitchCompleted');
    expect(bed.store.writeFault()).toMatchObject(full);
    const refused = await bed.until(bed.engine.trading.enable(deskScope, operator));
    expect(refused).toMatchObject({ ok: false, error: { code: 'kill_open' } });
    bed.disk.beforeCommit = undefined;
    await free();
    await bed.reaches('cleared');
    expect(await bed.until(bed.engine.trading.enable(deskScope, operator))).toMatchObject({ ok: true });
  });

  test('goes on by itself, in whatever moment the store fails', async () => {
    for (const type of ['KillSwitchEngaged', 'OrderCancelRequested', 'OrderCanceled']) {
      bed = await TradingBed.open();
      bed.venue.behaviour = 'rest';
      await bed.orders(3);
      fillAfter(type);
      await engage();
      await bed.time.advance(3_000);
      expect(await bed.openAtVenue(), type).toBe(0);
      await free();
      await bed.reaches('cleared');
    }
  });
});

describe('a stricter state on a store that can not write', () => {
  test('holds, says that it is not on record, and is recorded in its order', async () => {
    await fill();
    const { trading } = bed.engine;
    const reduced = await bed.until(trading.setState(deskScope, 'reducing', operator));
    const change = { scope: 'desk', offRecord: full.message };
    expect(reduced).toEqual({ ok: true, value: { ...change, from: 'active', to: 'reducing' } });
    const halted = await bed.until(trading.setState(deskScope, 'halted', { ...operator, reason: 'worse' }));
    expect(halted).toEqual({ ok: true, value: { ...change, from: 'reducing', to: 'halted' } });
    expect(trading.states()).toMatchObject([{ state: 'halted', reason: 'worse', offRecord: full.message }]);
    await bed.time.advance(2_000);
    await free();
    await bed.time.advance(1_000);
    const changes = (await bed.events()).filter(({ type }) => type === 'TradingStateChanged');
    const offRecord = { fault: full.message, since: expect.any(String) };
    expect(changes).toMatchObject([
      { actor: operator.actor, data: { from: 'active', to: 'reducing', offRecord } },
      { actor: operator.actor, data: { from: 'reducing', to: 'halted', reason: 'worse', offRecord } },
    ]);
    const [state] = trading.states();
    expect(state?.offRecord).toBeUndefined();
  });

  test('is not loosened before it is on record', async () => {
    const { trading } = bed.engine;
    await fill();
    await bed.until(trading.setState(deskScope, 'halted', operator));
    const refused = await bed.until(trading.enable(deskScope, operator));
    expect(refused).toMatchObject({ ok: false, error: { code: 'store_unavailable' } });
    const reducing = await bed.until(trading.setState(deskScope, 'reducing', operator));
    expect(reducing).toMatchObject({ ok: false, error: { code: 'store_unavailable' } });
    expect(trading.states()).toMatchObject([{ scope: 'desk', state: 'halted' }]);
    await free();
    expect(await bed.until(trading.enable(deskScope, operator))).toMatchObject({ ok: true });
    const changes = (await bed.events()).filter(({ type }) => type === 'TradingStateChanged');
    expect(changes.map(({ data }) => data)).toMatchObject([
      { to: 'halted' },
      { from: 'halted', to: 'active' },
    ]);
    expect(trading.states()).toMatchObject([{ scope: 'desk', state: 'active' }]);
  });

  test('asked for before a kill switch leaves that one its scope', async () => {
    await bed.orders(1);
    await fill();
    const { trading } = bed.engine;
    await bed.until(trading.setState(deskScope, 'reducing', operator));
    await engage();
    await free();
    await bed.reaches('cleared');
    const changes = (await bed.events()).filter(({ type }) => type === 'TradingStateChanged');
    expect(changes.map(({ data }) => data)).toMatchObject([
      { from: 'active', to: 'reducing' },
      { from: 'reducing', to: 'halted', killId: bed.ledger().killId },
    ]);
    expect(trading.states()).toMatchObject([{ state: 'halted' }]);
  });
});
