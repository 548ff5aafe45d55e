import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import { parseTradingScope, scopesOf } from '../../domain/trading/tradingScope.ts';
import { samplePlace } from '../../domain/trading/testing/samplePlace.ts';
import { defaultVenueSettings } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
});

async function set(state: 'active' | 'reducing' | 'halted', text = 'desk'): Promise<void> {
  const done = await bed.until(bed.engine.trading.setState(parseTradingScope(text)!, state, operator));
  expect(done).toMatchObject({ ok: true });
}

async function typesOf(orderId: OrderId): Promise<string[]> {
  return (await bed.engine.queries.getOrderEvents(orderId)).map((event) => event.type);
}

describe('while a scope is halted', () => {
  test.each(scopesOf(samplePlace))('no order of %s passes risk, and its record says why', async (scope) => {
    await set('halted', scope);
    const outcome = await bed.signal();
    expect(outcome).toMatchObject({
      type: 'denied',
      reasons: [{ code: 'trading_state', message: `${scope} is halted: test`, actual: 'halted' }],
    });
    const created = (await bed.events()).find((event) => event.type === 'OrderDenied');
    expect(created?.data).toMatchObject({
      risk: { rules: expect.arrayContaining([expect.objectContaining({ rule: 'trading_state' })]) },
    });
    await set('active', scope);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('an order that waits in the queue of its venue is not sent', async () => {
    const slow = { ...defaultVenueSettings(samplePlace.venue) };
    const limiter = { ratePerSecond: 1, burst: 1, queueDepthMax: 10 };
    bed = await TradingBed.open({ venues: [{ ...slow, limiter }] });
    await bed.time.advance(1_000);
    const outcomes = [bed.submit(), bed.submit(), bed.submit()];
    await bed.until(outcomes[0]!);
    await set('halted');
    expect(await Promise.all(outcomes.map((one) => bed.until(one)))).toMatchObject([
      { type: 'ordered' },
      { type: 'denied', reasons: [{ code: 'trading_state' }] },
      { type: 'denied', reasons: [{ code: 'trading_state' }] },
    ]);
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('an order whose intent is on disk already is not sent either', async () => {
    bed.engine.bus.subscribe('test', (events) => {
      if (!events.some((event) => event.type === 'OrderSubmitting')) return;
      void bed.engine.trading.setState({ kind: 'desk' }, 'halted', operator);
    });
    const outcome = await bed.signal();
    expect(outcome).toMatchObject({ type: 'denied', reasons: [{ code: 'trading_state' }] });
    expect(bed.venue.submissions).toEqual([]);
    const orderId = outcome.type === 'denied' ? outcome.orderId : ('' as OrderId);
    expect(await typesOf(orderId)).toEqual([
      'SignalReceived',
      'OrderCreated',
      'OrderSubmitting',
      'OrderDenied',
    ]);
  });

  test('an order whose cancel was asked for in that moment ends canceled, never sent', async () => {
    const cancels: Promise<unknown>[] = [];
    bed.engine.bus.subscribe('test', (events) => {
      const begun = events.find((event) => event.type === 'OrderSubmitting');
      if (begun === undefined) return;
      void bed.engine.trading.setState({ kind: 'desk' }, 'halted', operator);
      cancels.push(bed.engine.orders.cancel(begun.streamId.slice('order-'.length) as OrderId, operator));
    });
    const outcome = await bed.signal();
    expect(outcome).toMatchObject({ type: 'ordered', status: 'canceled' });
    await bed.until(bed.engine.settled());
    expect(bed.venue.submissions).toEqual([]);
    const { rows } = await bed.engine.queries.getOrderHistory({});
    expect(rows).toMatchObject([{ status: 'canceled', reason: 'never sent: desk is halted: test' }]);
    expect(await Promise.all(cancels)).toEqual([{ ok: true }]);
  });

  test('an amend may make the order smaller and its price less aggressive, and nothing else', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order();
    await set('halted');
    const more = { quantity: decimal('11') };
    const price = { quantity: decimal('5'), limitPrice: decimal('1401') };
    for (const change of [more, price]) {
      const refused = await bed.until(bed.engine.orders.amend(orderId, change, operator));
      expect(refused).toMatchObject({ ok: false, error: { code: 'trading_state' } });
    }
    const less = { quantity: decimal('5'), limitPrice: decimal('1399') };
    expect(await bed.until(bed.engine.orders.amend(orderId, less, operator))).toEqual({ ok: true });
    await bed.until(bed.engine.settled());
    const amended = { quantity: '5', limitPrice: '1399', status: 'accepted' };
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject(amended);
  });

  test('exits of a bracket wait, and leave once it is active again', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
    await set('halted');
    bed.venue.fill(orderId as string as ClientOrderId, decimal('10'));
    await bed.time.advance(5_000);
    expect(bed.venue.submissions).toHaveLength(1);
    expect(bed.engine.brackets.unprotected()).toMatchObject([{ orderId, quantity: '10' }]);
    await set('active');
    await bed.until(bed.engine.settled());
    expect(bed.venue.submissions).toHaveLength(3);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
  });
});

describe('while a scope is reducing', () => {
  test('only what closes a position leaves', async () => {
    await bed.order();
    await bed.until(bed.engine.settled());
    await set('reducing', 'account:main');
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'trading_state' }] });
    expect(await bed.signal({ side: 'sell', quantity: '11' })).toMatchObject({ type: 'denied' });
    bed.venue.behaviour = 'rest';
    expect(await bed.signal({ side: 'sell', quantity: '6' })).toMatchObject({ type: 'ordered' });
    expect(await bed.signal({ side: 'sell', quantity: '6' })).toMatchObject({ type: 'denied' });
    expect(await bed.signal({ side: 'sell', quantity: '4' })).toMatchObject({ type: 'ordered' });
  });

  test('both exits of a bracket go on protecting what its entry filled', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
    await set('reducing');
    bed.venue.fill(orderId as string as ClientOrderId, decimal('10'));
    await bed.until(bed.engine.settled());
    expect(bed.venue.submissions).toHaveLength(3);
  });
});

test('exits that rest take no room to close from an order by hand, before a restart and after', async () => {
  bed.venue.behaviour = 'rest';
  const orderId = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
  bed.venue.fill(orderId as string as ClientOrderId, decimal('10'));
  await bed.until(bed.engine.settled());
  const close = { side: 'sell', quantity: '5', reduceOnly: true };
  expect(await bed.signal(close)).toMatchObject({ type: 'ordered' });
  await bed.restart();
  bed.venue.quote(spx, decimal('1400'));
  expect(await bed.signal(close)).toMatchObject({ type: 'ordered' });
});
