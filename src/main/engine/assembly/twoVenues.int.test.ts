/** A desk at two venues, one of which is in trouble: where orders go, and who waits for whom. */
import { expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, ExecutionId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { UnreliableVenue } from '../trading/testing/unreliableVenue.ts';
import { defaultConfiguration, defaultVenueSettings, type EngineConfiguration } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

const exec = 'exec' as VenueId;
const [main, hedge] = ['main', 'hedge'] as unknown as [AccountId, AccountId];
const sample = limitSignal('sample');
const vix = 'VIX' as Ticker;

/** SPX trades at `sim` and at `exec`, VIX at `exec` only. */
async function open(
  change: Partial<EngineConfiguration> = {},
): Promise<{ readonly bed: TradingBed; readonly other: UnreliableVenue }> {
  const { venues, instruments } = defaultConfiguration();
  const bed = await TradingBed.open({
    accounts: [main, hedge],
    instruments: instruments.flatMap((one) => [
      { ...one, alsoAt: [exec] },
      { ...one, symbol: vix, venue: exec, referencePrice: decimal('1400') },
    ]),
    venues: [...venues, defaultVenueSettings(exec)],
    ...change,
  });
  const other = new UnreliableVenue(exec, bed.time, decimal('1400'));
  await bed.withVenue(other);
  return { bed, other };
}

test('an order goes where the signal, the account or the symbol says, and its record says why', async () => {
  const { bed, other } = await open({ routes: [{ account: hedge, venue: exec }] });
  const sent = [
    [{}, 'sim', 'symbol'],
    [{ symbol: 'VIX' }, 'exec', 'symbol'],
    [{ account: 'hedge' }, 'exec', 'account'],
    [{ account: 'hedge', venue: 'sim' }, 'sim', 'signal'],
    [{ venue: 'exec' }, 'exec', 'signal'],
  ] as const;
  for (const [change, venue, by] of sent) {
    const rule = { rule: 'route', verdict: 'pass', input: venue, limit: by };
    const input = { ...sample, ...change, id: 'dry' };
    expect(bed.engine.intake.dryRun(input, operator.actor).risk?.rules[0]).toMatchObject(rule);
    const orderId = await bed.order(change);
    expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ venue });
    const events = await bed.engine.queries.getOrderEvents(orderId);
    const created = events.find((event) => event.type === 'OrderCreated');
    expect(created?.data).toMatchObject({
      risk: { rules: expect.arrayContaining([expect.objectContaining(rule)]) },
    });
  }
  expect([bed.venue.submissions.length, other.submissions.length]).toEqual([2, 3]);
  expect(await bed.signal({ venue: 'nyse' })).toMatchObject({ reasons: [{ code: 'unknown_venue' }] });
  const wrong = { symbol: 'VIX', venue: 'sim' };
  expect(await bed.signal(wrong)).toMatchObject({ type: 'rejected', reasons: [{ code: 'no_route' }] });
});

test('an order stays where it is when the routes change: amend, cancel, exits and the kill switch go there', async () => {
  const { bed, other } = await open({ routes: [{ account: main, venue: exec }] });
  other.behaviour = 'rest';
  const orderId = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
  const { routes: _before, ...rest } = bed.engine.configuration;
  expect(await bed.until(bed.engine.reconfigure({ ...rest, routes: [] }, operator))).toMatchObject({
    ok: true,
    value: { changes: [{ path: 'routes.main', from: 'exec' }] },
  });
  const smaller = { quantity: decimal('8') };
  expect(await bed.until(bed.engine.orders.amend(orderId, smaller, operator))).toEqual({ ok: true });
  await bed.until(bed.engine.settled());
  const [record] = other.records;
  other.fill(record!.clientOrderId, decimal('8'));
  await bed.until(bed.engine.settled());
  expect(other.submissions).toHaveLength(3);
  other.behaviour = 'fill';
  await bed.until(bed.engine.trading.kill({ kind: 'symbol', id: spx }, { flatten: true }, operator));
  await bed.reaches('flat');
  expect(bed.venue.submissions).toEqual([]);
  expect(await other.positions()).toEqual([]);
});

