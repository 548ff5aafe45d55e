/** The decisions of an engine, judged again by the same limits and by others. */
import { beforeEach, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, spx, TradingBed } from './testing/tradingBed.ts';
import { WhatIf, type JudgedAgain, type OtherLimits } from './whatIf.ts';

const configuration = defaultConfiguration();
const risk: RiskSettings = {
  ...configuration.risk,
  longPositionMax: decimal('30'),
  openOrdersMax: decimal('3'),
  dailyVolumeMax: decimal('60'),
  dailyLossMax: decimal('150'),
  grossExposureMax: decimal('45000'),
  repeatedOrdersMax: decimal('2'),
};
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open({ risk });
  bed.venue.behaviour = 'rest';
});

async function judgedBy(
  change: Partial<RiskSettings>,
  windows: OtherLimits['windows'] = {},
): Promise<JudgedAgain[]> {
  const events = await bed.events();
  const whatIf = new WhatIf(
    bed.store,
    { ...configuration, risk: { ...risk, ...change }, windows },
    events[0]!.time,
  );
  const all: JudgedAgain[] = [];
  for (const event of events) {
    const judged = await whatIf.take(event);
    if (judged !== undefined) all.push(judged);
  }
  return all;
}

const differing = (all: readonly JudgedAgain[]) =>
  all.filter(({ before, after }) => after === undefined || after.length > 0 !== before.length > 0);
const rules = ({ after }: JudgedAgain) => after?.map(({ rule }) => rule);

async function fill(orderId: OrderId, quantity: string): Promise<void> {
  const { clientOrderId } = bed.engine.queries.getOrder(orderId)!;
  bed.venue.fill(clientOrderId as ClientOrderId, decimal(quantity));
  await bed.until(bed.engine.settled());
}

const amend = (orderId: OrderId, quantity: string) =>
  bed.until(bed.engine.orders.amend(orderId, { quantity: decimal(quantity) }, operator));

/** Orders and amends that pass and that every limit denies once, with fills, a restart and a price that moves. */
async function day(): Promise<void> {
  const first = await bed.order({ quantity: '10' });
  await fill(first, '4');
  expect(await amend(first, '15')).toEqual({ ok: true });
  await bed.until(bed.engine.settled());
  expect(await amend(first, '31')).toMatchObject({ error: { code: 'long_position_limit' } });
  await fill(first, '11');
  await bed.order({ quantity: '5' });
  await bed.order({ quantity: '5', limitPrice: '1399' });
  expect(await bed.signal({ quantity: '5' })).toMatchObject({ type: 'ordered' });
  expect(await bed.signal({ quantity: '5' })).toMatchObject({ type: 'denied' });
  expect(await bed.signal({ quantity: '31' })).toMatchObject({ type: 'denied' });
  await bed.restart();
  const sell = await bed.signal({ side: 'sell', quantity: '20' });
  expect(sell).toMatchObject({ reasons: [{ code: 'open_orders' }] });
  bed.venue.quote(spx, decimal('1389'));
  await bed.time.advance(2_000);
  expect(await bed.signal({ quantity: '1', limitPrice: '1389' })).toMatchObject({ type: 'denied' });
}

test('the same limits decide as they did', async () => {
  await day();
  const all = await judgedBy({});
  expect(all).toHaveLength(10);
  expect(differing(all)).toEqual([]);
  for (const one of all) expect(rules(one)).toEqual(one.before.map(({ rule }) => rule));
});

test('a tighter limit names the decisions that it would have denied, a looser one those that it would have passed', async () => {
  await day();
  const tighter = differing(await judgedBy({ orderQuantityMax: decimal('9') }));
  expect(tighter.map((one) => [one.what, one.quantity, rules(one)])).toEqual([
    ['order', '10', ['max_order_quantity']],
    ['amend', '15', ['max_order_quantity']],
  ]);
  const looser = differing(
    await judgedBy({ longPositionMax: 'none', dailyLossMax: 'none', openOrdersMax: 'none' }),
  );
  expect(looser.map((one) => [one.what, one.quantity, rules(one)])).toContainEqual(['amend', '31', []]);
});

test('a soft limit denies again, except where an override let the order pass', async () => {
  const soft = { soft: decimal('5'), hard: decimal('20') };
  const set = bed.engine.limits.set('orderQuantityMax', { kind: 'desk' }, soft, operator);
  await bed.until(set);
  await bed.until(
    bed.engine.limits.override('s1' as never, { rules: ['max_order_quantity'], minutes: 5 }, operator),
  );
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  expect(await bed.signal()).toMatchObject({ type: 'denied' });
  expect(differing(await judgedBy({ orderQuantityMax: soft }))).toEqual([]);
  expect(differing(await judgedBy({}))).toHaveLength(1);
});

test('a limit counts in the longer window that the desk had then, unless the file says one', async () => {
  const repeatedOrdersMax = { hard: decimal('1'), fourEyes: true };
  const counting = (repeatedOrdersWindowMs: number) => ({
    risk: { ...risk, repeatedOrdersMax, repeatedOrdersWindowMs },
  });
  bed = await TradingBed.open(counting(60_000));
  bed.venue.behaviour = 'rest';
  await bed.restart(counting(1_000));
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  await bed.time.advance(10_000);
  expect(await bed.signal()).toMatchObject({ reasons: [{ code: 'repeated_order' }] });
  const limit = { repeatedOrdersMax: decimal('1') };
  expect(differing(await judgedBy(limit))).toEqual([]);
  expect(differing(await judgedBy(limit, { repeatedOrdersMax: 1_000 }))).toMatchObject([
    { before: [{ rule: 'repeated_order' }], after: [] },
  ]);
});

test('an override that an order did not need counts for other limits', async () => {
  const soft = { soft: decimal('20'), hard: decimal('30') };
  const set = bed.engine.limits.set('orderQuantityMax', { kind: 'desk' }, soft, operator);
  await bed.until(set);
  await bed.until(
    bed.engine.limits.override('s1' as never, { rules: ['max_order_quantity'], minutes: 5 }, operator),
  );
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  const lower = { soft: decimal('5'), hard: decimal('20') };
  const denied = differing(await judgedBy({ orderQuantityMax: lower }));
  expect(denied.map(rules)).toEqual([['max_order_quantity']]);
  const all = await judgedBy({ orderQuantityMax: { ...lower, fourEyes: true } });
  expect(differing(all)).toHaveLength(2);
});
