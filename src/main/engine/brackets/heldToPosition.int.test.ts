/** Exits and resting reduce-only orders on the whole engine: held to what is left to close, whoever closes it. */
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';
import { RefusalBackoff } from './refusalBackoff.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const levels = { takeProfit: '1410', stopLoss: '1390' };
const settled = () => bed.until(bed.engine.settled());

async function fill(orderId: string, quantity: string, silent = false): Promise<void> {
  const id = bed.engine.queries.getOrder(ids.order(orderId))?.clientOrderId ?? orderId;
  bed.venue.fill(id as ClientOrderId, decimal(quantity), silent);
  if (!silent) await settled();
}

async function filled(change: object): Promise<OrderId> {
  const orderId = await bed.order(change);
  await fill(orderId, bed.engine.queries.getOrder(orderId)?.quantity ?? '0');
  return orderId;
}

const sell = (quantity: string, change: object = {}) =>
  filled({ side: 'sell', quantity, limitPrice: '1400', ...change });

/** What works at the venue to close, by who it is of. */
async function working(): Promise<string[]> {
  const names = new Map([...bed.engine.queries.getActiveOrders()].map((row) => [row.clientOrderId, row]));
  return (await bed.venue.listOpenOrders())
    .map((record) => {
      const row = names.get(record.clientOrderId);
      const leaves = (record.quantity - record.filledQuantity) / 10n ** 9n;
      return `${row?.role ?? 'own'} ${leaves}`;
    })
    .toSorted();
}

const alerts = () => bed.engine.alerts.open().map(({ kind }) => kind);

describe('exits of a bracket', () => {
  test('end when another order closes the position, and do not come back with the next position', async () => {
    await filled(levels);
    expect(await working()).toEqual(['stop_loss 10', 'take_profit 10']);
    await sell('10', { strategy: ids.strategy('other') });
    expect(await working()).toEqual([]);
    await filled({});
    expect(await working()).toEqual([]);
    await bed.restart();
    await settled();
    expect(await working()).toEqual([]);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
    expect(alerts()).toEqual([]);
  });

  test('shrink with what is left, and grow back with it while something is', async () => {
    await filled(levels);
    await sell('4');
    expect(await working()).toEqual(['stop_loss 6', 'take_profit 6']);
    await filled({ quantity: '3' });
    expect(await working()).toEqual(['stop_loss 9', 'take_profit 9']);
    await filled({ quantity: '8' });
    expect(await working()).toEqual(['stop_loss 10', 'take_profit 10']);
  });

  test('of the younger entry give way, until nothing is left', async () => {
    const older = await filled(levels);
    const younger = await filled(levels);
    await sell('15');
    const leavesOf = async (entry: OrderId) =>
      (await bed.engine.queries.getChildOrders(entry)).map(
        ({ status, leavesQuantity }) => `${status} ${leavesQuantity}`,
      );
    expect(await leavesOf(older)).toEqual(['accepted 5', 'accepted 5']);
    expect(await leavesOf(younger)).toEqual(['canceled 0', 'canceled 0']);
    await sell('5');
    expect(await working()).toEqual([]);
  });

  test('of two positions that cancel each other out protect nothing', async () => {
    await filled(levels);
    await filled({ side: 'sell', quantity: '4', stopLoss: '1410', takeProfit: '1390' });
    expect(await working()).toEqual(['stop_loss 6', 'take_profit 6']);
    await sell('16', { stopLoss: '1410' });
    expect(await working()).toEqual(['stop_loss 10']);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
  });

  test('protect what fills after the position was closed in between', async () => {
    const entry = await bed.order(levels);
    await fill(entry, '4');
    await sell('4');
    expect(await working()).toEqual(['own 6']);
    await fill(entry, '6');
    expect(await working()).toEqual(['stop_loss 6', 'take_profit 6']);
  });

  test('end after a restart when the position was closed meanwhile', async () => {
    await filled(levels);
    const close = await bed.order({ side: 'sell' });
    await fill(close, '10', true);
    await bed.restart();
    await settled();
    expect(await working()).toEqual([]);
    expect(alerts()).toEqual([]);
  });

  test('stay while the venue is compared, whatever order its fills are found in', async () => {
    await filled(levels);
    const [close, open] = [await bed.order({ side: 'sell' }), await bed.order({})];
    await fill(close, '10', true);
    await fill(open, '10', true);
    await bed.restart();
    await settled();
    expect(await working()).toEqual(['stop_loss 10', 'take_profit 10']);
  });

  test('end once a hand settlement closes the position', async () => {
    await filled(levels);
    bed.venue.behaviour = 'lose_answer';
    bed.venue.answers = false;
    const doubtful = await bed.order({ side: 'sell' });
    await bed.time.advance(10_000);
    const executions = [{ quantity: decimal('10'), price: decimal('1400') }];
    const settlement = { outcome: 'filled', executions } as const;
    expect(await bed.until(bed.engine.orders.settle(doubtful, settlement, operator))).toMatchObject({
      ok: true,
    });
    bed.venue.answers = true;
    await settled();
    expect(bed.engine.queries.getActiveOrders()).toEqual([]);
  });

  test('that the venue refuses to make smaller are canceled and made anew', async () => {
    await filled(levels);
    bed.venue.requests = 'refuse';
    await fill(await bed.order({ side: 'sell' }), '4');
    bed.venue.requests = 'take';
    await bed.time.advance(31_000);
    const ended = (await bed.engine.queries.getOrderHistory({ filter: { statuses: ['canceled'] } })).rows;
    expect(ended.map(({ role }) => String(role)).toSorted()).toEqual(['stop_loss', 'take_profit']);
    expect(await working()).toEqual(['own 6', 'stop_loss 6', 'take_profit 6']);
  });

  test('are made anew for less where the venue can not replace', async () => {
    bed.venue.capabilities = { ...bed.venue.capabilities, replace: false };
    await filled(levels);
    await sell('4');
    expect(await working()).toEqual(['stop_loss 6', 'take_profit 6']);
    await sell('6');
    expect(await working()).toEqual([]);
  });

  test('that wait behind their venue do not leave once the position is closed', async () => {
    const guard = bed.engine.guards.get('sim' as VenueId)!;
    const entry = await bed.order(levels);
    const close = await bed.order({ side: 'sell' });
    await bed.until(guard.control.isolate(operator));
    await fill(entry, '10');
    await fill(close, '10');
    await bed.until(guard.control.reset(operator));
    await bed.time.advance(60_000);
    expect(bed.venue.submissions).toHaveLength(2);
  });
});

