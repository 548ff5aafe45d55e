/** The venue's record beside ours: after a restart, after a new connection, from time to time, and by hand. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import { VenueCallError } from '../../ports.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../../shared/kernel/time.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { ReconciliationReport } from './reconciliation.ts';
import { operator, spx, TradingBed } from '../../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const view = (orderId: string) => bed.engine.queries.getOrder(ids.order(orderId));
const client = (orderId: string) => orderId as ClientOrderId;
const gate = () => bed.engine.reconciliation.gate(sim);

/** Waits for the comparison that a start or a connection began. */
async function reported(): Promise<ReconciliationReport> {
  for (let i = 0; i < 600 && (gate() === 'running' || gate() === 'closed'); i++) await bed.time.advance(50);
  const report = bed.engine.reconciliation.report(sim);
  if (report === undefined) throw new Error('no report');
  return report;
}

async function reconnected(): Promise<ReconciliationReport> {
  bed.venue.disconnect();
  await bed.time.advance(100);
  bed.venue.reconnect();
  return reported();
}

function foreign(id: string, change: Partial<OrderTerms> = {}): OrderTerms {
  return {
    orderId: id as OrderId,
    signalId: ids.signal('elsewhere'),
    account: ids.account('main'),
    strategy: ids.strategy('elsewhere'),
    venue: sim,
    symbol: spx,
    side: 'buy',
    quantity: decimal('7'),
    orderType: 'limit',
    limitPrice: decimal('1399'),
    timeInForce: 'GTC',
    reduceOnly: false,
    ...change,
  };
}

describe('a report', () => {
  test('is an event of the venue, and clean when nothing was lost', async () => {
    const orderId = await bed.order();
    bed.venue.fill(client(orderId), decimal('4'));
    const report = await reconnected();
    expect(report).toMatchObject({
      venue: ids.venue('sim'),
      trigger: 'reconnect',
      ordersCompared: 1,
      executionsCompared: 1,
      differences: [],
      positions: [{ account: ids.account('main'), symbol: ids.symbol('SPX'), ours: '4', venue: '4' }],
      clean: true,
    });
    const events = (await bed.events()).filter((event) => event.streamId === 'venue-sim');
    expect(events.at(-1)).toMatchObject({ type: 'ReconciliationReported', data: { clean: true } });
    expect(gate()).toBe('open');
  });

  test('mends what a lost connection swallowed, and says what that was', async () => {
    const [filled, canceled, expired, rested] = [
      await bed.order(),
      await bed.order(),
      await bed.order(),
      await bed.order(),
    ];
    bed.venue.disconnect();
    bed.venue.fill(client(filled), decimal('10'), true);
    bed.venue.end(client(canceled), 'canceled');
    bed.venue.end(client(expired), 'expired');
    const report = await reconnected();
    expect(report.clean).toBe(true);
    expect(report.differences.map(({ kind, orderId, resolved }) => [kind, orderId, resolved])).toEqual(
      expect.arrayContaining([
        ['lost_fill', filled, true],
        ['lost_cancel', canceled, true],
        ['lost_expiry', expired, true],
      ]),
    );
    expect([filled, canceled, expired, rested].map((orderId) => view(orderId)?.status)).toEqual([
      'filled',
      'canceled',
      'expired',
      'accepted',
    ]);
  });

  test('finds a fill of an order that had ended here', async () => {
    const orderId = await bed.order();
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.until(bed.engine.settled());
    bed.venue.fill(client(orderId), decimal('3'), true);
    await reconnected();
    expect(view(orderId)).toMatchObject({ status: 'canceled', filledQuantity: '3' });
  });

  test('adopts orders that somebody else sent, working or executed, and marks them external', async () => {
    bed.venue.place(foreign('elsewhere-1'), client('elsewhere-1'));
    bed.venue.place(foreign('elsewhere-2', { side: 'sell' }), client('elsewhere-2-r2'));
    bed.venue.fill(client('elsewhere-2-r2'), decimal('7'), true);
    const report = await reconnected();
    expect(report).toMatchObject({ clean: true, positions: [{ ours: '-7', venue: '-7' }] });
    expect(report.differences.map(({ kind, resolved }) => [kind, resolved])).toEqual([
      ['unknown_order', true],
      ['unknown_order', true],
    ]);
    expect(view('elsewhere-1')).toMatchObject({
      external: true,
      status: 'accepted',
      side: 'buy',
      quantity: '7',
      limitPrice: '1399',
      strategy: ids.strategy('external'),
    });
    expect(view('elsewhere-2')).toMatchObject({
      external: true,
      status: 'filled',
      filledQuantity: '7',
      clientOrderId: ids.clientOrder('elsewhere-2-r2'),
    });
    await bed.until(bed.engine.orders.cancel('elsewhere-1' as OrderId, operator));
    await bed.until(bed.engine.settled());
    expect(view('elsewhere-1')?.status).toBe('canceled');
  });

  test('adopts an order that a report speaks of, between comparisons', async () => {
    bed.venue.place(foreign('elsewhere-3'), client('elsewhere-3'));
    bed.venue.fill(client('elsewhere-3'), decimal('2'));
    await bed.time.advance(100);
    bed.venue.fill(client('elsewhere-3'), decimal('5'));
    await bed.time.advance(100);
    expect(view('elsewhere-3')).toMatchObject({ external: true, status: 'filled', executions: 2 });
  });

  test('that is made from time to time finds an expiry that the venue never reported', async () => {
    const orderId = await bed.order({ timeInForce: 'DAY' });
    bed.venue.end(client(orderId), 'expired');
    await bed.time.advance(61_000);
    expect(view(orderId)?.status).toBe('expired');
    expect(bed.engine.reconciliation.report(sim)).toMatchObject({ trigger: 'periodic', clean: true });
    expect(gate()).toBe('open');
  });

  test('is made when an operator asks', async () => {
    const run = await bed.until(bed.engine.reconciliation.run(sim, operator));
    expect(run).toMatchObject({ ok: true, value: { trigger: 'operator', clean: true } });
    const events = (await bed.events()).filter((event) => event.type === 'ReconciliationReported');
    expect(events.at(-1)?.actor).toBe('operator:ak');
    bed.venue.disconnect();
    expect(await bed.until(bed.engine.reconciliation.run(sim, operator))).toMatchObject({
      ok: false,
      error: { code: 'venue_not_connected' },
    });
  });
});

