/** A drop copy beside the order session, in simulated time: what only one of the two knows, and what they say otherwise. */
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal, zero } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { CopiedExecution } from '../../../domain/order/dropCopy/copiedOrders.ts';
import type { DropCopy, DropCopyState } from '../../ports.ts';
import { operator, spx, TradingBed } from '../../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;

/** Its record outlives the engine, as the file of a session does. */
class ScriptedCopy implements DropCopy {
  readonly venue = sim;
  readonly graceMs = 5_000;
  readonly downAfterMs = 60_000;
  now: DropCopyState = { connected: true, isClosed: false };
  readonly record: CopiedExecution[] = [];
  private listener: (copied: CopiedExecution) => void = () => undefined;

  get beganAt() {
    return this.record[0]?.at;
  }

  told(): Iterable<CopiedExecution> {
    return this.record;
  }

  open(listener: (copied: CopiedExecution) => void): void {
    this.listener = listener;
  }

  state(): DropCopyState {
    return this.now;
  }

  say(copied: CopiedExecution): void {
    this.record.push(copied);
    this.listener(copied);
  }

  async close(): Promise<void> {
    this.listener = () => undefined;
  }
}

let copy: ScriptedCopy;
let bed: TradingBed;

beforeEach(async () => {
  copy = new ScriptedCopy();
  bed = await TradingBed.open({}, undefined, { dropCopies: [copy] });
  bed.venue.behaviour = 'rest';
});

const gate = () => bed.engine.reconciliation.gate(sim);
const alerts = () =>
  bed.engine.alerts
    .open()
    .filter(({ kind }) => kind.startsWith('drop_copy'))
    .map(
      ({ kind, message }) =>
        `${kind}: ${message
          .split('; ')
          .at(-1)
          ?.replace(/^.*: execution/, 'execution')}`,
    );
const rows = () =>
  (bed.engine.reconciliation.report(sim)?.differences ?? [])
    .filter(({ kind }) => kind === 'drop_copy')
    .map(({ detail }) => detail);

async function executionOf(orderId: string): Promise<string> {
  const filled = (await bed.events()).findLast(
    ({ type, streamId }) => type === 'OrderFilled' && streamId === `order-${orderId}`,
  );
  invariant(filled?.type === 'OrderFilled', 'the order has a fill');
  return filled.data.executionId;
}

function copied(
  orderId: string,
  executionId: string,
  change: Partial<CopiedExecution> = {},
): CopiedExecution {
  return {
    clientOrderId: orderId as ClientOrderId,
    symbol: spx,
    side: 'buy',
    executionId: executionId as ExecutionId,
    quantity: decimal('4'),
    price: decimal('1400'),
    at: bed.time.now(),
    ...change,
  };
}

/** An order of which 4 are filled by the order session. */
async function fill(quantity = '4') {
  const orderId = await bed.order();
  bed.venue.fill(orderId as string as ClientOrderId, decimal(quantity));
  await bed.time.advance(10);
  return { orderId, executionId: await executionOf(orderId) };
}