describe('a resting reduce-only order', () => {
  const reduceOnly = (quantity: string, change: object = {}) =>
    bed.order({ side: 'sell', quantity, limitPrice: '1410', reduceOnly: true, ...change });

  test('is held to what is left, and ends with it', async () => {
    await filled({});
    await reduceOnly('10');
    await sell('4');
    expect(await working()).toEqual(['own 6']);
    await filled({ quantity: '4' });
    expect(await working()).toEqual(['own 6']);
    await sell('10');
    expect(await working()).toEqual([]);
    expect(alerts()).toEqual([]);
  });

  test('is held after a restart, too', async () => {
    await filled({});
    await reduceOnly('10');
    const close = await bed.order({ side: 'sell', quantity: '7' });
    await fill(close, '7', true);
    await bed.restart();
    await settled();
    expect(await working()).toEqual(['own 3']);
  });

  test('goes before the take-profit of a bracket, which comes back when it is canceled', async () => {
    await filled(levels);
    const own = await reduceOnly('10');
    await settled();
    expect(await working()).toEqual(['own 10', 'stop_loss 10']);
    await bed.until(bed.engine.orders.cancel(own, operator));
    await settled();
    expect(await working()).toEqual(['stop_loss 10', 'take_profit 10']);
  });

  test('that is partly filled keeps what it has filled and is made smaller by the rest', async () => {
    await filled({});
    const own = await reduceOnly('10');
    await fill(own, '2');
    await sell('5');
    expect(await working()).toEqual(['own 3']);
  });

  test('is canceled where the venue refuses to make it smaller', async () => {
    await filled({});
    const own = await reduceOnly('10');
    bed.venue.requests = 'refuse';
    await sell('4');
    bed.venue.requests = 'take';
    await bed.time.advance(31_000);
    expect(bed.engine.queries.getOrder(own)).toMatchObject({ status: 'canceled' });
  });
});

test('nothing is remembered of refusals once their reduce-only orders have ended', async () => {
  const remembered = new Set<string>();
  const [refused, forget] = [RefusalBackoff.prototype.refused, RefusalBackoff.prototype.forget];
  vi.spyOn(RefusalBackoff.prototype, 'refused').mockImplementation(function (this: RefusalBackoff, key) {
    remembered.add(key);
    return refused.call(this, key);
  });
  vi.spyOn(RefusalBackoff.prototype, 'forget').mockImplementation(function (this: RefusalBackoff, key) {
    remembered.delete(key);
    forget.call(this, key);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  bed.venue.requests = 'refuse';
  for (let round = 0; round < 5; round++) {
    await filled({});
    const own = await bed.order({ side: 'sell', limitPrice: '1410', reduceOnly: true });
    await sell('4');
    expect([...remembered]).toEqual([own]);
    await fill(own, '10');
    expect([...remembered]).toEqual([]);
    await filled({ quantity: '4' });
  }
});

describe('what was closed beyond the position raises an alert', () => {
  test('when both exits of a bracket fill', async () => {
    const entry = await filled(levels);
    const [stop, profit] = await bed.engine.queries.getChildOrders(entry);
    bed.venue.fill(stop!.clientOrderId as ClientOrderId, decimal('10'));
    bed.venue.fill(profit!.clientOrderId as ClientOrderId, decimal('10'));
    await settled();
    expect(alerts()).toContain('bracket_over_closed');
  });

  test('when that is found at the next start, once', async () => {
    const entry = await filled(levels);
    for (const { orderId } of await bed.engine.queries.getChildOrders(entry)) await fill(orderId, '10', true);
    await bed.restart();
    await settled();
    const raised = alerts();
    expect(raised).toContain('bracket_over_closed');
    await bed.restart();
    await settled();
    expect(alerts()).toEqual(raised);
  });

  test('when a reduce-only fill crosses the order that closed the position', async () => {
    await filled({});
    const own = await bed.order({ side: 'sell', reduceOnly: true });
    const close = await bed.order({ side: 'sell' });
    bed.venue.fill(close as string as ClientOrderId, decimal('10'));
    bed.venue.fill(own as string as ClientOrderId, decimal('10'));
    await settled();
    expect(alerts()).toEqual(['reduce_only_reversed']);
    expect(bed.engine.alerts.open()[0]?.message).toContain('the position is -10');
  });

  test('and not for fills that are found in another order than they came in', async () => {
    const open = await bed.order(levels);
    await fill(open, '10', true);
    bed.venue.quote(spx, decimal('1400'));
    await bed.restart();
    await settled();
    expect(alerts()).toEqual([]);
  });
});
