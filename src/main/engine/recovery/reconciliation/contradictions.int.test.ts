/** What a comparison is worth once a person has settled an order, or the venue was silent; and what the venue says against it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import {
  orderStream,
  type ClientOrderId,
  type OrderId,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import { operator, TradingBed } from '../../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;
const desk = { kind: 'desk' } as const;
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const client = (orderId: string) => orderId as ClientOrderId;
const report = () => bed.engine.reconciliation.report(sim);
const outdated = () => bed.engine.reconciliation.outdated(sim);
const gate = () => bed.engine.reconciliation.gate(sim);

/** An order that the venue has taken, in doubt here, while it answers nothing. */
async function inDoubt(change: object = {}): Promise<OrderId> {
  bed.venue.behaviour = 'lose_answer';
  bed.venue.answers = false;
  void bed.submit(change);
  await bed.time.advance(8_000);
  const [order] = bed.engine.orders.inDoubt();
  if (order === undefined) throw new Error('nothing is in doubt');
  return order.orderId;
}

async function settledAsFilled(): Promise<OrderId> {
  const orderId = await inDoubt();
  const executions = [{ quantity: decimal('10'), price: decimal('1400') }];
  const settled = await bed.until(
    bed.engine.orders.settle(orderId, { outcome: 'filled', executions }, operator),
  );
  expect(settled).toEqual({ ok: true });
  return orderId;
}

describe('a comparison', () => {
  test('is made as soon as a silent venue speaks again, and says nothing of now until then', async () => {
    const orderId = await bed.order();
    await bed.time.advance(61_000);
    const before = report()?.finishedAt;
    bed.venue.answers = false;
    await bed.time.advance(10_000);
    expect(outdated()).toBe('silence');
    bed.venue.end(client(orderId), 'canceled');
    bed.venue.answers = true;
    await bed.time.advance(3_000);
    expect(report()).toMatchObject({ trigger: 'silence', clean: true });
    expect(report()?.differences).toMatchObject([{ kind: 'lost_cancel', orderId, resolved: true }]);
    expect(report()?.finishedAt).not.toBe(before);
    expect(outdated()).toBeUndefined();
    expect(gate()).toBe('open');
  });

  test('that is overdue says so, whatever hinders it', async () => {
    await bed.time.advance(1_000);
    expect(outdated()).toBeUndefined();
    // The venue answers pings, so it is not silent; its record of the orders stays away.
    bed.venue.listOpenOrders = () => new Promise(() => undefined);
    await bed.time.advance(60_000);
    expect(outdated()).toBeUndefined();
    await bed.time.advance(40_000);
    expect(outdated()).toBe('overdue');
  });

  test('says nothing of now once an operator has settled an order, and is made anew', async () => {
    await bed.time.advance(61_000);
    await settledAsFilled();
    expect(outdated()).toBe('settlement');
    bed.venue.answers = true;
    await bed.time.advance(5_000);
    expect(outdated()).toBeUndefined();
    expect(report()?.clean).toBe(false);
  });
});

describe('an order that the venue works', () => {
  test('and that is filled here by hand is a difference of its own and holds new orders', async () => {
    const orderId = await settledAsFilled();
    bed.venue.answers = true;
    bed.venue.behaviour = 'rest';
    await bed.time.advance(5_000);
    expect(report()?.differences).toEqual(
      expect.arrayContaining([
        {
          kind: 'works_there',
          orderId,
          clientOrderId: orderId,
          detail: `buy SPX: filled here by a person's word, working at the venue as v1 with 10 open`,
          resolved: false,
        },
        expect.objectContaining({
          kind: 'position',
          detail: 'SPX of main: the venue has 10 less than the desk',
        }),
      ]),
    );
    expect(gate()).toBe('differences');
    expect(await bed.signal()).toMatchObject({ type: 'denied' });
  });

  test('with more of it than here, though it is filled here by executions, is one too', async () => {
    const orderId = await bed.order();
    bed.venue.fill(client(orderId), decimal('10'));
    await bed.until(bed.engine.settled());
    bed.venue.alter(client(orderId), { quantity: decimal('30'), status: 'partially_filled' });
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    expect(report()?.differences).toMatchObject([{ kind: 'works_there', orderId, resolved: false }]);
  });

  test.each([
    ['another quantity and price', { quantity: decimal('4'), limitPrice: decimal('1399') }],
    ['another price', { limitPrice: decimal('1399') }],
  ])('with %s than here has them here too, and an alert says so', async (_what, terms) => {
    const orderId = await bed.order();
    bed.venue.alter(client(orderId), terms);
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    const quantity = 'quantity' in terms ? '4' : '10';
    const detail = `the venue works ${quantity} at 1399, not 10 at 1400`;
    expect(report()?.differences).toMatchObject([
      { kind: 'lost_restatement', orderId, resolved: true, detail },
    ]);
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ quantity, limitPrice: '1399' });
    await bed.until(bed.engine.settled());
    expect(bed.engine.alerts.open().filter(({ kind }) => kind === 'order_restated')).toHaveLength(1);
    expect(gate()).toBe('open');
  });

  test('made smaller, and that it has filled since, is filled here too, also while a cancel waits', async () => {
    bed.venue.requests = 'lose_request';
    const orders = [await bed.order(), await bed.order()];
    await bed.until(bed.engine.orders.cancel(orders[1]!, operator));
    for (const orderId of orders) {
      bed.venue.alter(client(orderId), { quantity: decimal('4') });
      bed.venue.fill(client(orderId), decimal('4'));
    }
    await bed.time.advance(60_000);
    for (const orderId of orders) {
      expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ status: 'filled', quantity: '4' });
    }
  });

  test('with less filled than here is a difference of its own, where the venue tells no positions too', async () => {
    const orderId = await bed.order();
    bed.venue.fill(client(orderId), decimal('4'));
    await bed.until(bed.engine.settled());
    bed.venue.capabilities = { ...bed.venue.capabilities, positions: false };
    bed.venue.alter(client(orderId), { filledQuantity: decimal('1') });
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    expect(report()?.differences).toMatchObject([{ kind: 'filled_quantity', orderId, resolved: false }]);
  });
});