test('what a venue says of an order at another one changes nothing, and is an alert', async () => {
  const { bed, other } = await open();
  other.behaviour = 'rest';
  const orderId = await bed.order({ venue: 'exec', quantity: '10' });
  const [record] = other.records;
  const clientOrderId = record!.clientOrderId;
  const executionId = other.fill(clientOrderId, decimal('2'));
  const foreign = 'F1' as ExecutionId;
  const price = decimal('1400');
  bed.venue.says({ type: 'filled', clientOrderId, executionId: foreign, quantity: decimal('4'), price });
  bed.venue.says({ type: 'trade_canceled', clientOrderId, executionId });
  bed.venue.says({ type: 'canceled', clientOrderId, reason: 'not ours' });
  await bed.until(bed.engine.settled());
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject({
    status: 'partially_filled',
    filledQuantity: '2',
  });
  const said = bed.engine.alerts.open().map(({ kind, venue, message }) => ({ kind, venue, message }));
  expect(said).toEqual(
    [`filled of 4 at 1400 (execution F1)`, `trade_canceled (execution ${executionId})`, 'canceled'].map(
      (what) => ({
        kind: 'venue_report_not_applied',
        venue: 'sim',
        message: `venue sim reports on ${clientOrderId}: ${what}. It was not applied: order ${orderId} is at venue exec, and not at sim`,
      }),
    ),
  );
});

test('what is held at one venue is closed there, and no reduce-only order of the other takes it', async () => {
  const { bed, other } = await open();
  await bed.order({ venue: 'exec', quantity: '10' });
  const close = { side: 'sell', quantity: '10', reduceOnly: true };
  expect(await bed.signal(close)).toMatchObject({ type: 'denied', reasons: [{ code: 'reduce_only' }] });
  // Flat in sum, and still open at both.
  await bed.order({ side: 'sell', quantity: '10' });
  await bed.until(bed.engine.trading.kill({ kind: 'desk' }, { flatten: true }, operator));
  await bed.reaches('flat');
  expect([await bed.venue.positions(), await other.positions()]).toEqual([[], []]);
});

test.each(['does not answer', 'is throttled', 'was not compared'])(
  'orders at one venue go on while another one %s, beyond every bound that they share',
  async (trouble) => {
    const limiter = { ratePerSecond: 1, burst: 1, queueDepthMax: 10_000 };
    const slow = { ...defaultVenueSettings(exec), ...(trouble === 'is throttled' && { limiter }) };
    const { venues } = defaultConfiguration();
    const { bed, other } = await open({
      venues: [...venues, slow],
      maxConcurrentOrders: 4,
      intakeQueueDepthMax: 20,
    });
    other.behaviour = 'lose_request';
    if (trouble === 'was not compared') {
      other.answers = false;
      other.disconnect();
      other.reconnect();
    }
    // More than all places in the pipeline and the intake together.
    for (let i = 0; i < 40; i++) void bed.submit({ symbol: 'VIX' });
    await bed.time.advance(0);
    expect(bed.engine.intake.isFullFor({ ...sample, symbol: 'VIX' })).toBe(true);
    expect(bed.engine.intake.isFullFor(sample)).toBe(false);
    const before = bed.time.monotonicMs();
    for (let i = 0; i < 30; i++) expect(await bed.signal()).toMatchObject({ type: 'ordered' });
    expect(bed.venue.submissions).toHaveLength(30);
    // Nothing of the other venue has timed out meanwhile.
    expect(bed.time.monotonicMs() - before).toBeLessThan(defaultVenueSettings(exec).ackTimeoutMs);
  },
);

test('a venue that does not answer at the start holds up the others for two seconds, and is traded with once it comes', async () => {
  const { bed, other } = await open();
  let comes: () => void = () => undefined;
  const there = new Promise<void>((resolve) => (comes = resolve));
  const connect = other.connect.bind(other);
  other.connect = async (listener) => {
    await there;
    return connect(listener);
  };
  const before = bed.time.now();
  await bed.restart();
  expect((bed.time.now() - before) / 1_000).toBeLessThanOrEqual(2_100);
  await bed.order();
  comes();
  await bed.time.advance(1_000);
  await bed.order({ venue: 'exec' });
  expect(other.submissions).toHaveLength(1);
});