describe('new orders', () => {
  test('wait for the comparison after a restart, and leave when it is clean', async () => {
    await bed.order();
    bed.venue.answers = false;
    await bed.restart();
    bed.venue.behaviour = 'rest';
    const outcome = bed.submit();
    await bed.time.advance(3_000);
    expect(gate()).toBe('running');
    expect(bed.venue.submissions).toHaveLength(1);
    bed.venue.answers = true;
    expect(await bed.until(outcome)).toMatchObject({ type: 'ordered', status: 'accepted' });
    expect(gate()).toBe('open');
    expect(bed.venue.submissions).toHaveLength(2);
  });

  test('are denied when the comparison takes too long', async () => {
    bed.venue.answers = false;
    await bed.restart();
    const outcome = bed.submit();
    await bed.time.advance(16_000);
    expect(await bed.until(outcome)).toMatchObject({
      type: 'denied',
      reasons: [{ code: 'venue_unreconciled' }],
    });
    expect(bed.venue.submissions).toHaveLength(0);
  });

  async function differing(): Promise<OrderId> {
    const orderId = await bed.order();
    bed.venue.forget(client(orderId));
    await reconnected();
    return orderId;
  }

  test('are denied while differences are open, cancels pass, and an operator lets orders out', async () => {
    const other = await bed.order();
    const orderId = await differing();
    expect(gate()).toBe('differences');
    expect(bed.engine.reconciliation.report(sim)).toMatchObject({
      clean: false,
      differences: [{ kind: 'unknown_at_venue', orderId, resolved: false }],
    });
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'venue_unreconciled' }] });
    const alert = {
      kind: 'venue_differs',
      message: expect.stringContaining(`order ${orderId}: it is accepted`),
    };
    expect(bed.engine.alerts.open()).toMatchObject([alert]);
    await bed.time.advance(61_000);
    expect(bed.engine.alerts.open()).toHaveLength(1);
    await bed.until(bed.engine.orders.cancel(other, operator));
    await bed.until(bed.engine.settled());
    expect(view(other)?.status).toBe('canceled');
    expect(await bed.until(bed.engine.reconciliation.accept(sim, operator))).toEqual({ ok: true });
    expect(gate()).toBe('open');
    expect(bed.engine.reconciliation.report(sim)?.acceptedBy).toBe('operator:ak');
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('leave the alert when they are gone or accepted, and come back as an alert', async () => {
    await bed.order();
    const list = bed.venue.listOpenOrders.bind(bed.venue);
    const query = bed.venue.queryOrder.bind(bed.venue);
    const kinds = () => bed.engine.alerts.open().map(({ kind }) => kind);
    bed.venue.listOpenOrders = () => Promise.resolve([]);
    bed.venue.queryOrder = () => Promise.resolve(undefined);
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    await bed.until(bed.engine.settled());
    expect(kinds()).toEqual(['venue_differs']);
    bed.venue.listOpenOrders = list;
    bed.venue.queryOrder = query;
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    await bed.until(bed.engine.settled());
    expect(gate()).toBe('open');
    expect(kinds()).toEqual([]);
    await differing();
    expect(kinds()).toEqual(['venue_differs']);
    await bed.until(bed.engine.reconciliation.accept(sim, operator));
    await bed.until(bed.engine.settled());
    expect(kinds()).toEqual([]);
  });

  test('are held by a venue that does not answer: an alert says so until it does', async () => {
    const list = bed.venue.listOpenOrders.bind(bed.venue);
    bed.venue.listOpenOrders = () => Promise.reject(new VenueCallError('protocol', true, 'no list came'));
    bed.venue.disconnect();
    await bed.time.advance(100);
    bed.venue.reconnect();
    await bed.time.advance(1_000);
    expect(bed.engine.alerts.open()).toMatchObject([
      { kind: 'venue_not_compared', message: expect.stringContaining('no list came') as string },
    ]);
    bed.venue.listOpenOrders = list;
    await bed.time.advance(31_000);
    expect(gate()).toBe('open');
    expect(bed.engine.alerts.open()).toEqual([]);
  });

  test('stay free after the acceptance, over the next comparisons and a restart, for the same differences only', async () => {
    await differing();
    await bed.until(bed.engine.reconciliation.accept(sim, operator));
    await bed.time.advance(61_000);
    expect(gate()).toBe('open');
    for (let start = 0; start < 3; start++) {
      await bed.restart();
      await reported();
      await bed.until(bed.engine.reconciliation.run(sim, operator));
      expect(gate()).toBe('open');
    }
    expect(bed.engine.alerts.open()).toEqual([]);
    const another = await bed.order();
    bed.venue.forget(client(another));
    await reconnected();
    expect(gate()).toBe('differences');
  });

  test('are free again once an operator has settled what differed', async () => {
    const orderId = await differing();
    await bed.until(bed.engine.orders.settle(orderId, { outcome: 'canceled' }, operator));
    expect(view(orderId)?.status).toBe('canceled');
    const run = await bed.until(bed.engine.reconciliation.run(sim, operator));
    expect(run).toMatchObject({ ok: true, value: { clean: true } });
    expect(gate()).toBe('open');
    expect(await bed.until(bed.engine.reconciliation.accept(sim, operator))).toMatchObject({
      ok: false,
      error: { code: 'nothing_to_accept' },
    });
  });

  test('stand still when positions differ', async () => {
    const orderId = await bed.order();
    bed.venue.fill(client(orderId), decimal('10'));
    await bed.until(bed.engine.settled());
    bed.venue.forget(client(orderId));
    await reconnected();
    expect(bed.engine.reconciliation.report(sim)).toMatchObject({
      clean: false,
      positions: [{ account: ids.account('main'), symbol: ids.symbol('SPX'), ours: '10', venue: '0' }],
      differences: [{ kind: 'position', detail: 'SPX of main: the venue has 10 less than the desk' }],
    });
    expect(gate()).toBe('differences');
  });
});

