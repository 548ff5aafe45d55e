import { beforeEach, describe, expect, test, vi } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  ClientOrderId,
  OrderId,
  SignalId,
  StrategyId,
  VenueId,
} from '../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import { deskScope, parseTradingScope } from '../../../domain/trading/tradingScope.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { defaultVenueSettings } from '../../configuration.ts';
import { VenueCallError } from '../../ports.ts';
import { operator, spx, TradingBed } from '../testing/tradingBed.ts';

/** An order that somebody else sent to the venue. */
const foreign: OrderTerms = {
  orderId: 'foreign-1' as OrderId,
  signalId: 'foreign-1' as SignalId,
  account: 'main' as AccountId,
  strategy: 'theirs' as StrategyId,
  venue: 'sim' as VenueId,
  symbol: spx,
  side: 'buy',
  quantity: decimal('7'),
  orderType: 'limit',
  limitPrice: decimal('1390'),
  timeInForce: 'GTC',
  reduceOnly: false,
};
const noFlatten = { flatten: false };
const byText = (a: string, b: string): number => (a < b ? -1 : 1);
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

async function engage(text = 'desk', flatten = false): Promise<string> {
  const killed = await bed.until(bed.engine.trading.kill(parseTradingScope(text)!, { flatten }, operator));
  if (!killed.ok) throw new Error(killed.error.message);
  return killed.value.killId;
}

