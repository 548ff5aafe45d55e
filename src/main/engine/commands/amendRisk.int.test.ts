/** An amend is judged like a new order, through whatever door it comes. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import type { ReplaceTerms } from '../../domain/order/orderState.ts';
import { defaultConfiguration, type EngineConfiguration } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

const { risk, instruments } = defaultConfiguration();
const [instrument] = instruments;
const limits = (change: Partial<EngineConfiguration['risk']>): Partial<EngineConfiguration> => ({
  risk: { ...risk, ...change },
});

let bed: TradingBed;

/** The market is at 1400; the bed's orders are buys of 10 at 1400 that rest. */
async function open(change: Partial<EngineConfiguration> = {}): Promise<void> {
  bed = await TradingBed.open(change);
  bed.venue.behaviour = 'rest';
}

beforeEach(() => open());

interface Change {
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}

function termsOf(change: Change): ReplaceTerms {
  return Object.fromEntries(Object.entries(change).map(([field, value]) => [field, decimal(value)]));
}

const amend = (orderId: OrderId, change: Change) =>
  bed.until(bed.engine.orders.amend(orderId, termsOf(change), operator));

async function refused(orderId: OrderId, change: Change): Promise<string> {
  const result = await amend(orderId, change);
  if (result.ok) throw new Error(`the amend to ${JSON.stringify(change)} was not refused`);
  return result.error.code;
}

async function passes(orderId: OrderId, change: Change): Promise<void> {
  expect(await amend(orderId, change)).toEqual({ ok: true });
  await bed.until(bed.engine.settled());
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject(change);
}

const fill = async (orderId: OrderId, quantity: string): Promise<void> => {
  const { clientOrderId } = bed.engine.queries.getOrder(orderId)!;
  bed.venue.fill(clientOrderId as ClientOrderId, decimal(quantity));
  await bed.until(bed.engine.settled());
};

const eventsOf = (orderId: OrderId) => bed.engine.queries.getOrderEvents(orderId);

test('the reason of a refused amend goes with the next change that is done', async () => {
  const orderId = await bed.order({ quantity: '10', limitPrice: '1390' });
  const row = () => bed.engine.queries.getOrder(orderId)!;
  await refused(orderId, { quantity: '999999' });
  expect(row().reason).toContain('999999');
  await passes(orderId, { quantity: '8' });
  expect(row()).not.toHaveProperty('reason');
  await refused(orderId, { quantity: '999999' });
  await fill(orderId, '8');
  expect(row()).toMatchObject({ status: 'filled' });
  expect(row()).not.toHaveProperty('reason');
});

