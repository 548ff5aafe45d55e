/** Limits of risk on the whole engine, in simulated time. */
import { describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { positionSums } from '../../../shared/contract/positionSums.ts';
import type { Actor, OrderId, SignalId, Ticker } from '../../../shared/kernel/ids.ts';
import type { LimitName } from '../../domain/risk/limits.ts';
import { limitSignal, sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

const { risk } = defaultConfiguration();
/** The market is at 1400; the bed's orders are buys of 10 at 1400 that rest. */
async function open(change: Partial<RiskSettings>, startsAt?: string): Promise<TradingBed> {
  const bed = await TradingBed.open({ risk: { ...risk, ...change } }, startsAt);
  bed.venue.behaviour = 'rest';
  return bed;
}

async function filled(bed: TradingBed, quantity: string): Promise<void> {
  const { clientOrderId } = bed.engine.queries.getOrder(await bed.order({ quantity }))!;
  bed.venue.fill(clientOrderId!, decimal(quantity));
  await bed.until(bed.engine.settled());
}

async function priceMoves(bed: TradingBed, price: string): Promise<void> {
  bed.venue.quote(spx, decimal(price));
  await bed.time.advance(2_000);
}

const denied = (code: string) => ({ type: 'denied', reasons: [{ code }] });
const ordered = { type: 'ordered' };
const cross = { kind: 'strategy' as const, id: 'cross' as never };

describe('a strategy that repeats itself', () => {
  const signal = { strategy: ids.strategy('cross') };

  test('is halted by itself, and stays so over a restart until an operator enables it', async () => {
    const bed = await open({ repeatedExecutionsMax: decimal('3') });
    for (let i = 0; i < 3; i++) expect(await bed.signal(signal)).toMatchObject(ordered);
    expect(await bed.signal(signal)).toMatchObject(denied('repeated_execution'));
    expect(bed.engine.trading.states()).toContainEqual(
      expect.objectContaining({ scope: 'strategy:cross', state: 'halted', actor: ids.actor('engine:risk') }),
    );
    // The window is over, and the strategy is halted all the same; others are not.
    await bed.time.advance(120_000);
    expect(await bed.signal(signal)).toMatchObject(denied('trading_state'));
    expect(await bed.signal({ strategy: ids.strategy('other') })).toMatchObject(ordered);
    await bed.restart();
    expect(await bed.signal(signal)).toMatchObject(denied('trading_state'));
    expect(await bed.until(bed.engine.trading.enable(cross, operator))).toMatchObject({ ok: true });
    expect(await bed.signal(signal)).toMatchObject(ordered);
  });

  test('begins to count anew once an operator enables it, also within the window', async () => {
    const bed = await open({ repeatedExecutionsMax: decimal('2') });
    for (let i = 0; i < 2; i++) expect(await bed.signal(signal)).toMatchObject(ordered);
    expect(await bed.signal(signal)).toMatchObject(denied('repeated_execution'));
    expect(await bed.until(bed.engine.trading.enable(cross, operator))).toMatchObject({ ok: true });
    for (let i = 0; i < 2; i++) expect(await bed.signal(signal)).toMatchObject(ordered);
    expect(await bed.signal(signal)).toMatchObject(denied('repeated_execution'));
  });

  test('counts a program that calls its strategy manual', async () => {
    const bed = await open({ repeatedExecutionsMax: decimal('2') });
    const send = (id: string, actor: Actor) =>
      bed.until(
        bed.engine.intake.submit(limitSignal(id, { strategy: ids.strategy('manual') }), { actor }).outcome,
      );
    for (let i = 0; i < 3; i++) expect(await send(`h${i}`, operator.actor)).toMatchObject(ordered);
    // Also with the token of an operator, as whom it then acts.
    const [bot, ofPerson] = ['producer:bot@http' as Actor, 'operator:ak@http' as Actor];
    expect(await send('p0', bot)).toMatchObject(ordered);
    expect(await send('p1', ofPerson)).toMatchObject(ordered);
    expect(await send('p2', ofPerson)).toMatchObject(denied('repeated_execution'));
  });

  test('is not halted by a dry run, and an operator by hand is no strategy', async () => {
    const bed = await open({ repeatedExecutionsMax: decimal('1') });
    for (let i = 0; i < 3; i++) {
      const byHand = limitSignal(`h${i}`, { strategy: ids.strategy('manual') });
      const { outcome } = bed.engine.intake.submit(byHand, { actor: operator.actor });
      expect(await bed.until(outcome)).toMatchObject(ordered);
    }
    expect(await bed.signal(signal)).toMatchObject(ordered);
    const dryRun = bed.engine.intake.dryRun(sampleSignal('dry', signal), operator.actor);
    expect(dryRun.refusals).toMatchObject([{ code: 'repeated_execution' }]);
    expect(bed.engine.trading.states()).toMatchObject([{ scope: 'desk' }]);
  });
});

describe('a limit', () => {
  test('of repeated orders counts identical ones in its window', async () => {
    const bed = await open({ repeatedOrdersMax: decimal('2') });
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await bed.signal()).toMatchObject(denied('repeated_order'));
    expect(await bed.signal({ quantity: '11' })).toMatchObject(ordered);
    await bed.time.advance(1_000);
    expect(await bed.signal()).toMatchObject(ordered);
  });

  test("of self-crossing keeps an order from the desk's own, at the price that a replace asks for too", async () => {
    const bed = await open({ selfCrossingMax: decimal('0') });
    const sell = await bed.order({ side: 'sell', limitPrice: '1402' });
    expect(await bed.signal({ limitPrice: '1401' })).toMatchObject(ordered);
    expect(await bed.signal({ limitPrice: '1402' })).toMatchObject(denied('self_crossing'));
    const amended = bed.engine.orders.amend(sell, { limitPrice: decimal('1403') }, operator);
    expect(await bed.until(amended)).toEqual({ ok: true });
    await bed.until(bed.engine.settled());
    expect(await bed.signal({ limitPrice: '1402' })).toMatchObject(ordered);
    expect(await bed.signal({ side: 'sell', limitPrice: '1402' })).toMatchObject(denied('self_crossing'));
  });

  test('of self-crossing counts stops as triggered, the new one and those that work, of every account at the venue', async () => {
    const bed = await open({ selfCrossingMax: decimal('0') });
    const stop = { orderType: 'stop', limitPrice: undefined };
    const sellStop = await bed.order({ ...stop, side: 'sell', stopPrice: '1390' });
    const meets = (change: Readonly<Record<string, unknown>>): boolean =>
      bed.engine.intake
        .dryRun(limitSignal('dry', change), operator.actor)
        .refusals.some(({ code }) => code === 'self_crossing');
    const atMarket = { orderType: 'market', limitPrice: undefined, timeInForce: 'IOC' };
    const bought = ['1300', '1400'].map((limitPrice) => ({ limitPrice }));
    expect(bought.map(meets)).toEqual([true, true]);
    // What takes and goes is not there when the stop triggers.
    expect([atMarket, { timeInForce: 'IOC' }, { side: 'sell' }].map(meets)).toEqual([false, false, false]);
    expect(await bed.signal({ side: 'sell', limitPrice: '1410' })).toMatchObject(ordered);
    expect([atMarket, { ...stop, stopPrice: '1420' }, { limitPrice: '1409' }].map(meets)).toEqual([
      true,
      true,
      true,
    ]);
    await bed.restart();
    bed.venue.quote(spx, decimal('1400'));
    expect(bought.map(meets)).toEqual([true, true]);
    await bed.until(bed.engine.orders.cancel(sellStop, operator));
    await bed.until(bed.engine.settled());
    expect(bought.map(meets)).toEqual([false, false]);
  });

  test('of self-crossing counts where an amend goes, and where one without an answer may be', async () => {
    const bed = await open({ selfCrossingMax: decimal('0') });
    const sell = await bed.order({ side: 'sell', limitPrice: '1402' });
    const buy = await bed.order({ limitPrice: '1399' });
    const across = bed.engine.orders.amend(buy, { limitPrice: decimal('1402') }, operator);
    expect(await bed.until(across)).toMatchObject({ ok: false, error: { code: 'self_crossing' } });
    bed.venue.requests = 'lose_request';
    void bed.engine.orders.amend(sell, { limitPrice: decimal('1401') }, operator);
    await bed.time.advance(10);
    const near = bed.engine.intake.dryRun(limitSignal('near', { limitPrice: '1401' }), operator.actor);
    expect(near.refusals).toMatchObject([{ code: 'self_crossing' }]);
  });

  test('of daily volume counts what was executed, also after a restart, until midnight UTC', async () => {
    const bed = await open({ dailyVolumeMax: decimal('25') });
    await filled(bed, '20');
    await bed.restart();
    expect(await bed.signal({ quantity: '6' })).toMatchObject(denied('daily_volume'));
    expect(await bed.signal({ quantity: '5' })).toMatchObject(ordered);
    await bed.time.advance(14 * 3_600_000);
    expect(await bed.signal({ quantity: '20' })).toMatchObject(ordered);
  });

  test('of daily volume loses nothing of the day where the clock is set back over midnight', async () => {
    const bed = await open({ dailyVolumeMax: decimal('25') }, '2026-11-23T23:59:58Z');
    await bed.time.advance(2_000);
    await filled(bed, '20');
    bed.time.stepWall(-1_500);
    expect(await bed.signal({ quantity: '6' })).toMatchObject(denied('daily_volume'));
    await filled(bed, '3');
    await bed.time.advance(1_500);
    expect(await bed.signal({ quantity: '3' })).toMatchObject(denied('daily_volume'));
    await bed.restart();
    expect(await bed.signal({ quantity: '3' })).toMatchObject(denied('daily_volume'));
    expect(await bed.signal({ quantity: '2' })).toMatchObject(ordered);
  });

  test('of a daily loss lets only orders through that close', async () => {
    const bed = await open({ dailyLossMax: decimal('100') });
    await filled(bed, '10');
    await priceMoves(bed, '1389');
    expect(await bed.signal({ quantity: '1', limitPrice: '1389' })).toMatchObject(denied('daily_loss'));
    const close = { side: 'sell', quantity: '10', limitPrice: '1389' };
    expect(await bed.signal(close)).toMatchObject(ordered);
  });

  const aa = 'AA' as Ticker;
  const [inSpx] = defaultConfiguration().instruments;
  const withAa = { instruments: [inSpx!, { ...inSpx!, symbol: aa }] };

  /** A desk that has bought 10 AA at 1400. */
  async function holdingAa(change: Partial<RiskSettings>): Promise<TradingBed> {
    const bed = await TradingBed.open({ ...withAa, risk: { ...risk, ...change } });
    bed.venue.behaviour = 'rest';
    bed.venue.quote(aa, decimal('1400'));
    await trade(bed, { symbol: aa, quantity: '10' });
    return bed;
  }

  async function trade(
    bed: TradingBed,
    order: Readonly<Record<string, string>> & { readonly quantity: string },
  ): Promise<void> {
    const { clientOrderId } = bed.engine.queries.getOrder(await bed.order(order))!;
    bed.venue.fill(clientOrderId!, decimal(order.quantity));
    await bed.until(bed.engine.settled());
  }

  const ofPositions = [
    { limit: { dailyLossMax: decimal('100') }, code: 'daily_loss' },
    { limit: { grossExposureMax: decimal('100000') }, code: 'gross_exposure' },
    { limit: { netExposureMax: decimal('100000') }, code: 'net_exposure' },
  ];

  test.each(ofPositions)(
    'of $code denies while the price of a position is stale',
    async ({ limit, code }) => {
      const bed = await holdingAa({ ...limit, marketDataAgeMaxMs: decimal('5000') });
      await bed.time.advance(1_000);
      await priceMoves(bed, '1400');
      expect(await bed.signal({ quantity: '1' })).toMatchObject(ordered);
      await bed.time.advance(4_000);
      await priceMoves(bed, '1400');
      expect(await bed.signal({ quantity: '1' })).toMatchObject(denied(code));
      bed.venue.quote(aa, decimal('1400'));
      await bed.time.advance(1_000);
      expect(await bed.signal({ quantity: '1' })).toMatchObject(ordered);
    },
  );

  test.each(ofPositions)(
    'of $code denies while something is held that the configuration does not name',
    async ({ limit, code }) => {
      const bed = await holdingAa(limit);
      await bed.restart({ instruments: [inSpx!] });
      await bed.time.advance(2_000);
      expect(await bed.signal({ quantity: '1' })).toMatchObject(denied(code));
      await bed.restart(withAa);
      bed.venue.quote(aa, decimal('1400'));
      await bed.time.advance(2_000);
      expect(await bed.signal({ quantity: '1' })).toMatchObject(ordered);
    },
  );

  test('of a daily loss forgets nothing that was lost in what the configuration names no more', async () => {
    const bed = await holdingAa({ dailyLossMax: decimal('1000') });
    bed.venue.price = decimal('1390');
    bed.venue.quote(aa, bed.venue.price);
    await trade(bed, { symbol: aa, side: 'sell', quantity: '10', limitPrice: '1390' });
    expect(await bed.signal({ quantity: '1' })).toMatchObject(ordered);
    await bed.restart({ instruments: [inSpx!] });
    await bed.time.advance(2_000);
    expect(await bed.signal({ quantity: '1' })).toMatchObject(denied('daily_loss'));
  });

  test('of gross exposure lets an order close while another position has no price', async () => {
    const bed = await holdingAa({ grossExposureMax: decimal('100000') });
    await filled(bed, '5');
    await bed.restart();
    await bed.time.advance(2_000);
    expect(await bed.signal({ quantity: '1' })).toMatchObject(denied('gross_exposure'));
    expect(await bed.signal({ side: 'sell', quantity: '5' })).toMatchObject(ordered);
    expect(await bed.signal({ side: 'sell', quantity: '1' })).toMatchObject(denied('gross_exposure'));
  });

  test('of a daily loss denies while a position has no price, as after a restart', async () => {
    const bed = await holdingAa({ dailyLossMax: decimal('100') });
    await bed.restart();
    await bed.time.advance(2_000);
    expect(await bed.signal({ quantity: '1' })).toMatchObject({
      type: 'denied',
      reasons: [
        {
          code: 'daily_loss',
          message: expect.stringContaining('is not known: a position has no price') as string,
        },
      ],
    });
    const { lines } = await bed.until(bed.engine.trading.positions());
    expect(positionSums(lines)).toMatchObject([
      { scope: 'desk', open: 'unknown', today: 'unknown' },
      { scope: 'account:main', today: 'unknown' },
    ]);
    bed.venue.quote(aa, decimal('1395'));
    await bed.time.advance(2_000);
    expect(await bed.signal({ quantity: '1' })).toMatchObject(ordered);
  });

  test('of gross exposure follows the price, and a fill', async () => {
    const bed = await open({ grossExposureMax: decimal('28000') });
    await filled(bed, '10');
    expect(await bed.signal({ quantity: '10' })).toMatchObject(ordered);
    expect(await bed.signal({ quantity: '1' })).toMatchObject(denied('gross_exposure'));
    await priceMoves(bed, '1500');
    expect(await bed.signal({ quantity: '1', limitPrice: '1500' })).toMatchObject(denied('gross_exposure'));
    expect(await bed.signal({ side: 'sell', quantity: '5', limitPrice: '1500' })).toMatchObject(ordered);
  });
});

const desk = { kind: 'desk' as const };
const limitEvents = async (bed: TradingBed) =>
  (await bed.events())
    .filter(({ type }) => type === 'RiskLimitChanged')
    .map(({ actor, data }) => ({ actor, ...data }));

describe('a limit that an operator sets', () => {
  const set = (bed: TradingBed, value: string | undefined, name: LimitName = 'orderQuantityMax') =>
    bed.until(bed.engine.limits.set(name, desk, value === undefined ? undefined : decimal(value), operator));

  test('counts from the next order on, also over a restart, until it is given back to the configuration', async () => {
    const bed = await open({});
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await set(bed, '9')).toMatchObject({
      ok: true,
      value: { from: { hard: '10000' }, to: { hard: '9' } },
    });
    expect(await bed.signal()).toMatchObject(denied('max_order_quantity'));
    await bed.restart();
    expect(await bed.signal()).toMatchObject(denied('max_order_quantity'));
    expect(await set(bed, undefined)).toMatchObject({
      value: { from: { hard: '9' }, to: { hard: '10000' } },
    });
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await limitEvents(bed)).toMatchObject([
      {
        actor: ids.actor('operator:ak'),
        limit: 'orderQuantityMax',
        scope: 'desk',
        from: { hard: '10000' },
        to: { hard: '9' },
        reason: 'test',
      },
      { actor: ids.actor('operator:ak'), from: { hard: '9' }, reason: 'test' },
    ]);
  });

  test('that is tighter holds back while it is put on disk, and a looser one lets nothing through before', async () => {
    const bed = await open({});
    bed.disk.commitMs = () => 500;
    const tighter = bed.engine.limits.set('orderQuantityMax', desk, decimal('9'), operator);
    await bed.time.advance(10);
    expect(await bed.signal()).toMatchObject(denied('max_order_quantity'));
    await bed.until(tighter);
    const looser = bed.engine.limits.set('orderQuantityMax', desk, 'none', operator);
    await bed.time.advance(10);
    expect(await bed.signal()).toMatchObject(denied('max_order_quantity'));
    await bed.until(looser);
    expect(await bed.signal()).toMatchObject(ordered);
  });

  test('stands over another configuration, and counts for amends', async () => {
    const bed = await open({});
    const order = await bed.order({ quantity: '5' });
    await set(bed, '9');
    const looser = { ...defaultConfiguration(), risk: { ...risk, orderQuantityMax: decimal('500') } };
    expect(await bed.until(bed.engine.reconfigure(looser, operator))).toMatchObject({ ok: true });
    const amended = bed.engine.orders.amend(order, { quantity: decimal('10') }, operator);
    expect(await bed.until(amended)).toMatchObject({ ok: false, error: { code: 'max_order_quantity' } });
  });

  test('is refused where it means nothing, and where the store can not record it', async () => {
    const bed = await open({});
    expect(await set(bed, '0')).toMatchObject({ error: { code: 'limit_invalid' } });
    expect(await set(bed, undefined)).toMatchObject({ error: { code: 'limit_unchanged' } });
    const nobody = { kind: 'account' as const, id: 'nobody' as never };
    const unknown = bed.engine.limits.set('positionMax', nobody, decimal('1'), operator);
    expect(await bed.until(unknown)).toMatchObject({ error: { code: 'scope_unknown' } });
    const strategy = bed.engine.limits.set('grossExposureMax', cross, decimal('1'), operator);
    expect(await bed.until(strategy)).toMatchObject({ error: { code: 'limit_invalid' } });
    bed.disk.fault = { code: 'disk_full', message: 'no room' };
    expect(await set(bed, '9')).toMatchObject({ error: { code: 'store_unavailable' } });
    bed.disk.fault = undefined;
    expect(await limitEvents(bed)).toEqual([]);
  });
});