describe('a kill switch', () => {
  test('is done with an order that ended in the commit before the one that records it', async () => {
    const orderId = await bed.order();
    bed.disk.commitMs = () => 50;
    bed.venue.fill(orderId as string as ClientOrderId, decimal('10'));
    // The fill is on its way to the disk, and the kill switch goes with the next commit.
    await bed.time.advance(10);
    await engage();
    expect(bed.engine.queries.getOrder(orderId)?.status).toBe('filled');
    expect((await bed.reaches('cleared')).rows).toMatchObject([{ orderId, state: 'filled' }]);
  });

  test('halts the scope, cancels every working order in it, and says so once the venue has', async () => {
    await bed.orders(3);
    const other = await bed.order({ strategy: 'other' });
    expect(bed.engine.trading.previewKill(parseTradingScope('strategy:manual')!)).toMatchObject({
      orders: 3,
      venues: ['sim'],
      positions: [],
    });
    const killed = await bed.until(
      bed.engine.trading.kill(parseTradingScope('strategy:manual')!, noFlatten, operator),
    );
    expect(killed).toMatchObject({ ok: true, value: { orders: 3 } });
    const done = await bed.reaches('cleared');
    expect(done.rows.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(
      Array.from({ length: 3 }, () => 'canceled 1'),
    );
    expect(done).toMatchObject({
      scope: 'strategy:manual',
      actor: 'operator:ak',
      provenAt: expect.any(String),
    });
    expect(bed.engine.queries.getOrder(other)?.status).toBe('accepted');
    const events = (await bed.events()).filter((event) => event.streamId === 'desk');
    expect(events.map((event) => event.type).slice(-5)).toEqual([
      'KillSwitchEngaged',
      'KillSwitchOrdersListed',
      'TradingStateChanged',
      'KillSwitchProgressed',
      'KillSwitchCompleted',
    ]);
    expect(events.at(-1)).toMatchObject({
      data: { result: 'cleared', rows: { canceled: 3 }, venues: [{ venue: 'sim', openOrdersElsewhere: 1 }] },
    });
  });

  test('asks again until each cancel is confirmed, whatever the venue does with the first ones', async () => {
    await bed.orders(5);
    const fates = ['lost', 'report_lost', 'late', 'refused', 'confirmed'] as const;
    const first = new Map<string, number>();
    bed.venue.fate = (id, attempt) => {
      if (!first.has(id)) first.set(id, first.size);
      return attempt > 2 ? 'confirmed' : fates[first.get(id)!]!;
    };
    await engage();
    const done = await bed.reaches('cleared');
    expect(new Set(done.rows.map(({ state }) => state))).toEqual(new Set(['canceled']));
    expect(Math.max(...done.rows.map(({ attempts }) => attempts))).toBeGreaterThan(2);
    expect(await bed.openAtVenue()).toBe(0);
  });

  test('says nothing is cleared while the venue still lists an order as open', async () => {
    await bed.orders(1);
    bed.venue.fate = () => 'lost';
    await engage();
    await bed.time.advance(30_000);
    expect(bed.ledger()).toMatchObject({ state: 'canceling', rows: [{ state: 'requested' }] });
    expect(bed.ledger().rows[0]!.attempts).toBeGreaterThan(3);
    bed.venue.fate = () => 'confirmed';
    expect(await bed.reaches('cleared')).toMatchObject({ rows: [{ state: 'canceled' }] });
  });

  test('waits for a venue that is away, says so, and goes on as it returns', async () => {
    await bed.orders(2);
    bed.venue.disconnect();
    await engage();
    await bed.time.advance(20_000);
    expect(bed.ledger()).toMatchObject({ state: 'canceling', detail: 'venue sim is not connected' });
    expect(bed.venue.cancels).toHaveLength(0);
    bed.venue.reconnect();
    expect(await bed.reaches('cleared', 5)).toMatchObject({
      rows: [{ state: 'canceled' }, { state: 'canceled' }],
    });
    expect(bed.ledger().detail).toBeUndefined();
  });

  test('goes on across a restart with the same ledger', async () => {
    await bed.orders(4);
    bed.venue.fate = () => 'lost';
    const killId = await engage();
    await bed.time.advance(3_000);
    const attempts = bed.ledger().rows.map((row) => row.attempts);
    await bed.restart();
    expect(bed.ledger()).toMatchObject({ killId, state: 'canceling', scope: 'desk', actor: 'operator:ak' });
    expect(bed.ledger().rows).toHaveLength(4);
    for (const [index, row] of bed.ledger().rows.entries()) {
      expect(row.attempts).toBeGreaterThanOrEqual(attempts[index]!);
    }
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'trading_state' }] });
    bed.venue.fate = () => 'confirmed';
    await bed.reaches('cleared');
    await bed.restart();
    expect(bed.ledger()).toMatchObject({
      killId,
      state: 'cleared',
      rows: [{ state: 'canceled' }, {}, {}, {}],
    });
  });

  test('takes in orders that are in doubt, and ends with them settled and canceled', async () => {
    bed.venue.behaviour = 'lose_answer';
    const outcome = bed.submit();
    await bed.time.advance(1_000);
    expect(ledgerCountOpen()).toBe(0);
    await engage();
    expect(bed.ledger().rows).toMatchObject([{ state: 'waiting' }]);
    await bed.until(outcome);
    expect(await bed.reaches('cleared')).toMatchObject({ rows: [{ state: 'canceled' }] });
    expect(await bed.openAtVenue()).toBe(0);
  });

  test('ends with an order that the venue never got', async () => {
    bed.venue.behaviour = 'lose_request';
    const outcome = bed.submit();
    await bed.time.advance(1_000);
    await engage();
    await bed.until(outcome);
    const done = await bed.reaches('cleared');
    expect(['rejected', 'canceled']).toContain(done.rows[0]?.state);
  });

  test('finds an order at the venue that nobody here knew, and cancels it before it says cleared', async () => {
    await bed.orders(1);
    bed.venue.place(foreign, 'foreign-1' as ClientOrderId);
    await engage();
    const done = await bed.reaches('cleared');
    expect(done.rows.map(({ state }) => state)).toEqual(['canceled', 'canceled']);
    expect(await bed.openAtVenue()).toBe(0);
  });

  test('takes in an order that appears in the scope after it was done', async () => {
    await bed.orders(1);
    await engage();
    await bed.reaches('cleared');
    bed.venue.place(foreign, 'foreign-1' as ClientOrderId);
    await bed.until(bed.engine.reconciliation.run('sim' as VenueId, operator));
    expect(bed.ledger()).toMatchObject({
      state: 'canceling',
      rows: [{ state: 'canceled' }, { quantity: '7' }],
    });
    const refused = await bed.until(bed.engine.trading.enable(deskScope, operator));
    expect(refused).toMatchObject({ ok: false, error: { code: 'kill_open' } });
    expect(await bed.reaches('cleared')).toMatchObject({
      rows: [{ state: 'canceled' }, { state: 'canceled' }],
    });
    await bed.restart();
    expect(bed.ledger()).toMatchObject({ state: 'cleared', rows: [{}, {}] });
  });

  test('again on the same scope asks for what is open at once, in the same ledger', async () => {
    await bed.orders(1);
    bed.venue.fate = () => 'lost';
    const killId = await engage();
    await bed.time.advance(1_200);
    const { attempts } = bed.ledger().rows[0]!;
    bed.venue.fate = () => 'confirmed';
    expect(await engage()).toBe(killId);
    await bed.time.advance(10);
    expect(bed.ledger().rows[0]).toMatchObject({ attempts: attempts + 1, state: 'canceled' });
    expect(bed.engine.trading.ledgers()).toHaveLength(1);
  });

  test('goes past a full queue and an open breaker', async () => {
    const sim = 'sim' as VenueId;
    const settings = {
      ...defaultVenueSettings(sim),
      limiter: { ratePerSecond: 2, burst: 2, queueDepthMax: 50 },
    };
    bed = await TradingBed.open({ venues: [settings] });
    bed.venue.behaviour = 'rest';
    await bed.time.advance(2_000);
    const working = [await bed.order(), await bed.order()];
    const queued = Array.from({ length: 60 }, () => bed.submit());
    await bed.time.advance(400);
    expect(bed.engine.guards.get(sim)!.snapshot().limiter.queued).toBe(50);
    await bed.until(bed.engine.guards.get(sim)!.control.trip({ ...operator, reason: 'odd' }));
    await engage();
    const done = await bed.reaches('cleared', 120);
    for (const orderId of working) {
      expect(done.rows.find((row) => row.orderId === orderId)).toMatchObject({
        state: 'canceled',
        attempts: 1,
      });
    }
    await bed.time.advance(40_000);
    const outcomes = await Promise.all(queued.map((one) => bed.until(one)));
    expect(outcomes.every((outcome) => outcome.type === 'denied' || outcome.type === 'ordered')).toBe(true);
    expect(await bed.openAtVenue()).toBe(0);
  });

  test('of an unknown scope is refused', async () => {
    const refused = await bed.until(
      bed.engine.trading.kill(parseTradingScope('account:mian')!, noFlatten, operator),
    );
    expect(refused).toMatchObject({ ok: false, error: { code: 'scope_unknown', expected: 'one of main' } });
  });
});