describe('an amend is refused where a new order would be', () => {
  test.each<[string, Change, string]>([
    ['of far too many units', { quantity: '999999' }, 'max_order_quantity'],
    ['to twice the market', { limitPrice: '3000' }, 'price_collar'],
    ['off the tick', { limitPrice: '1400.1' }, 'price_off_tick'],
    ['off the lot', { quantity: '11.5' }, 'quantity_off_lot'],
    ['above the maximum', { quantity: '1000001' }, 'quantity_above_maximum'],
    ['to a price below zero', { limitPrice: '-1' }, 'price_not_positive'],
    ['to a price of zero', { limitPrice: '0' }, 'price_not_positive'],
    ['to a quantity of zero', { quantity: '0' }, 'replace_below_filled'],
    ['to a quantity below zero', { quantity: '-5' }, 'replace_below_filled'],
    ['less aggressive and off the tick', { limitPrice: '1399.9' }, 'price_off_tick'],
    ['smaller and off the lot', { quantity: '9.5' }, 'quantity_off_lot'],
    ['with a stop that a limit order has none of', { stopPrice: '1390' }, 'price_unexpected'],
  ])('%s', async (_name, change, code) => {
    const orderId = await bed.order();
    expect(await refused(orderId, change)).toBe(code);
    expect(bed.venue.requested).toEqual([]);
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject({
      quantity: '10',
      limitPrice: '1400',
      status: 'accepted',
    });
  });

  test('with every reason, kept with the order and with what risk said', async () => {
    const orderId = await bed.order();
    const result = await amend(orderId, { quantity: '20000', limitPrice: '3000' });
    expect(result).toMatchObject({ ok: false, error: { code: 'max_order_quantity' } });
    const message = result.ok ? '' : result.error.message;
    expect(message).toContain('order quantity 20000 is above the limit 10000');
    expect(message).toContain('the collar allows 5 %');
    const denied = (await eventsOf(orderId)).at(-1);
    expect(denied).toMatchObject({
      type: 'OrderReplaceDenied',
      actor: operator.actor,
      data: {
        quantity: '20000',
        limitPrice: '3000',
        reason: 'test',
        reasons: [{ code: 'max_order_quantity' }, { code: 'max_order_notional' }, { code: 'price_collar' }],
        risk: { rules: expect.arrayContaining([expect.objectContaining({ rule: 'position_limit' })]) },
      },
    });
  });

  test('below the minimum of the instrument, also where it only gets smaller', async () => {
    await open({ instruments: [{ ...instrument!, quantityMin: decimal('5') }] });
    const orderId = await bed.order();
    expect(await refused(orderId, { quantity: '4' })).toBe('quantity_below_minimum');
    await passes(orderId, { quantity: '5' });
  });

  test('in a symbol that is not traded here any more, and passes there where it only reduces', async () => {
    const orderId = await bed.order();
    await bed.restart({ instruments: [{ ...instrument!, symbol: 'NDX' as never }] });
    bed.venue.quote(spx, decimal('1400'));
    expect(await refused(orderId, { quantity: '11' })).toBe('unknown_symbol');
    await passes(orderId, { quantity: '9' });
  });

  test('when its entry would pass its own exits', async () => {
    const orderId = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
    expect(await refused(orderId, { limitPrice: '1410' })).toBe('take_profit_wrong_side');
    expect(await refused(orderId, { limitPrice: '1390' })).toBe('stop_loss_wrong_side');
    await passes(orderId, { limitPrice: '1409' });
  });

  test('while risk itself is isolated, and passes where it only reduces', async () => {
    const orderId = await bed.order();
    await bed.until(bed.engine.riskBreaker.control.isolate(operator));
    expect(await refused(orderId, { quantity: '11' })).toBe('risk_unavailable');
    await passes(orderId, { quantity: '9', limitPrice: '1399' });
  });
});

describe('an amend that passes', () => {
  test('keeps its decision with the order', async () => {
    const orderId = await bed.order();
    await passes(orderId, { quantity: '20', limitPrice: '1401' });
    const asked = (await eventsOf(orderId)).find(({ type }) => type === 'OrderReplaceRequested');
    expect(asked?.data).toMatchObject({
      quantity: '20',
      risk: {
        rules: expect.arrayContaining([
          expect.objectContaining({ rule: 'max_order_quantity', input: '20' }),
          expect.objectContaining({ rule: 'max_order_notional', input: '28020' }),
          expect.objectContaining({ rule: 'position_limit', input: '20' }),
        ]),
      },
    });
  });

  test('only makes the order smaller or less aggressive: no limit that was lowered since holds it back', async () => {
    const orderId = await bed.order();
    const none = {
      orderQuantityMax: decimal('1'),
      orderNotionalMax: decimal('1'),
      positionMax: decimal('1'),
    };
    const [small] = [{ ...instrument!, quantityMax: decimal('2') }];
    await bed.restart({ ...limits(none), instruments: [small] });
    expect(await refused(orderId, { limitPrice: '1400.25' })).toBe('quantity_above_maximum');
    await passes(orderId, { quantity: '9' });
    await passes(orderId, { limitPrice: '1000' });
    const asked = (await eventsOf(orderId)).filter(({ type }) => type === 'OrderReplaceRequested');
    expect(asked.map(({ data }) => 'risk' in data)).toEqual([false, false]);
  });

  test('takes its own working quantity out of the position that all open orders could lead to', async () => {
    await open(limits({ positionMax: decimal('30') }));
    const [first] = await bed.orders(2);
    await passes(first!, { quantity: '20' });
    expect(await refused(first!, { quantity: '21' })).toBe('position_limit');
  });

  test('counts what is filled once, as position', async () => {
    await open(limits({ positionMax: decimal('30') }));
    const orderId = await bed.order();
    await fill(orderId, '8');
    await passes(orderId, { quantity: '30' });
    expect(await refused(orderId, { quantity: '31' })).toBe('position_limit');
    expect(await refused(orderId, { quantity: '8' })).toBe('replace_below_filled');
    expect(await refused(orderId, { quantity: '7' })).toBe('replace_below_filled');
    await passes(orderId, { quantity: '9' });
  });

  test('is held to what is left to close where the order is reduce-only', async () => {
    bed.venue.behaviour = 'fill';
    await bed.order();
    await bed.until(bed.engine.settled());
    bed.venue.behaviour = 'rest';
    const close = await bed.order({ side: 'sell', quantity: '4', reduceOnly: true, limitPrice: '1410' });
    await passes(close, { quantity: '10' });
    expect(await refused(close, { quantity: '11' })).toBe('reduce_only');
    await fill(close, '3');
    await passes(close, { limitPrice: '1405' });
    expect(await refused(close, { quantity: '11' })).toBe('reduce_only');
  });

  test('counts as a message', async () => {
    await open(limits({ messageRatePerSecondMax: decimal('3') }));
    const orderId = await bed.order();
    await passes(orderId, { quantity: '11' });
    await passes(orderId, { quantity: '12' });
    expect(await refused(orderId, { quantity: '13' })).toBe('message_rate');
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'message_rate' }] });
    await passes(orderId, { quantity: '11' });
    await bed.time.advance(1_001);
    await passes(orderId, { quantity: '13' });
  });
});

