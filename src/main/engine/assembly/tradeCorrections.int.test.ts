/** Executions that a venue takes back or corrects, on the whole engine: position, profit, exits and record follow. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, OrderId } from '../../../shared/kernel/ids.ts';
import { termsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const desk = parseTradingScope('desk')!;
const settled = () => bed.until(bed.engine.settled());
const view = (id: string) => bed.engine.queries.getOrder(ids.order(id));
const position = () => bed.engine.trading.previewKill(desk).positions.map(({ quantity }) => quantity);
const alerts = () => bed.engine.alerts.open().map(({ kind }) => kind);

/** Resolves once the engine has followed. */
async function fill(orderId: string, quantity: string): Promise<ExecutionId> {
  const id = (view(orderId)?.clientOrderId ?? orderId) as ClientOrderId;
  const executionId = bed.venue.fill(id, decimal(quantity));
  await settled();
  return executionId;
}

async function bust(executionId: ExecutionId): Promise<void> {
  bed.venue.bust(executionId);
  await settled();
}

function liveExits(entryId: OrderId): string[] {
  const exits = bed.engine.queries.getActiveOrders().filter(({ parentOrderId }) => parentOrderId === entryId);
  return exits.map(({ role, leavesQuantity }) => `${role} ${leavesQuantity}`).toSorted();
}

describe('an execution that is taken back', () => {
  test('leaves position and order, and the order works on; so it is after a restart', async () => {
    const orderId = await bed.order();
    const first = await fill(orderId, '4');
    await fill(orderId, '6');
    expect(view(orderId)).toMatchObject({ status: 'filled' });
    await bust(first);
    const row = {
      status: 'partially_filled',
      filledQuantity: '6',
      leavesQuantity: '4',
      filledNotional: '8400',
      executions: 1,
      revisions: 1,
    };
    for (const restart of [false, true]) {
      if (restart) await bed.restart();
      expect(view(orderId)).toMatchObject(row);
      expect(position()).toEqual(['6']);
      expect(alerts()).toEqual(['execution_busted']);
    }
    expect(await bed.until(bed.engine.orders.cancel(orderId, operator))).toMatchObject({ ok: true });
    await settled();
    expect(view(orderId)).toMatchObject({ status: 'canceled', filledQuantity: '6' });
  });

  test('takes up room again: the rest of its order counts as open', async () => {
    const orderId = await bed.order();
    await bust(await fill(orderId, '10'));
    expect(position()).toEqual([]);
    expect(view(orderId)).toMatchObject({ status: 'accepted', filledQuantity: '0' });
    expect(view(orderId)).not.toHaveProperty('averagePrice');
    await fill(orderId, '10');
    expect(position()).toEqual(['10']);
  });

  test.each(['a restart', 'a reconnect'])('is found after %s, when nobody had said so', async (how) => {
    const orderId = await bed.order();
    const executionId = await fill(orderId, '10');
    const other = await fill(await bed.order(), '10');
    if (how === 'a reconnect') bed.venue.disconnect();
    bed.venue.bust(executionId, true);
    bed.venue.correct(other, decimal('3'), decimal('1390'), true);
    if (how === 'a reconnect') bed.venue.reconnect();
    else await bed.restart();
    await settled();
    expect(view(orderId)).toMatchObject({ status: 'accepted', filledQuantity: '0' });
    expect(position()).toEqual(['3']);
    expect(alerts().toSorted()).toEqual(['execution_busted', 'execution_corrected']);
    const reports = (await bed.events()).filter((event) => event.type === 'ReconciliationReported');
    expect(reports.at(-1)?.data).toMatchObject({
      clean: true,
      differences: expect.arrayContaining([
        expect.objectContaining({ kind: 'lost_bust', resolved: true }),
        expect.objectContaining({ kind: 'lost_correction', resolved: true }),
      ]) as unknown,
      positions: [{ ours: '3', venue: '3' }],
    });
  });

  test('counts in an order that somebody else sent, found with all that became of it', async () => {
    const known = await bed.order({ timeInForce: 'GTC' });
    const terms = (await bed.events()).flatMap((event) =>
      event.type === 'OrderCreated' ? [event.data.terms] : [],
    )[0];
    const foreign = { ...termsFromRecord(terms!), orderId: ids.order('foreign-1') };
    bed.venue.disconnect();
    const clientOrderId = 'foreign-1' as ClientOrderId;
    bed.venue.place(foreign, clientOrderId);
    bed.venue.fill(clientOrderId, decimal('10'), true);
    bed.venue.correct(bed.venue.fill(clientOrderId, decimal('2'), true), decimal('1'), decimal('1399'), true);
    bed.venue.end(clientOrderId, 'canceled');
    bed.venue.reconnect();
    await settled();
    expect(view('foreign-1')).toMatchObject({
      external: true,
      filledQuantity: '11',
      filledNotional: '15399',
    });
    expect(position()).toEqual(['11']);
    expect(view(known)).toMatchObject({ status: 'accepted' });
  });

  test('of an order that the venue does not work on: its end is found', async () => {
    const orderId = await bed.order();
    const executionId = await fill(orderId, '10');
    bed.venue.end(orderId as string as ClientOrderId, 'canceled');
    await bust(executionId);
    await bed.time.advance(1_000);
    expect(view(orderId)).toMatchObject({ status: 'canceled', filledQuantity: '0' });
  });

  test('of an order that a kill switch has in its ledger: it is canceled', async () => {
    const orderId = await bed.order();
    const resting = await bed.order();
    const executionId = await fill(orderId, '4');
    bed.venue.fate = (clientOrderId) => (clientOrderId === (orderId as string) ? 'late' : 'lost');
    await bed.until(bed.engine.trading.kill(desk, { flatten: false }, operator));
    await bed.time.advance(500);
    bed.venue.fill(orderId as string as ClientOrderId, decimal('6'));
    await bed.time.advance(500);
    bed.venue.bust(executionId);
    bed.venue.fate = () => 'confirmed';
    await bed.reaches('cleared');
    for (const id of [orderId, resting]) expect(view(id)).toMatchObject({ status: 'canceled' });
    expect(await bed.openAtVenue()).toBe(0);
  });
});