describe('limits that a configuration leaves out', () => {
  const leftOut = async () => open({ notSaid: ['dailyLossMax', 'openOrdersMax'] });
  const alerts = (bed: TradingBed) =>
    bed.engine.alerts.open().map(({ kind, advice, holdsOrders }) => ({ kind, advice, holdsOrders }));
  const told = (...lines: readonly string[]) => ({
    kind: 'limits_not_said',
    holdsOrders: false,
    advice: `Give each a value, or say that there is none: "risk": { ${lines.join(', ')} }, or desk limits set NAME --scope desk --hard none --reason TEXT`,
  });
  const say = (bed: TradingBed, name: LimitName, setting: 'none' | undefined) =>
    bed.until(bed.engine.limits.set(name, desk, setting, operator));

  test('deny orders until each is said, and one alert names those that are left', async () => {
    const bed = await leftOut();
    const both = told('"dailyLossMax": "none"', '"openOrdersMax": "none"');
    const one = told('"openOrdersMax": "none"');
    expect(await bed.signal()).toMatchObject({
      type: 'denied',
      reasons: [{ code: 'limit_not_set', actual: 'dailyLossMax, openOrdersMax' }],
    });
    expect(alerts(bed)).toEqual([both]);
    await bed.restart();
    expect(alerts(bed)).toEqual([both]);
    await say(bed, 'dailyLossMax', 'none');
    await bed.until(bed.engine.settled());
    expect(alerts(bed)).toEqual([one]);
    const open = bed.engine.alerts.open().map(({ alertId }) => alertId);
    await bed.until(bed.engine.alerts.acknowledge(open, operator));
    // To acknowledge the alert says nothing about the limit.
    expect(await bed.signal()).toMatchObject({
      reasons: [{ code: 'limit_not_set', actual: 'openOrdersMax' }],
    });
    await say(bed, 'openOrdersMax', 'none');
    expect(await bed.signal()).toMatchObject(ordered);
    await bed.restart();
    expect(await bed.signal()).toMatchObject(ordered);
    await say(bed, 'openOrdersMax', undefined);
    expect(await bed.signal()).toMatchObject(denied('limit_not_set'));
  });

  test('are said by another configuration too, and a dry run tells them', async () => {
    const bed = await leftOut();
    const dry = bed.engine.intake.dryRun(limitSignal('dry'), operator.actor);
    expect(dry.refusals).toMatchObject([{ code: 'limit_not_set' }]);
    const more = { ...risk, notSaid: ['dailyVolumeMax'] as const };
    const reloaded = bed.engine.reconfigure({ ...bed.engine.configuration, risk: more }, operator);
    // What a file leaves out is no setting that changes.
    expect(await bed.until(reloaded)).toEqual({ ok: true, value: { changes: [] } });
    expect(alerts(bed)).toEqual([told('"dailyVolumeMax": "none"')]);
    await bed.until(bed.engine.reconfigure({ ...bed.engine.configuration, risk }, operator));
    expect(alerts(bed)).toEqual([]);
    expect(await bed.signal()).toMatchObject(ordered);
  });

  test('let a position be closed, by an order and by a kill switch, and no further', async () => {
    const bed = await open({});
    await filled(bed, '10');
    const order = await bed.order({ quantity: '5' });
    const later = { ...risk, notSaid: ['dailyLossMax'] as const };
    await bed.until(bed.engine.reconfigure({ ...bed.engine.configuration, risk: later }, operator));
    const grown = bed.engine.orders.amend(order, { quantity: decimal('6') }, operator);
    expect(await bed.until(grown)).toMatchObject({ error: { code: 'limit_not_set' } });
    const smaller = bed.engine.orders.amend(order, { quantity: decimal('4') }, operator);
    expect(await bed.until(smaller)).toEqual({ ok: true });
    expect(await bed.signal({ side: 'sell', quantity: '11' })).toMatchObject(denied('limit_not_set'));
    expect(await bed.signal({ side: 'sell', quantity: '4' })).toMatchObject(ordered);
    await bed.until(bed.engine.trading.kill(desk, { flatten: true }, operator));
    await bed.time.advance(5_000);
    const flattening = (await bed.events()).filter(
      ({ type, data }) => type === 'OrderCreated' && JSON.stringify(data).includes('killId'),
    );
    expect(flattening).toHaveLength(1);
  });
});