describe('an order left in doubt by a crash', () => {
  test('is settled before new orders leave', async () => {
    bed.venue.behaviour = 'lose_request';
    void bed.submit();
    await bed.time.advance(100);
    await bed.restart();
    bed.venue.behaviour = 'rest';
    const next = bed.submit();
    const report = await reported();
    expect(report.differences).toMatchObject([{ kind: 'never_received', resolved: true }]);
    expect(await bed.until(next)).toMatchObject({ type: 'ordered', status: 'accepted' });
  });

  test('waits for an operator where unknown is no proof, and so do new orders', async () => {
    bed.venue.capabilities = { ...bed.venue.capabilities, unknownIsProof: false };
    bed.venue.behaviour = 'lose_request';
    void bed.submit();
    await bed.time.advance(100);
    await bed.restart();
    const report = await reported();
    expect(report.differences).toMatchObject([{ kind: 'in_doubt', resolved: false }]);
    expect(gate()).toBe('differences');
    const [inDoubt] = bed.engine.orders.inDoubt();
    const orderId = inDoubt?.orderId as OrderId;
    const settled = bed.engine.orders.settle(orderId, { outcome: 'never_received' }, operator);
    expect(await bed.until(settled)).toEqual({ ok: true });
    await bed.time.advance(31_000);
    expect(gate()).toBe('open');
  });
});