describe('the room of an amend', () => {
  beforeEach(() => open(limits({ positionMax: decimal('30') })));

  test('is taken when it is decided: many amends and new orders at once share it', async () => {
    const ids = await bed.orders(2);
    const change = { quantity: decimal('20') };
    const asked = Promise.all(ids.map((id) => bed.engine.orders.amend(id, change, operator)));
    const outcome = bed.submit();
    const amended = (await bed.until(asked)).map(({ ok }) => ok);
    const taken = [...amended, (await bed.until(outcome)).type === 'ordered'];
    expect(taken.filter((one) => one)).toHaveLength(1);
  });

  test('is taken in the commit that takes it to the disk: a new order behind it finds none', async () => {
    const ids = await bed.orders(2);
    const change = { quantity: decimal('20') };
    const asked = Promise.all(ids.map((id) => bed.engine.orders.amend(id, change, operator)));
    // Decided, and not on disk.
    while (bed.store.health().pendingAppends === 0) await Promise.resolve();
    const outcome = bed.submit();
    expect((await bed.until(asked)).map(({ ok }) => ok)).toEqual([true, false]);
    expect(await bed.until(outcome)).toMatchObject({ type: 'denied', reasons: [{ code: 'position_limit' }] });
  });

  test('is held while the venue has not answered, also over a restart, and given back when it refuses', async () => {
    const [orderId] = await bed.orders(2);
    bed.venue.requests = 'lose_request';
    await bed.until(bed.engine.orders.amend(orderId!, { quantity: decimal('20') }, operator));
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'position_limit' }] });
    await bed.restart();
    expect(bed.engine.queries.getOrder(orderId!)?.status).toBe('pending_replace');
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'position_limit' }] });
    expect(await refused(orderId!, { quantity: '15' })).toBe('illegal_transition');
  });

  test('is given back by an amend that could not be recorded', async () => {
    const [orderId] = await bed.orders(2);
    bed.disk.fault = { code: 'disk_full', message: 'full' };
    expect(await refused(orderId!, { quantity: '20' })).toBe('store_unavailable');
    bed.disk.fault = undefined;
    await bed.time.advance(1_000);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('is given back by one of two amends of an order at once, and kept by the other', async () => {
    const [orderId] = await bed.orders(1);
    const change = { quantity: decimal('20') };
    const both = [1, 2].map(() => bed.engine.orders.amend(orderId!, change, operator));
    const results = await bed.until(Promise.all(both));
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'position_limit' }] });
  });

  test('shrinks only once the venue has done it', async () => {
    const [orderId] = await bed.orders(3);
    bed.venue.requests = 'lose_request';
    await bed.until(bed.engine.orders.amend(orderId!, { quantity: decimal('1') }, operator));
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'position_limit' }] });
  });
});

test('an order that is not at rest is not amended, whatever the change', async () => {
  const asked: Promise<unknown>[] = [];
  bed.engine.bus.subscribe('test', (events) => {
    for (const { type, streamId } of events) {
      if (type !== 'OrderInDoubt' && type !== 'OrderSubmitting') continue;
      const orderId = streamId.slice('order-'.length) as OrderId;
      for (const quantity of ['9', '11']) {
        asked.push(bed.engine.orders.amend(orderId, termsOf({ quantity }), operator));
      }
    }
  });
  bed.venue.behaviour = 'lose_answer';
  await bed.order();
  const refusedThere = { ok: false, error: { code: 'illegal_transition' } };
  expect(await bed.until(Promise.all(asked))).toMatchObject(Array.from({ length: 4 }, () => refusedThere));
  bed.venue.behaviour = 'fill';
  const filled = await bed.order();
  await bed.until(bed.engine.settled());
  expect(await refused(filled, { quantity: '11' })).toBe('illegal_transition');
  expect(await refused('nobody' as OrderId, { quantity: '11' })).toBe('order_unknown');
});