describe('an override', () => {
  const soft = { orderQuantityMax: { soft: decimal('8'), hard: decimal('20') } };
  const grant = (bed: TradingBed, signalId: string, rule = 'max_order_quantity') =>
    bed.until(bed.engine.limits.override(signalId as SignalId, { rules: [rule], minutes: 5 }, operator));
  const send = (bed: TradingBed, id: string, change: Readonly<Record<string, unknown>> = {}) =>
    bed.until(bed.engine.intake.submit(limitSignal(id, change), { actor: operator.actor }).outcome);

  test('lets one signal pass the soft limit, and stands in its decision', async () => {
    const bed = await open(soft);
    expect(await send(bed, 'a')).toMatchObject(denied('max_order_quantity'));
    expect(await grant(bed, 'b')).toEqual({ ok: true, value: '2026-11-23T10:05:00.020000Z' });
    await bed.restart();
    const outcome = await send(bed, 'b');
    expect(outcome).toMatchObject(ordered);
    const created = (await bed.events()).find(({ type }) => type === 'OrderCreated');
    expect(created?.data).toMatchObject({
      risk: {
        level: 'high',
        rules: expect.arrayContaining([
          expect.objectContaining({
            rule: 'max_order_quantity',
            verdict: 'warn',
            override: { by: 'operator:ak', reason: 'test', expiresAt: '2026-11-23T10:05:00.020000Z' },
          }),
        ]) as unknown,
      },
    });
    expect(await send(bed, 'c')).toMatchObject(denied('max_order_quantity'));
    expect(await grant(bed, 'b')).toMatchObject({ error: { code: 'signal_decided' } });
  });

  test('never lets a hard limit pass, nor a rule that it does not name, nor an amend', async () => {
    const bed = await open({ ...soft, orderNotionalMax: { soft: decimal('30000'), hard: 'none' } });
    await grant(bed, 'hard');
    expect(await send(bed, 'hard', { quantity: '21' })).toMatchObject(denied('max_order_quantity'));
    await grant(bed, 'other', 'max_order_notional');
    expect(await send(bed, 'other')).toMatchObject(denied('max_order_quantity'));
    await grant(bed, 'amended');
    const outcome = await send(bed, 'amended');
    const { orderId } = outcome as { readonly orderId: OrderId };
    const amended = bed.engine.orders.amend(orderId, { quantity: decimal('11') }, operator);
    expect(await bed.until(amended)).toMatchObject({ error: { code: 'max_order_quantity' } });
    expect(await grant(bed, 'x', 'reduce_only')).toMatchObject({ error: { code: 'rule_unknown' } });
  });

  test('of a rule without a soft limit is refused, with the rules that have one, also as a proposal', async () => {
    const bed = await open(soft);
    const refused = {
      ok: false,
      error: {
        code: 'rule_not_soft',
        message:
          'gross_exposure has no soft limit, so an override of it would let nothing pass; rules that can be overridden: max_order_quantity',
        expected: 'max_order_quantity',
      },
    };
    expect(await grant(bed, 'a', 'gross_exposure')).toMatchObject(refused);
    const asked = { rules: ['max_order_quantity', 'gross_exposure'], minutes: 5 };
    const proposed = bed.engine.limits.proposeOverride('a' as SignalId, asked, operator);
    expect(await bed.until(proposed)).toMatchObject(refused);
    const ofAccount = { kind: 'account' as const, id: 'main' as never };
    const setting = { soft: decimal('1'), hard: 'none' as const };
    await bed.until(bed.engine.limits.set('grossExposureMax', ofAccount, setting, operator));
    expect(await grant(bed, 'a', 'gross_exposure')).toMatchObject({ ok: true });
    const without = await open({});
    expect(await grant(without, 'a')).toMatchObject({
      error: { message: expect.stringContaining('none, since no limit is soft') as string },
    });
  });

  test('of one rule stands beside one of another, each with its own person and end', async () => {
    const bed = await open({ ...soft, orderNotionalMax: { soft: decimal('5000'), hard: 'none' } });
    await grant(bed, 'two', 'max_order_notional');
    await grant(bed, 'two');
    expect(await send(bed, 'two')).toMatchObject(ordered);
    await grant(bed, 'late', 'max_order_notional');
    await bed.time.advance(4 * 60_000);
    await grant(bed, 'late');
    await bed.time.advance(2 * 60_000);
    expect(await send(bed, 'late')).toMatchObject(denied('max_order_notional'));
  });

  test('ends at its time', async () => {
    const bed = await open(soft);
    await grant(bed, 'late');
    await bed.time.advance(5 * 60_000);
    expect(await send(bed, 'late')).toMatchObject(denied('max_order_quantity'));
  });
});

test('a kill switch closes a position beyond soft limits, and no other order passes them', async () => {
  const bed = await open({
    orderNotionalMax: { soft: decimal('5000'), hard: 'none' },
    dailyVolumeMax: decimal('10'),
  });
  await grantAndFill(bed);
  await bed.until(bed.engine.trading.kill(desk, { flatten: true }, operator));
  bed.venue.behaviour = 'fill';
  expect((await bed.reaches('flat')).scope).toBe('desk');
});

async function grantAndFill(bed: TradingBed): Promise<void> {
  const rules = ['max_order_notional'];
  await bed.until(bed.engine.limits.override('s1' as SignalId, { rules, minutes: 5 }, operator));
  await filled(bed, '10');
}