describe('enabling', () => {
  test('is refused while the kill switch is not done, and names what is left', async () => {
    const [orderId] = await bed.orders(1);
    bed.venue.fate = () => 'lost';
    const killId = await engage();
    expect(bed.engine.trading.previewEnable(deskScope)).toEqual({
      changes: [{ scope: 'desk', from: 'halted', to: 'active' }],
      stillRestricted: [],
      openKills: [killId],
    });
    const refused = await bed.until(bed.engine.trading.enable(deskScope, operator));
    expect(refused).toMatchObject({ ok: false, error: { code: 'kill_open' } });
    expect(JSON.stringify(refused)).toContain(`1 order open at sim: ${orderId}`);
    bed.venue.fate = () => 'confirmed';
    await bed.reaches('cleared');
    const enabled = await bed.until(bed.engine.trading.enable(deskScope, operator));
    expect(enabled).toEqual({ ok: true, value: { scope: 'desk', from: 'halted', to: 'active' } });
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('the desk leaves a venue that is away to a kill switch of its own', async () => {
    await bed.orders(1);
    bed.venue.disconnect();
    await engage('desk');
    await engage('venue:sim');
    expect(bed.engine.trading.previewEnable(deskScope)).toMatchObject({
      stillRestricted: [{ scope: 'venue:sim', state: 'halted' }],
      openKills: [],
    });
    expect(await bed.until(bed.engine.trading.enable(deskScope, operator))).toMatchObject({ ok: true });
    const venue = await bed.until(bed.engine.trading.enable(parseTradingScope('venue:sim')!, operator));
    expect(venue).toMatchObject({ ok: false, error: { code: 'kill_open' } });
    bed.venue.reconnect();
    await bed.reaches('cleared');
  });
});

function ledgerCountOpen(): number {
  return bed.engine.trading.ledgers().length;
}

describe('flattening', () => {
  async function hold(quantity: string, side = 'buy'): Promise<void> {
    bed.venue.behaviour = 'fill';
    await bed.order({ quantity, side });
    bed.venue.behaviour = 'rest';
  }

  function position(): string {
    const [held] = bed.engine.trading.previewKill(deskScope).positions;
    return held?.quantity ?? '0';
  }

  test('closes positions with reduce-only market orders once all cancels are confirmed', async () => {
    await hold('30');
    await bed.orders(2);
    bed.venue.fate = (_id, attempt) => (attempt > 2 ? 'confirmed' : 'lost');
    await engage('desk', true);
    bed.venue.behaviour = 'fill';
    await bed.time.advance(900);
    expect(bed.venue.submissions).toHaveLength(3);
    const done = await bed.reaches('flat');
    expect(position()).toBe('0');
    const [row] = done.rows.filter((one) => one.flattens === true);
    expect(row).toMatchObject({ orderId: `${done.killId}-f1`, quantity: '30', state: 'filled' });
    const order = bed.engine.queries.getOrder(row!.orderId);
    expect(order).toMatchObject({ side: 'sell', orderType: 'market', timeInForce: 'IOC', status: 'filled' });
    const types = (await bed.engine.queries.getOrderEvents(row!.orderId)).map((event) => event.type);
    expect(types).toEqual(['OrderCreated', 'OrderSubmitting', 'OrderAccepted', 'OrderFilled']);
    const completed = (await bed.events()).find((event) => event.type === 'KillSwitchCompleted');
    expect(completed?.data).toMatchObject({
      result: 'flat',
      positions: [],
      venues: [{ venue: 'sim', openOrdersElsewhere: 0, positions: [] }],
    });
  });

  test('goes on with what is left of a partial fill', async () => {
    await hold('30');
    await engage('desk', true);
    await bed.time.advance(500);
    const first = bed.ledger().rows.find((row) => row.flattens)!;
    bed.venue.fill(first.orderId as string as ClientOrderId, decimal('12'));
    await bed.time.advance(500);
    expect(bed.ledger().state).toBe('flattening');
    bed.venue.behaviour = 'fill';
    await bed.reaches('flat');
    expect(position()).toBe('0');
    expect(bed.ledger().rows.map(({ quantity, state }) => `${quantity} ${state}`)).toEqual([
      '30 canceled',
      '18 filled',
    ]);
  });

  test('never sends twice over a restart', async () => {
    await hold('30');
    bed.venue.behaviour = 'lose_answer';
    await engage('desk', true);
    await bed.time.advance(500);
    expect(bed.venue.submissions).toHaveLength(2);
    await bed.restart();
    bed.venue.behaviour = 'fill';
    await bed.time.advance(4_000);
    const sent = bed.venue.submissions.length;
    await bed.reaches('flat');
    expect(position()).toBe('0');
    expect(bed.venue.submissions.length).toBeLessThanOrEqual(sent + 1);
    expect(new Set(bed.venue.submissions).size).toBe(bed.venue.submissions.length);
  });

  test('counts a fill that was lost before it closes, and is not flat before', async () => {
    await hold('30');
    const [orderId] = await bed.orders(1);
    bed.venue.fill(orderId as string as ClientOrderId, decimal('4'), true);
    await engage('desk', true);
    bed.venue.behaviour = 'fill';
    await bed.reaches('flat');
    expect(position()).toBe('0');
    expect(await bed.venue.positions()).toEqual([]);
    expect(
      bed
        .ledger()
        .rows.filter((row) => row.flattens)
        .map((row) => row.quantity),
    ).toEqual(['34']);
  });

  describe('at a venue that takes no market orders', () => {
    beforeEach(() => {
      bed.venue.capabilities = { ...bed.venue.capabilities, orderTypes: ['limit'], timesInForce: ['DAY'] };
    });

    test.each([
      ['buy', 'sell', '1330'],
      ['sell', 'buy', '1470'],
    ])('closes what a %s opened by a %s limit as far as the collar goes', async (opens, closes, price) => {
      await bed.restart();
      bed.venue.behaviour = 'fill';
      await bed.order({ quantity: '30', side: opens, timeInForce: 'DAY' });
      await engage('desk', true);
      const done = await bed.reaches('flat');
      const [row] = done.rows.filter((one) => one.flattens === true);
      expect(row).toMatchObject({ quantity: '30', limitPrice: price, state: 'filled' });
      expect(bed.engine.queries.getOrder(row!.orderId)).toMatchObject({
        side: closes,
        orderType: 'limit',
        limitPrice: price,
        timeInForce: 'DAY',
      });
      await bed.restart();
      expect(bed.ledger().rows).toContainEqual(row);
    });

    test('raises an alert where the venue takes no order that closes, and goes on once it does', async () => {
      bed.venue.behaviour = 'fill';
      await bed.order({ quantity: '30', timeInForce: 'DAY' });
      const { capabilities } = bed.venue;
      bed.venue.capabilities = { ...capabilities, orderTypes: ['stop'] };
      await engage('desk', true);
      await bed.time.advance(10_000);
      expect(bed.engine.alerts.open()).toMatchObject([
        { kind: 'flatten_refused', message: expect.stringContaining('it takes stop, DAY') },
      ]);
      expect(bed.ledger()).toMatchObject({ detail: expect.stringContaining('it takes stop, DAY') });
      bed.venue.capabilities = capabilities;
      await bed.reaches('flat');
    });
  });

  test('raises one alert when what closes a position is refused twice, and tries again ever later', async () => {
    await hold('30');
    bed.venue.behaviour = 'reject';
    const before = bed.venue.submissions.length;
    await engage('desk', true);
    await bed.time.advance(600_000);
    const refused = bed.engine.alerts.open().filter(({ kind }) => kind === 'flatten_refused');
    expect(refused).toMatchObject([{ venue: 'sim', message: expect.stringContaining('odd lot') }]);
    const sent = bed.venue.submissions.length - before;
    expect(sent).toBeGreaterThan(8);
    expect(sent).toBeLessThan(20);
    bed.venue.behaviour = 'fill';
    await bed.reaches('flat', 70);
  });

  test('sends nothing more after an order that closed too much, until its alert is acknowledged', async () => {
    await hold('30');
    await engage('desk', true);
    await bed.time.advance(500);
    const first = bed.ledger().rows.find((row) => row.flattens)!;
    bed.venue.fill(first.orderId as string as ClientOrderId, decimal('45'));
    await bed.time.advance(60_000);
    const flattens = () => bed.ledger().rows.filter((row) => row.flattens);
    expect(flattens()).toHaveLength(1);
    expect(bed.ledger()).toMatchObject({
      state: 'flattening',
      detail: expect.stringContaining('closed more than there was'),
    });
    await bed.restart();
    await bed.time.advance(60_000);
    expect(flattens()).toHaveLength(1);
    const { alertId } = bed.engine.alerts.open().find(({ kind }) => kind === 'flatten_overfilled')!;
    bed.venue.behaviour = 'fill';
    await bed.until(bed.engine.alerts.acknowledge([alertId], operator));
    await bed.reaches('flat');
    expect(flattens().map(({ quantity }) => quantity)).toEqual(['30', '15']);
  });

  test('a bust after the proof that lets an order work again is closed by the same kill switch', async () => {
    await hold('30');
    bed.venue.behaviour = 'fill';
    await engage('desk', true);
    const { killId, rows } = await bed.reaches('flat');
    const clientOrderId = rows.find((row) => row.flattens)!.orderId as string as ClientOrderId;
    const [execution] = await bed.venue.executions({ clientOrderId }, neverAborted);
    bed.venue.bust(execution!.executionId);
    await bed.time.advance(100);
    expect(position()).toBe('30');
    expect(await bed.reaches('flat')).toMatchObject({ killId });
    expect(position()).toBe('0');
  });

  test('a late fill after the proof is an alert, and the kill switch pulled again closes it', async () => {
    await hold('30');
    const orderId = await bed.order();
    await engage('desk', true);
    await bed.time.advance(1_000);
    bed.venue.behaviour = 'fill';
    const { killId } = await bed.reaches('flat');
    bed.venue.fill(orderId as string as ClientOrderId, decimal('4'));
    await bed.time.advance(500);
    const told = () => bed.engine.alerts.open().filter(({ kind }) => kind === 'open_after_flat');
    expect(told()).toMatchObject([{ message: expect.stringContaining('main holds 4 of SPX at sim') }]);
    await bed.restart();
    await bed.time.advance(500);
    expect(told()).toHaveLength(1);
    expect(position()).toBe('4');
    expect(await engage('desk', true)).not.toBe(killId);
    await bed.reaches('flat');
    expect(position()).toBe('0');
    // Pulled again with nothing to close, it is the same one.
    const last = bed.ledger().killId;
    expect(await engage('desk', true)).toBe(last);
  });

  describe('at a venue that tells no positions', () => {
    beforeEach(() => {
      bed.venue.capabilities = { ...bed.venue.capabilities, positions: false };
    });

    test.each([
      ['desk', 'while the kill switch works', 0],
      ['symbol:SPX', 'while the kill switch works', 0],
      ['account:main', 'some time before', 30_000],
    ])('is not flat on %s before what a lost order traded %s is counted', async (scope, _when, beforeMs) => {
      await bed.time.advance(120_000);
      bed.venue.place(foreign, 'foreign-1' as ClientOrderId);
      bed.venue.fill('foreign-1' as ClientOrderId, decimal('7'), true);
      await bed.time.advance(beforeMs);
      bed.venue.behaviour = 'fill';
      await engage(scope, true);
      await bed.reaches('flat');
      expect(await bed.venue.positions()).toEqual([]);
      expect(position()).toBe('0');
    });

    test('is not flat while such an order can not be taken in', async () => {
      bed.venue.place(foreign, 'foreign-1' as ClientOrderId);
      bed.venue.fill('foreign-1' as ClientOrderId, decimal('7'), true);
      vi.spyOn(bed.venue, 'queryOrder').mockRejectedValue(new VenueCallError('timeout', true, 'no answer'));
      await engage('desk', true);
      await bed.time.advance(30_000);
      expect(bed.ledger()).toMatchObject({ state: 'canceling' });
      expect(JSON.stringify(bed.ledger())).toContain('foreign-1, which is not known here');
    });
  });

  test('can be asked for after the scope was cleared', async () => {
    await hold('5', 'sell');
    const killId = await engage('account:main');
    await bed.reaches('cleared');
    expect(position()).toBe('-5');
    bed.venue.behaviour = 'fill';
    expect(await engage('account:main', true)).toBe(killId);
    await bed.reaches('flat');
    expect(position()).toBe('0');
  });

  test('of two scopes with the same position closes it once', async () => {
    await hold('30');
    await engage('account:main', true);
    await engage('symbol:SPX', true);
    bed.venue.behaviour = 'fill';
    await bed.time.advance(30_000);
    expect(position()).toBe('0');
    const filled = (await bed.engine.queries.getOrderHistory({})).rows.filter(
      ({ status }) => status === 'filled',
    );
    expect(filled.map(({ side, quantity }) => `${side} ${quantity}`).toSorted(byText)).toEqual([
      'buy 30',
      'sell 30',
    ]);
    expect(bed.engine.trading.ledgers().map(({ state }) => state)).toEqual(['flat', 'flat']);
  });

  test('of a strategy closes what its own orders filled', async () => {
    await hold('30');
    bed.venue.behaviour = 'fill';
    await bed.order({ strategy: 'other', quantity: '12' });
    await bed.restart();
    await engage('strategy:other', true);
    await bed.reaches('flat');
    expect(position()).toBe('30');
    await bed.restart();
    expect(bed.engine.trading.previewKill(parseTradingScope('strategy:other')!).positions).toEqual([]);
    expect(bed.engine.trading.previewKill(parseTradingScope('strategy:manual')!).positions).toMatchObject([
      { quantity: '30' },
    ]);
  });

  test('leaves no exit of a bracket behind once the desk is active again', async () => {
    bed.venue.behaviour = 'rest';
    const entry = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
    bed.venue.fill(entry as string as ClientOrderId, decimal('10'));
    await bed.until(bed.engine.settled());
    await engage('desk', true);
    bed.venue.behaviour = 'fill';
    await bed.reaches('flat');
    bed.venue.behaviour = 'rest';
    await bed.until(bed.engine.trading.enable(deskScope, operator));
    await bed.until(bed.engine.settled());
    expect(await bed.openAtVenue()).toBe(0);
    await bed.restart();
    await bed.until(bed.engine.settled());
    expect(await bed.openAtVenue()).toBe(0);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
  });
});

describe('while "cleared" is on its way to the disk', () => {
  function beforeTheEndIsOnDisk(work: () => Promise<unknown>): void {
    const append = bed.store.append.bind(bed.store);
    let isDone = false;
    bed.store.append = async (streamId, events, expected) => {
      const isEnd = events.some(({ type }) => type === 'KillSwitchCompleted');
      if (isEnd && !isDone) {
        isDone = true;
        await work();
      }
      return append(streamId, events, expected);
    };
  }

  async function endings(): Promise<number> {
    return (await bed.events()).filter(({ type }) => type === 'KillSwitchCompleted').length;
  }

  test('the wish to close positions too is heard', async () => {
    bed.venue.behaviour = 'fill';
    await bed.order({ quantity: '30' });
    beforeTheEndIsOnDisk(() => bed.engine.trading.kill(deskScope, { flatten: true }, operator));
    const killId = await engage();
    expect(await bed.reaches('flat')).toMatchObject({ killId, flatten: true });
    expect(await bed.venue.positions()).toEqual([]);
  });

  test('an order that appears in the scope keeps it going, and every venue is asked anew', async () => {
    await bed.orders(1);
    beforeTheEndIsOnDisk(async () => {
      bed.venue.place(foreign, 'foreign-1' as ClientOrderId);
      await bed.engine.reconciliation.run('sim' as VenueId, operator);
    });
    await engage();
    while ((await endings()) === 0) await bed.time.advance(10);
    expect(bed.ledger()).toMatchObject({
      state: 'canceling',
      rows: [{ state: 'canceled' }, { quantity: '7' }],
    });
    expect(await bed.reaches('cleared')).toMatchObject({
      rows: [{ state: 'canceled' }, { state: 'canceled' }],
    });
    expect(await endings()).toBe(2);
    expect(await bed.openAtVenue()).toBe(0);
  });
});