test('an exit is amended by hand within what is held, and by its bracket whatever the limits say', async () => {
  await open(limits({ orderQuantityMax: decimal('10') }));
  const entry = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
  await fill(entry, '4');
  const stop = `${entry}-sl` as OrderId;
  expect(await refused(stop, { quantity: '5' })).toBe('exit_quantity');
  expect(await refused(stop, { stopPrice: '1390.1' })).toBe('price_off_tick');
  await passes(stop, { stopPrice: '1395' });
  const none = { orderQuantityMax: decimal('1'), orderNotionalMax: decimal('1') };
  await bed.restart(limits({ ...none }));
  await fill(entry, '6');
  expect(bed.engine.queries.getOrder(stop)).toMatchObject({ quantity: '10', stopPrice: '1395' });
  expect(bed.engine.brackets.unprotected()).toEqual([]);
});

describe('the level of an exit, amended by hand, is held against the market', () => {
  const exit = async (side: 'buy' | 'sell', suffix: 'sl' | 'tp'): Promise<OrderId> => {
    const [takeProfit, stopLoss] = side === 'buy' ? ['1410', '1390'] : ['1390', '1410'];
    const entry = await bed.order({ side, takeProfit, stopLoss });
    await fill(entry, '10');
    return `${entry}-${suffix}` as OrderId;
  };

  test.each<['buy' | 'sell', 'sl' | 'tp', Change, Change, string]>([
    ['buy', 'sl', { stopPrice: '1400' }, { stopPrice: '1399.75' }, 'stop_loss_wrong_side'],
    ['buy', 'sl', { stopPrice: '1410.25' }, { stopPrice: '1380' }, 'stop_loss_wrong_side'],
    ['buy', 'sl', { stopPrice: '1400.25' }, { stopPrice: '1395' }, 'stop_loss_wrong_side'],
    ['buy', 'tp', { limitPrice: '1400' }, { limitPrice: '1400.25' }, 'take_profit_wrong_side'],
    ['buy', 'tp', { limitPrice: '1390' }, { limitPrice: '1420' }, 'take_profit_wrong_side'],
    ['sell', 'sl', { stopPrice: '1400' }, { stopPrice: '1400.25' }, 'stop_loss_wrong_side'],
    ['sell', 'tp', { limitPrice: '1400' }, { limitPrice: '1399.75' }, 'take_profit_wrong_side'],
  ])('of a %s, %s: %o is refused, %o passes', async (side, suffix, wrong, right, code) => {
    const orderId = await exit(side, suffix);
    expect(await refused(orderId, wrong)).toBe(code);
    expect(await bed.until(bed.engine.orders.dryRunAmend(orderId, termsOf(wrong)))).toMatchObject({
      refusals: [{ code }],
    });
    await passes(orderId, right);
  });

  test('also where the amend only reduces; a level that stays is not judged', async () => {
    const orderId = await exit('buy', 'sl');
    bed.venue.quote(spx, decimal('1380'));
    expect(await refused(orderId, { stopPrice: '1385' })).toBe('stop_loss_wrong_side');
    expect(await refused(orderId, { stopPrice: '1390' })).toBe('replace_unchanged');
  });

  test('but not that of a stop which is no exit', async () => {
    const stop = { orderType: 'stop', side: 'sell', limitPrice: undefined, stopPrice: '1390' } as const;
    const orderId = await bed.order(stop);
    expect(await amend(orderId, { stopPrice: '1401' })).toEqual({ ok: true });
  });
});

test('a dry run says what an amend would come to, and leaves no trace', async () => {
  await open(limits({ positionMax: decimal('30') }));
  const orderId = await bed.order();
  const ask = (change: Change) => bed.until(bed.engine.orders.dryRunAmend(orderId, termsOf(change)));
  expect(await ask({ quantity: '31' })).toMatchObject({
    refusals: [{ code: 'position_limit' }],
    risk: { level: 'high' },
  });
  expect(await ask({ quantity: '30' })).toMatchObject({ refusals: [], risk: { level: 'high' } });
  expect(await ask({ quantity: '9' })).toEqual({ refusals: [] });
  expect(await ask({ limitPrice: '1400.1' })).toMatchObject({ refusals: [{ code: 'price_off_tick' }] });
  await bed.until(bed.engine.trading.setState({ kind: 'desk' }, 'halted', operator));
  expect(await ask({ quantity: '31' })).toMatchObject({
    refusals: [{ code: 'trading_state' }, { code: 'position_limit' }],
  });
  await bed.until(bed.engine.trading.setState({ kind: 'desk' }, 'active', operator));
  expect(await bed.signal({ quantity: '20' })).toMatchObject({ type: 'ordered' });
  expect((await bed.events()).some(({ type }) => type.startsWith('OrderReplace'))).toBe(false);
});

