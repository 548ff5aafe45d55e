/** Answers and outcomes that get lost on the way, on the whole engine in simulated time. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import { defaultVenueSettings } from '../configuration.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;
const ackTimeoutMs = 1_000;

beforeEach(async () => {
  const venue = { ...defaultVenueSettings('sim' as never), ackTimeoutMs };
  bed = await TradingBed.open({ venues: [venue] });
  bed.venue.behaviour = 'rest';
});

const view = (orderId: OrderId) => bed.engine.queries.getOrder(orderId);
const client = (orderId: OrderId) => orderId as string as ClientOrderId;

async function eventsOf(orderId: OrderId): Promise<StoredEvent[]> {
  return (await bed.events()).filter((event) => event.streamId === `order-${orderId}`);
}

async function typesOf(orderId: OrderId): Promise<string[]> {
  return (await eventsOf(orderId)).map((event) => event.type);
}

describe('a cancel', () => {
  test('whose outcome is lost is settled by the venue record, without a new connection', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_outcome';
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    expect(view(orderId)?.status).toBe('pending_cancel');
    await bed.time.advance(ackTimeoutMs + 100);
    expect(view(orderId)).toMatchObject({ status: 'canceled', reason: 'canceled on request' });
    expect(bed.venue.requested).toHaveLength(1);
    expect((await eventsOf(orderId)).at(-1)).toMatchObject({ data: { evidence: 'reconciliation' } });
  });

  test('that never arrived is sent again while the venue works the order, and its attempts are kept', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_request';
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.time.advance(ackTimeoutMs + 100);
    expect(view(orderId)?.status).toBe('pending_cancel');
    expect(bed.venue.requested).toHaveLength(2);
    expect(bed.engine.orders.inDoubt()).toMatchObject([
      { orderId, subject: 'cancel', attempts: 1, evidence: [{ answer: 'found', attempt: 1 }] },
    ]);
    bed.venue.requests = 'take';
    await bed.time.advance(5_000);
    expect(view(orderId)?.status).toBe('canceled');
    expect(await typesOf(orderId)).toEqual([
      'OrderCreated',
      'OrderSubmitting',
      'OrderAccepted',
      'OrderCancelRequested',
      'OrderInquired',
      'OrderRequestRepeated',
      'OrderInquired',
      'OrderRequestRepeated',
      'OrderCanceled',
    ]);
    expect(bed.engine.orders.inDoubt()).toEqual([]);
  });

  test('is not taken for refused while it may be on its way', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_request';
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.time.advance(60_000);
    expect(view(orderId)?.status).toBe('pending_cancel');
    expect(await typesOf(orderId)).not.toContain('OrderCancelRejected');
  });

  test('that a crash left on its way is taken up after the restart', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_request';
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    bed.venue.requests = 'take';
    await bed.restart();
    await bed.until(bed.engine.settled());
    expect(view(orderId)?.status).toBe('canceled');
  });

  test('refused because the order had filled leads to the fill that was missed', async () => {
    const orderId = await bed.order();
    bed.venue.fill(client(orderId), decimal('10'), true);
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.until(bed.engine.settled());
    expect(view(orderId)).toMatchObject({ status: 'filled', filledQuantity: '10' });
  });
});

describe('a replace', () => {
  const change = { quantity: decimal('6'), limitPrice: decimal('1399.75') };

  test('whose outcome is lost is found under the new id', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_outcome';
    await bed.until(bed.engine.orders.amend(orderId, change, operator));
    await bed.time.advance(ackTimeoutMs + 100);
    expect(view(orderId)).toMatchObject({
      status: 'accepted',
      clientOrderId: `${orderId}-r1`,
      quantity: '6',
      limitPrice: '1399.75',
    });
  });

  test('that never arrived is sent again under the same new id', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_request';
    await bed.until(bed.engine.orders.amend(orderId, change, operator));
    await bed.time.advance(ackTimeoutMs + 100);
    expect(bed.venue.requested).toHaveLength(2);
    expect(view(orderId)?.status).toBe('pending_replace');
    bed.venue.requests = 'take';
    await bed.time.advance(5_000);
    expect(view(orderId)).toMatchObject({
      status: 'accepted',
      clientOrderId: `${orderId}-r1`,
      quantity: '6',
    });
  });

  test.each(['', 'and a cancel'])(
    'that never arrived %s ends once the venue has filled more than the order was for before',
    async (cancel) => {
      const orderId = await bed.order();
      bed.venue.requests = 'lose_request';
      await bed.until(bed.engine.orders.amend(orderId, { quantity: decimal('20') }, operator));
      if (cancel !== '') await bed.until(bed.engine.orders.cancel(orderId, operator));
      bed.venue.fill(orderId as string as ClientOrderId, decimal('12'));
      await bed.time.advance(60_000);
      expect(view(orderId)).toMatchObject({ status: 'filled', quantity: '10', filledQuantity: '12' });
    },
  );

  test('without an outcome is found out also when a cancel was asked for meanwhile', async () => {
    const orderId = await bed.order();
    bed.venue.requests = 'lose_outcome';
    await bed.until(bed.engine.orders.amend(orderId, change, operator));
    bed.venue.requests = 'take';
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    // Refused: the venue knows the order by its new id only.
    await bed.time.advance(20_000);
    const replaced = { status: 'accepted', quantity: '6', clientOrderId: `${orderId}-r1` };
    expect(view(orderId)).toMatchObject(replaced);
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.until(bed.engine.settled());
    expect(view(orderId)?.status).toBe('canceled');
  });

  test('of an exit recovers: the bracket goes on', async () => {
    const orderId = await bed.order({ stopLoss: '1390' });
    bed.venue.fill(client(orderId), decimal('4'));
    await bed.until(bed.engine.settled());
    bed.venue.requests = 'lose_outcome';
    bed.venue.fill(client(orderId), decimal('6'));
    await bed.time.advance(ackTimeoutMs + 500);
    expect(view(`${orderId}-sl` as OrderId)).toMatchObject({ status: 'accepted', quantity: '10' });
    expect(bed.engine.brackets.unprotected()).toEqual([]);
  });
});

describe('a submission in doubt', () => {
  async function doubtful(): Promise<OrderId> {
    bed.venue.behaviour = 'lose_request';
    const outcome = bed.submit();
    await bed.time.advance(ackTimeoutMs + 10);
    const result = await bed.until(outcome);
    if (result.type !== 'ordered') throw new Error(`the signal came to ${result.type}`);
    return result.orderId;
  }

  test('is settled as never received only where the venue says that unknown is proof', async () => {
    bed.venue.capabilities = { ...bed.venue.capabilities, unknownIsProof: false };
    const orderId = await doubtful();
    await bed.time.advance(600_000);
    expect(view(orderId)?.status).toBe('in_doubt');
    const [inDoubt] = bed.engine.orders.inDoubt();
    expect(inDoubt).toMatchObject({ orderId, subject: 'submission', attempts: 10 });
    expect(new Set(inDoubt?.evidence.map(({ answer }) => answer))).toEqual(new Set(['unknown_order']));
  });

  test('is not settled by answers in quick succession: it may still be on its way', async () => {
    const orderId = await doubtful();
    for (let times = 0; times < 6; times++) {
      await bed.until(bed.engine.orders.cancel(orderId, operator));
      await bed.time.advance(50);
    }
    const inquiries = (await typesOf(orderId)).filter((type) => type === 'OrderInquired');
    expect(inquiries.length).toBeGreaterThan(3);
    expect(view(orderId)?.status).toBe('in_doubt');
    await bed.time.advance(10_000);
    expect(view(orderId)?.status).toBe('rejected');
  });

  test('is asked about ever more rarely: an hour of silence writes few events', async () => {
    bed.venue.answers = false;
    const orderId = await doubtful();
    await bed.time.advance(3_600_000);
    const inquiries = (await eventsOf(orderId)).filter((event) => event.type === 'OrderInquired');
    expect(inquiries.length).toBeGreaterThan(5);
    expect(inquiries.length).toBeLessThan(30);
    expect(inquiries.at(-1)).toMatchObject({
      data: { subject: 'submission', attempt: inquiries.length, answer: 'no_answer' },
    });
    expect(view(orderId)?.status).toBe('in_doubt');
  });

  test('is settled by a late message', async () => {
    bed.venue.answers = false;
    bed.venue.behaviour = 'lose_answer';
    const outcome = bed.submit();
    await bed.time.advance(ackTimeoutMs + 10);
    const result = await bed.until(outcome);
    if (result.type !== 'ordered') throw new Error(result.type);
    expect(view(result.orderId)?.status).toBe('in_doubt');
    bed.venue.confirm(client(result.orderId));
    await bed.time.advance(100);
    expect(view(result.orderId)?.status).toBe('accepted');
  });

  test('is settled by an operator with a reason, and what the venue says later is recorded all the same', async () => {
    bed.venue.answers = false;
    bed.venue.behaviour = 'lose_answer';
    const outcome = bed.submit();
    await bed.time.advance(ackTimeoutMs + 10);
    const result = await bed.until(outcome);
    if (result.type !== 'ordered') throw new Error(result.type);
    const { orderId } = result;
    const settled = bed.engine.orders.settle(orderId, { outcome: 'never_received' }, operator);
    expect(await bed.until(settled)).toEqual({ ok: true });
    expect(view(orderId)).toMatchObject({ status: 'rejected', reasonCode: 'never_received', reason: 'test' });
    expect((await eventsOf(orderId)).at(-1)).toMatchObject({
      type: 'OrderRejected',
      actor: 'operator:ak',
      data: { evidence: 'operator' },
    });
    bed.venue.answers = true;
    bed.venue.confirm(client(orderId));
    await bed.time.advance(20_000);
    expect(view(orderId)?.status).toBe('accepted');
    expect((await typesOf(orderId)).slice(-4)).toEqual([
      'OrderRejected',
      'OrderAccepted',
      'OrderSettlementContradicted',
      'OrderReinstated',
    ]);
  });

  test('is never sent again, whatever becomes of it', async () => {
    const orderId = await doubtful();
    await bed.time.advance(60_000);
    expect(view(orderId)).toMatchObject({ status: 'rejected', reasonCode: 'never_received' });
    expect(bed.venue.submissions).toEqual([]);
  });
});
