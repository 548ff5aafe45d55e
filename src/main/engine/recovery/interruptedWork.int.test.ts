/** A store that fails in the middle of things and comes back: everything goes on without a restart. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor, ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const full = { code: 'disk_full', message: 'no space left' };
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const rows = async () => (await bed.engine.queries.getOrderHistory({})).rows;

/** The disk is full from the moment an event of the type has been written. */
function failAfter(type: string): void {
  let failed = false;
  bed.store.onCommitted((events) => {
    if (failed || !events.some((event) => event.type === type)) return;
    failed = true;
    bed.disk.fault = full;
  });
}

/** A stage that takes its time, so that what was decided before it has a commit of its own. */
function pauseAt(priority: number): void {
  bed.engine.pipeline.addStage({
    name: 'Pause',
    priority,
    canProcess: () => true,
    process: (context) =>
      new Promise((resolve) => void bed.time.after(10, () => resolve({ ok: true, context }))),
  });
}

async function recover(): Promise<void> {
  await bed.time.advance(2_000);
  bed.disk.fault = undefined;
  await bed.time.advance(5_000);
}

test('a signal sent twice at once is no duplicate of one that could not be written', async () => {
  const origin = { actor: 'strategy:test' as Actor };
  for (const change of [{}, { quantity: '0' }]) {
    bed.disk.fault = full;
    const { intake } = bed.engine;
    const signal = sampleSignal('twice', change);
    const twins = [intake.submit(signal, origin), intake.submit(signal, origin)];
    for (const twin of twins) {
      expect(await bed.until(twin.acknowledged)).toMatchObject({ type: 'unavailable', fault: full });
    }
    await recover();
  }
  expect((await bed.events()).map(({ streamId }) => streamId)).not.toContain('signal-twice');
});

describe('after a fault of the store', () => {
  test('a signal that had no order yet gets its outcome', async () => {
    pauseAt(50);
    failAfter('SignalReceived');
    const outcome = bed.submit();
    await bed.time.advance(100);
    expect(await bed.until(outcome)).toMatchObject({ type: 'pending' });
    await recover();
    expect(await rows()).toMatchObject([{ status: 'accepted' }]);
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('a signal too old to be sent gets its outcome, though the store fails once more just then', async () => {
    pauseAt(50);
    failAfter('SignalReceived');
    void bed.submit();
    await bed.time.advance(70_000);
    bed.disk.fault = undefined;
    while (bed.store.writeFault() !== undefined) await bed.time.advance(10);
    bed.disk.fault = full;
    await recover();
    expect((await bed.events()).map(({ type }) => type)).toContain('SignalRejected');
    expect(bed.venue.submissions).toEqual([]);
  });

  test('an order that was created and not sent is denied, and the next one leaves', async () => {
    pauseAt(350);
    failAfter('OrderCreated');
    void bed.submit();
    await recover();
    expect(await rows()).toMatchObject([{ status: 'denied', reasonCode: 'interrupted' }]);
    expect(bed.venue.submissions).toEqual([]);
    expect(await bed.signal()).toMatchObject({ type: 'ordered', status: 'accepted' });
  });

  test('an order is denied, though its cancel was on its way to a disk that failed once more', async () => {
    pauseAt(350);
    failAfter('OrderCreated');
    void bed.submit();
    await bed.time.advance(1);
    const { orderId } = (await rows())[0]!;
    const cancel = () => void bed.engine.orders.cancel(orderId, operator);
    // It notices the fault, a while before the order does.
    cancel();
    await bed.time.advance(100);
    bed.disk.fault = undefined;
    while (bed.store.writeFault() !== undefined) await bed.time.advance(1);
    bed.disk.commitMs = () => 400;
    cancel();
    await bed.time.advance(300);
    bed.disk.fault = full;
    await bed.time.advance(200);
    bed.disk.commitMs = undefined;
    await recover();
    expect(await rows()).toMatchObject([{ status: 'denied', reasonCode: 'interrupted' }]);
  });

  test('an order canceled while it waited for its venue, which went away meanwhile, ends', async () => {
    bed.venue.answers = false;
    await bed.restart();
    void bed.submit();
    await bed.time.advance(1);
    void bed.engine.orders.cancel((await rows())[0]!.orderId, operator);
    bed.venue.disconnect();
    bed.disk.fault = full;
    await bed.time.advance(1);
    await recover();
    await bed.time.advance(180_000);
    expect(await rows()).toMatchObject([{ status: 'denied' }]);
    expect(bed.venue.submissions).toEqual([]);
  });

  test('an order whose answer could not be written is found at the venue, and not sent again', async () => {
    failAfter('OrderSubmitting');
    void bed.submit();
    await recover();
    expect(await rows()).toMatchObject([{ status: 'accepted' }]);
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('fills and cancels that could not be written are in the store', async () => {
    const [filled, canceled] = [await bed.order(), await bed.order()];
    bed.disk.fault = full;
    bed.venue.fill(filled as string as ClientOrderId, decimal('4'));
    bed.venue.end(canceled as string as ClientOrderId, 'canceled', false);
    await recover();
    const statusOf = (orderId: OrderId) => bed.engine.queries.getOrder(orderId);
    expect(statusOf(filled)).toMatchObject({ status: 'partially_filled', filledQuantity: '4' });
    expect(statusOf(canceled)).toMatchObject({ status: 'canceled' });
  });
});