test('a dry run of several amends judges each with the room that those before it would take, and gives it back', async () => {
  await open(limits({ positionMax: decimal('60') }));
  const orderIds = [await bed.order(), await bed.order(), await bed.order()];
  const ask = (quantities: readonly string[]) =>
    bed.until(
      bed.engine.orders.dryRunAmends(
        orderIds.map((orderId, index) => ({
          orderId,
          change: termsOf({ quantity: quantities[index] ?? '10' }),
        })),
      ),
    );
  const codesOf = (answers: Awaited<ReturnType<typeof ask>>) =>
    answers.map(({ refusals }) => refusals.map(({ code }) => code));
  // Each alone would pass: 10 + 10 + 35 is 55. The second and the third do not fit beside the first.
  const wanted = ['35', '25', '16'];
  for (let time = 0; time < 2; time++) {
    expect(codesOf(await ask(wanted))).toEqual([[], ['position_limit'], ['position_limit']]);
  }
  expect(codesOf(await ask(['9', '40', '11']))).toEqual([[], [], ['position_limit']]);
  const outcomes = orderIds.map((orderId, index) =>
    bed.engine.orders.amend(orderId, termsOf({ quantity: wanted[index]! }), operator),
  );
  const asked = await bed.until(Promise.all(outcomes));
  expect(asked.map((result) => (result.ok ? 'asked for' : result.error.code))).toEqual([
    'asked for',
    'position_limit',
    'position_limit',
  ]);
});

test('a dry run of several amends counts the messages that they would be, and takes them back', async () => {
  await open(limits({ messageRatePerSecondMax: decimal('5') }));
  const orderIds = [await bed.order(), await bed.order(), await bed.order()];
  const asked = orderIds.map((orderId) => ({ orderId, change: termsOf({ quantity: '11' }) }));
  for (let time = 0; time < 2; time++) {
    const answers = await bed.until(bed.engine.orders.dryRunAmends(asked));
    expect(answers.map(({ refusals }) => refusals.length)).toEqual([0, 0, 1]);
  }
});

describe('an amend that can change nothing is refused at the door', () => {
  const refusalOf = async (orderId: OrderId, change: Change) => {
    const { refusals } = await bed.engine.orders.dryRunAmend(orderId, termsOf(change));
    const result = await amend(orderId, change);
    const error = result.ok ? undefined : result.error;
    expect(refusals).toEqual(error === undefined ? [] : [error]);
    return error;
  };

  test.each<[Change, string]>([
    [{ quantity: '10' }, 'nothing changes: quantity is 10 already'],
    [{ limitPrice: '1390' }, 'nothing changes: the limit price is 1390 already'],
    [
      { quantity: '10', limitPrice: '1390' },
      'nothing changes: quantity is 10 already, the limit price is 1390 already',
    ],
  ])('%s', async (change, message) => {
    const orderId = await bed.order({ limitPrice: '1390' });
    expect(await refusalOf(orderId, change)).toMatchObject({ code: 'replace_unchanged', message });
    expect(bed.venue.requested).toEqual([]);
    await passes(orderId, { quantity: '10', limitPrice: '1390.25' });
  });

  test('and so is the quantity of an exit, which its bracket would set back', async () => {
    const entry = await bed.order({ takeProfit: '1500', stopLoss: '1300' });
    await fill(entry, '10');
    await bed.time.advance(1_000);
    for (const [role, price] of [
      ['tp', { limitPrice: '1490' }],
      ['sl', { stopPrice: '1310' }],
    ] as const) {
      const exit = `${entry}-${role}` as OrderId;
      for (const quantity of ['4', '11']) {
        expect(await refusalOf(exit, { quantity, ...price })).toMatchObject({ code: 'exit_quantity' });
      }
      expect(await refusalOf(exit, { quantity: '10' })).toMatchObject({ code: 'replace_unchanged' });
      await passes(exit, price);
    }
  });
});