describe('a drop copy', () => {
  test('that says the same makes no alert, whichever session is first, and however often it says it', async () => {
    const { orderId, executionId } = await fill();
    await bed.time.advance(4_000);
    copy.say(copied(orderId, executionId));
    copy.say(copied(orderId, executionId));
    const second = await bed.order();
    // The venue numbers orders and executions in one row.
    copy.say(copied(second, 'x4', { quantity: decimal('10') }));
    await bed.time.advance(4_000);
    bed.venue.fill(second as string as ClientOrderId, decimal('10'));
    await bed.time.advance(120_000);
    expect([alerts(), rows(), gate()]).toEqual([[], [], 'open']);
    await bed.restart();
    await bed.time.advance(120_000);
    expect([alerts(), rows(), gate()]).toEqual([[], [], 'open']);
  });

  test('that lacks an execution holds the orders of the venue, with one alert and a row, until it comes', async () => {
    copy.say(copied('older', 'x-older', { quantity: zero }));
    const { orderId, executionId } = await fill();
    await bed.time.advance(4_500);
    expect(alerts()).toEqual([]);
    await bed.time.advance(5_000);
    const lacks = `execution ${executionId}: 4 at 1400 by the order session, and not in the drop copy`;
    expect(alerts()).toEqual([`drop_copy_differs: ${lacks}`]);
    expect([rows(), gate()]).toEqual([[lacks], 'differences']);
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'venue_unreconciled' }] });
    await bed.restart();
    await bed.time.advance(20_000);
    expect([alerts(), rows(), gate()]).toEqual([[`drop_copy_differs: ${lacks}`], [lacks], 'differences']);
    copy.say(copied(orderId, executionId));
    await bed.time.advance(40_000);
    expect([alerts(), rows(), gate()]).toEqual([[], [], 'open']);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('that knows an execution alone is a difference too, and an operator can accept it', async () => {
    const orderId = await bed.order();
    copy.say(copied(orderId, 'x-unheard'));
    copy.say(copied('nobody-knows-it', 'x-other'));
    await bed.time.advance(10_000);
    expect(alerts()).toEqual([
      'drop_copy_differs: execution x-unheard: buy SPX, 4 at 1400 by the drop copy, and unknown to the order session',
      'drop_copy_differs: execution x-other: buy SPX, 4 at 1400 by the drop copy, and unknown to the order session',
    ]);
    expect(gate()).toBe('differences');
    expect(await bed.until(bed.engine.reconciliation.accept(sim, operator))).toMatchObject({ ok: true });
    await bed.time.advance(120_000);
    expect([alerts(), rows().length, gate()]).toEqual([[], 2, 'open']);
    await bed.restart();
    await bed.time.advance(120_000);
    expect([alerts(), rows().length, gate()]).toEqual([[], 2, 'open']);
  });

  test('that lost its record still differs in what it said alone, until somebody accepts that', async () => {
    copy.say(copied(await bed.order(), 'x-unheard'));
    await bed.time.advance(10_000);
    const unheard =
      'execution x-unheard: buy SPX, 4 at 1400 by the drop copy, and unknown to the order session';
    expect([rows(), gate()]).toEqual([[unheard], 'differences']);
    copy.record.length = 0;
    await bed.restart();
    await bed.time.advance(120_000);
    expect([alerts(), rows(), gate()]).toEqual([[`drop_copy_differs: ${unheard}`], [unheard], 'differences']);
    expect(await bed.until(bed.engine.reconciliation.accept(sim, operator))).toMatchObject({ ok: true });
    await bed.time.advance(120_000);
    expect([alerts(), gate()]).toEqual([[], 'open']);
  });

  test.each([
    ['another quantity', { quantity: decimal('5') }, '5 at 1400'],
    ['another price', { price: decimal('1400.25') }, '4 at 1400.25'],
    ['another side', { side: 'sell' as const }, '4 at 1400'],
    ['another symbol', { symbol: 'NDX' }, '4 at 1400'],
  ])('with %s differs', async (_what, change, says) => {
    const { orderId, executionId } = await fill();
    const told = copied(orderId, executionId, change);
    copy.say(told);
    await bed.time.advance(10_000);
    expect(rows()).toEqual([
      `execution ${executionId}: buy SPX, 4 at 1400 by the order session; ${told.side} ${told.symbol}, ${says} by the drop copy`,
    ]);
  });

  test('that lacks an execution is found out while its order goes on trading, as one alert', async () => {
    copy.say(copied('older', 'x-older', { quantity: zero }));
    const orderId = await bed.order();
    const lost: string[] = [];
    const gates: unknown[] = [];
    for (let second = 0; second < 8; second++) {
      bed.venue.fill(orderId as string as ClientOrderId, decimal('1'));
      await bed.time.advance(1_000);
      lost.push(await executionOf(orderId));
      // One is copied soon, and the next one is under way.
      if (second % 2 === 1) copy.say(copied(orderId, lost[second] ?? '', { quantity: decimal('1') }));
      gates.push(gate());
    }
    expect(gates.slice(0, 4)).toEqual(['open', 'open', 'open', 'open']);
    const lacks = (id = '') => `execution ${id}: 1 at 1400 by the order session, and not in the drop copy`;
    expect([rows(), gate()]).toEqual([[lacks(lost[0]), lacks(lost[2])], 'differences']);
    expect(alerts()).toEqual([`drop_copy_differs: ${lacks(lost[2])}`]);
    for (const id of lost) copy.say(copied(orderId, id, { quantity: decimal('1') }));
    await bed.time.advance(40_000);
    expect([alerts(), rows(), gate()]).toEqual([[], [], 'open']);
    const told = (await bed.events()).flatMap(({ type }) => (type.startsWith('Alert') ? [type] : []));
    expect(told).toEqual(['AlertRaised', 'AlertRepeated', 'AlertEnded']);
  });

  test.each(['the order session', 'the drop copy'])(
    'that contradicts the order session is told at once, also where %s spoke first',
    async (first) => {
      const { orderId, executionId } = await fill();
      if (first === 'the drop copy') {
        const second = await bed.order();
        copy.say(copied(second, 'x4', { price: decimal('1500') }));
        await bed.time.advance(2_000);
        bed.venue.fill(second as string as ClientOrderId, decimal('4'));
      } else copy.say(copied(orderId, executionId, { price: decimal('1500') }));
      await bed.time.advance(1_100);
      expect(rows()).toEqual([
        expect.stringContaining('4 at 1400 by the order session; buy SPX, 4 at 1500 by the drop copy'),
      ]);
      expect(gate()).toBe('differences');
    },
  );

  test('with a bust or a correction that the order session has not told differs until it has', async () => {
    const first = await fill();
    const second = await fill();
    copy.say(copied(first.orderId, first.executionId));
    copy.say(copied(first.orderId, first.executionId, { quantity: zero }));
    copy.say(copied(second.orderId, second.executionId));
    const revises = second.executionId as ExecutionId;
    copy.say(copied(second.orderId, 'x-corrected', { revises, price: decimal('1399') }));
    await bed.time.advance(10_000);
    expect(rows()).toEqual([
      `execution ${first.executionId}: buy SPX, 4 at 1400 by the order session; buy SPX, taken back by the drop copy`,
      `execution x-corrected: buy SPX, 4 at 1400 by the order session; buy SPX, 4 at 1399 by the drop copy`,
    ]);
  });

  test('that is down is an alert after its time, and blames no execution meanwhile', async () => {
    copy.say(copied('older', 'x-older', { quantity: zero }));
    copy.now = { connected: false, isClosed: false, why: 'the venue refused the connection' };
    const { orderId, executionId } = await fill();
    await bed.time.advance(50_000);
    expect(alerts()).toEqual([]);
    await bed.time.advance(15_000);
    expect(alerts()).toEqual([
      expect.stringContaining('down for more than 60 s, so its executions are compared with nothing'),
    ]);
    expect(gate()).toBe('open');
    copy.now = { connected: true, isClosed: false };
    copy.say(copied(orderId, executionId));
    await bed.time.advance(10_000);
    expect(alerts()).toEqual([]);
    copy.now = { connected: false, isClosed: true };
    await bed.time.advance(120_000);
    expect(alerts()).toEqual([]);
  });
});