describe('an order that the venue calls', () => {
  test.each([
    ['canceled', "0 filled by its executions, 7 by the venue's count"],
    ['expired', "0 filled by its executions, 7 by the venue's count"],
    ['rejected', "0 filled by its executions, 7 by the venue's count"],
    ['filled', "0 filled by its executions, 7 by the venue's count"],
  ] as const)(
    '%s with more filled than its executions stays open, as a difference',
    async (status, detail) => {
      const orderId = await bed.order();
      bed.venue.alter(client(orderId), { status, filledQuantity: decimal('7') });
      await bed.until(bed.engine.reconciliation.run(sim, operator));
      expect(report()?.differences).toMatchObject([
        { kind: 'filled_quantity', orderId, detail, resolved: false },
      ]);
      expect(gate()).toBe('differences');
      const events = (await bed.events()).filter(({ streamId }) => streamId === orderStream(orderId));
      expect(events.at(-1)?.type).toBe('OrderAccepted');
    },
  );

  test('filled with less than its quantity stays open, as a difference', async () => {
    const orderId = await bed.order();
    bed.venue.fill(client(orderId), decimal('4'));
    await bed.until(bed.engine.settled());
    bed.venue.alter(client(orderId), { status: 'filled' });
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    const detail = '4 of 10 filled here, and the venue calls it filled';
    expect(report()?.differences).toMatchObject([{ kind: 'filled_quantity', detail, resolved: false }]);
  });
});

describe('a message of the venue against a settlement by hand', () => {
  const alerts = () => bed.engine.alerts.open().map(({ kind, alertId }) => [kind, alertId]);

  test.each(['accepted', 'canceled', 'expired'] as const)(
    '%s, is an alert at once, and one only',
    async (says) => {
      const orderId = await settledAsFilled();
      const tell = (): void => {
        if (says === 'accepted') bed.venue.confirm(client(orderId));
        else bed.venue.end(client(orderId), says, false);
      };
      tell();
      await bed.time.advance(50);
      tell();
      await bed.time.advance(50);
      expect(alerts()).toContainEqual([
        'settlement_contradicted',
        `settlement_contradicted:order-${orderId}:${says}`,
      ]);
      const events = (await bed.events()).filter(({ type }) => type === 'OrderSettlementContradicted');
      expect(events).toHaveLength(1);
      await bed.restart();
      tell();
      await bed.time.advance(50);
      expect((await bed.events()).filter(({ type }) => type === 'OrderSettlementContradicted')).toHaveLength(
        1,
      );
    },
  );

  test('that never came is found by the comparison', async () => {
    const orderId = await settledAsFilled();
    bed.venue.answers = true;
    await bed.time.advance(5_000);
    expect(alerts()).toContainEqual([
      'settlement_contradicted',
      `settlement_contradicted:order-${orderId}:working`,
    ]);
  });

  test('an acceptance, after it was settled as never received', async () => {
    const orderId = await inDoubt();
    await bed.until(bed.engine.orders.settle(orderId, { outcome: 'never_received' }, operator));
    bed.venue.confirm(client(orderId));
    await bed.time.advance(50);
    expect(alerts()).toContainEqual([
      'settlement_contradicted',
      `settlement_contradicted:order-${orderId}:accepted`,
    ]);
  });

  test('is none where it says the same', async () => {
    const orderId = await settledAsFilled();
    bed.venue.answers = true;
    bed.venue.fill(client(orderId), decimal('10'));
    await bed.time.advance(5_000);
    bed.venue.confirm(client(orderId));
    await bed.time.advance(5_000);
    expect(alerts()).toEqual([]);
    expect(report()).toMatchObject({ clean: true });
  });
});

describe('the kill switch', () => {
  test('names in its ledger the order that it canceled from the list of the venue', async () => {
    const orderId = await settledAsFilled();
    bed.venue.answers = true;
    bed.venue.behaviour = 'rest';
    await bed.time.advance(5_000);
    await bed.until(bed.engine.trading.kill(desk, { flatten: false }, operator));
    const ledger = await bed.reaches('cleared');
    expect(ledger.rows).toMatchObject([
      { orderId, symbol: 'SPX', venue: 'sim', quantity: '10', state: 'canceled' },
    ]);
    expect(ledger.rows[0]?.detail).toContain('filled here');
    expect(bed.venue.records).toMatchObject([{ status: 'canceled' }]);
    await bed.restart();
    expect(bed.ledger().rows).toMatchObject([{ orderId, state: 'canceled' }]);
  });
});