describe('an order of which the venue has told nothing while its numbers began anew', () => {
  const from = parseInstant('2026-11-23T10:00:01Z');
  const until = parseInstant('2026-11-23T10:00:02Z');
  const alerts = () => bed.engine.alerts.open().map(({ kind, message }) => `${kind}: ${message}`);

  test('holds new orders and raises one alert for all, until they are settled or accepted', async () => {
    bed.venue.capabilities = { ...bed.venue.capabilities, positions: false };
    const [filled, rests] = [await bed.order(), await bed.order()];
    for (const id of [filled, rests]) bed.venue.alter(client(id), { untold: { from, until } as never });
    const report = await reconnected();
    const detail = expect.stringContaining('between 2026-11-23T10:00:01.000000Z and 2026-11-23T10:00:02');
    expect(report.differences).toMatchObject([
      { kind: 'untold', orderId: filled, detail, resolved: false },
      { kind: 'untold', orderId: rests, detail, resolved: false },
    ]);
    expect(gate()).toBe('differences');
    expect(alerts()).toEqual([
      expect.stringContaining('orders_untold: 2 working orders at venue sim could have filled'),
    ]);

    // What the venue said before the gap does not contradict what the operator has found out about it.
    const executions = [{ quantity: decimal('10'), price: decimal('1400') }];
    const settled = await bed.until(
      bed.engine.orders.settle(filled, { outcome: 'filled', executions }, operator),
    );
    expect(settled).toEqual({ ok: true });
    await bed.time.advance(5_000);
    expect(bed.engine.reconciliation.report(sim)?.differences).toMatchObject([
      { kind: 'untold', orderId: rests },
    ]);
    expect(view(filled)?.status).toBe('filled');
    await bed.until(bed.engine.reconciliation.accept(sim, operator));
    expect(gate()).toBe('open');
    expect(alerts()).toEqual([]);
  });

  test('is no difference any more once the venue has told', async () => {
    const orderId = await bed.order({ timeInForce: 'DAY' });
    bed.venue.alter(client(orderId), { untold: { until } as never });
    const { differences } = await reconnected();
    expect(differences).toMatchObject([{ detail: expect.stringContaining('it was for the day') }]);
    bed.venue.alter(client(orderId), { untold: undefined as never, status: 'expired' });
    await bed.time.advance(31_000);
    expect(gate()).toBe('open');
    expect(view(orderId)?.status).toBe('expired');
  });
});

describe('the alerts for orders of others', () => {
  const alerts = () => bed.engine.alerts.open().map(({ kind, message }) => `${kind}: ${message}`);

  test('are one for all of an hour, and one for each name that is not configured', async () => {
    bed.venue.price = decimal('1399');
    bed.venue.place(foreign('A1'), client('A1'));
    bed.venue.fill(client('A1'), decimal('4'));
    await reported();
    bed.venue.place(foreign('A2', { account: ids.account('stranger') }), client('A2'));
    bed.venue.fill(client('A2'), decimal('4'));
    bed.venue.place(foreign('A3', { symbol: ids.symbol('ES') }), client('A3'));
    bed.venue.place(foreign('A4', { account: ids.account('stranger') }), client('A4'));
    await reconnected();
    expect(alerts()).toEqual([
      expect.stringContaining('order_adopted: Venue sim has order A1 (buy 7 SPX for main, 4 filled)'),
      expect.stringContaining('not_configured: The configuration has no account stranger, and venue sim'),
      expect.stringContaining('not_configured: The configuration has no instrument ES at venue sim'),
    ]);
    await bed.time.advance(3_600_000);
    bed.venue.place(foreign('A5'), client('A5'));
    await reconnected();
    const adopted = bed.engine.alerts.open().filter(({ kind }) => kind === 'order_adopted');
    expect(adopted).toMatchObject([{ times: 2, message: expect.stringContaining('order A5') as unknown }]);
  });

  test('are not raised for an order that this desk has sent', async () => {
    await bed.order();
    await reconnected();
    expect(alerts()).toEqual([]);
  });
});