describe('an execution that is corrected', () => {
  test.each(['live', 'after a restart'])(
    'has its new quantity and price in order, position and profit, %s',
    async (when) => {
      const limit = { killSwitch: { dailyLossMax: { main: decimal('60') } } };
      bed = await TradingBed.open(when === 'live' ? limit : {});
      bed.venue.behaviour = 'rest';
      const orderId = await bed.order();
      const executionId = await fill(orderId, '10');
      bed.venue.quote(spx, decimal('1395'));
      await bed.time.advance(2_000);
      expect(alerts()).toEqual([]);
      const corrected = bed.venue.correct(executionId, decimal('8'), decimal('1405'));
      await bed.time.advance(3_000);
      if (when !== 'live') {
        await bed.restart(limit);
        bed.venue.quote(spx, decimal('1395'));
        await bed.time.advance(3_000);
      }
      expect(view(orderId)).toMatchObject({ filledQuantity: '8', averagePrice: '1405', executions: 1 });
      expect(position()).toEqual(['8']);
      expect(bed.engine.trading.ledgers()[0]?.reason).toContain('account main has lost 80 USD');
      bed.venue.correct(corrected, decimal('10'), decimal('1400'));
      await bed.time.advance(3_000);
      expect(position()).toEqual(['10']);
      expect(alerts().toSorted()).toEqual(['execution_corrected', 'kill_switch_engaged']);
      expect(bed.engine.alerts.open()).toContainEqual(
        expect.objectContaining({ kind: 'execution_corrected', times: 2 }),
      );
    },
  );
});

describe('exits', () => {
  const levels = { takeProfit: '1410', stopLoss: '1390' };

  test('protect what is left of the entry, also when it was found late', async () => {
    const orderId = await bed.order(levels);
    const first = await fill(orderId, '4');
    const second = await fill(orderId, '6');
    expect(liveExits(orderId)).toEqual(['stop_loss 10', 'take_profit 10']);
    await bust(first);
    expect(liveExits(orderId)).toEqual(['stop_loss 6', 'take_profit 6']);
    bed.venue.correct(second, decimal('5'), decimal('1400'), true);
    await bed.restart();
    await settled();
    expect(liveExits(orderId)).toEqual(['stop_loss 5', 'take_profit 5']);
    await bust(
      (
        await bed.venue.executions({ clientOrderId: orderId as string as ClientOrderId }, undefined as never)
      ).at(-1)!.executionId,
    );
    expect(liveExits(orderId)).toEqual([]);
  });

  test('that had closed the entry: the alert says what was closed too much', async () => {
    const orderId = await bed.order(levels);
    const executionId = await fill(orderId, '10');
    await fill(`${orderId}-sl`, '10');
    expect(position()).toEqual([]);
    await bust(executionId);
    expect(alerts().toSorted()).toEqual(['bracket_over_closed', 'execution_busted']);
    expect(position()).toEqual(['-10']);
    await bed.restart();
    expect(alerts().toSorted()).toEqual(['bracket_over_closed', 'execution_busted']);
  });

  test.each(['works on', 'has ended'])(
    'whose own fill is taken back: what is open is protected again where it %s',
    async (what) => {
      const orderId = await bed.order(levels);
      await fill(orderId, '10');
      const stopId = `${orderId}-sl`;
      const executionId = await fill(stopId, '10');
      expect(liveExits(orderId)).toEqual([]);
      const clientOrderId = (view(stopId)?.clientOrderId ?? stopId) as ClientOrderId;
      if (what === 'has ended') bed.venue.end(clientOrderId, 'canceled');
      await bust(executionId);
      await bed.time.advance(5_000);
      expect(liveExits(orderId)).toEqual(['stop_loss 10', 'take_profit 10']);
      expect(bed.engine.brackets.unprotected()).toEqual([]);
      expect(position()).toEqual(['10']);
    },
  );
});