describe('the row of an order that was settled by hand', () => {
  const row = (orderId: OrderId) => bed.engine.queries.getOrder(orderId);

  test('is marked with who said it until the venue has confirmed the fill, and has no answer time of the venue', async () => {
    const orderId = await settledAsFilled();
    expect(row(orderId)).toMatchObject({ status: 'filled', settledBy: operator.actor });
    expect(row(orderId)?.acknowledgeMs).toBeUndefined();
    await bed.restart();
    expect(row(orderId)).toMatchObject({ settledBy: operator.actor });
    bed.venue.answers = true;
    bed.venue.fill(client(orderId), decimal('10'));
    await bed.time.advance(5_000);
    expect(row(orderId)).toMatchObject({ status: 'filled', filledQuantity: '10' });
    expect(row(orderId)?.settledBy).toBeUndefined();
    expect(row(orderId)?.acknowledgeMs).toBeUndefined();
  });

  test('stays marked while the venue says otherwise, or has confirmed a part', async () => {
    const orderId = await inDoubt();
    const executions = ['4', '6'].map((quantity) => ({
      quantity: decimal(quantity),
      price: decimal('1400'),
    }));
    await bed.until(bed.engine.orders.settle(orderId, { outcome: 'filled', executions }, operator));
    bed.venue.fill(client(orderId), decimal('4'));
    await bed.time.advance(50);
    expect(row(orderId)).toMatchObject({ filledQuantity: '10', settledBy: operator.actor });
    bed.venue.fill(client(orderId), decimal('6'));
    await bed.time.advance(50);
    expect(row(orderId)).toMatchObject({ filledQuantity: '10' });
    expect(row(orderId)?.settledBy).toBeUndefined();
  });

  test('said to be working it is marked until the venue says anything of it', async () => {
    const orderId = await inDoubt();
    const settlement = { outcome: 'working', venueOrderId: 'v1' as never } as const;
    await bed.until(bed.engine.orders.settle(orderId, settlement, operator));
    expect(row(orderId)).toMatchObject({ status: 'accepted', settledBy: operator.actor });
    bed.venue.fill(client(orderId), decimal('4'));
    await bed.time.advance(50);
    expect(row(orderId)).toMatchObject({ status: 'partially_filled' });
    expect(row(orderId)?.settledBy).toBeUndefined();
  });
});

describe('an order that works at the venue and has ended here', () => {
  const cancelThere = (orderId: string) =>
    bed.until(bed.engine.reconciliation.cancelStray(sim, client(orderId), operator));

  test('is canceled straight at the venue, on record before, and the difference is gone', async () => {
    const orderId = await settledAsFilled();
    bed.venue.answers = true;
    bed.venue.behaviour = 'rest';
    await bed.time.advance(5_000);
    expect(report()?.differences.map(({ kind }) => kind)).toContain('works_there');
    expect(await cancelThere(orderId)).toEqual({ ok: true });
    await bed.time.advance(1_000);
    expect(bed.venue.records).toMatchObject([{ status: 'canceled' }]);
    expect(report()?.differences.map(({ kind }) => kind)).not.toContain('works_there');
    const asked = (await bed.events()).filter(({ type }) => type === 'StrayCancelRequested');
    expect(asked).toMatchObject([
      {
        streamId: 'venue-sim',
        actor: operator.actor,
        data: {
          orderId,
          clientOrderId: orderId,
          venueOrderId: 'v1',
          symbol: 'SPX',
          quantity: '10',
          reason: operator.reason,
        },
      },
    ]);
    expect(await cancelThere(orderId)).toMatchObject({ ok: false, error: { code: 'nothing_to_cancel' } });
    expect((await bed.events()).filter(({ type }) => type === 'StrayCancelRequested')).toHaveLength(1);
  });

  test('one that lives here, or that nobody knows, has no such cancel', async () => {
    const orderId = await bed.order();
    expect(await cancelThere(orderId)).toMatchObject({ ok: false, error: { code: 'order_not_ended' } });
    expect(await cancelThere('nobody')).toMatchObject({ ok: false, error: { code: 'order_unknown' } });
    expect(bed.venue.cancels).toEqual([]);
  });

  test('what can not be recorded is not sent, and leads to the kill switch', async () => {
    const orderId = await settledAsFilled();
    bed.venue.answers = true;
    bed.venue.behaviour = 'rest';
    await bed.time.advance(5_000);
    bed.disk.fault = { code: 'disk_full', message: 'no space left' };
    const refused = await cancelThere(orderId);
    expect(refused).toMatchObject({ ok: false, error: { code: 'store_unavailable' } });
    expect(!refused.ok && refused.error.message).toContain('kill switch');
    expect(bed.venue.cancels).toEqual([]);
  });
});
