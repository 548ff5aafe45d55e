import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const statusOf = (orderId: OrderId) => bed.engine.queries.getOrder(orderId)?.status;

describe('a cancel that is asked for while the venue is disconnected', () => {
  it('stays asked for, and leaves once the venue is back', async () => {
    const orderId = await bed.order();
    bed.venue.disconnect();
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.time.advance(60_000);
    expect(statusOf(orderId)).toBe('pending_cancel');
    bed.venue.reconnect();
    await bed.time.advance(5_000);
    expect(statusOf(orderId)).toBe('canceled');
    expect(await bed.openAtVenue()).toBe(0);
  });

  it('leaves also after a restart', async () => {
    const orderId = await bed.order();
    bed.venue.disconnect();
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.time.advance(1_000);
    await bed.restart();
    bed.venue.reconnect();
    await bed.time.advance(5_000);
    expect(statusOf(orderId)).toBe('canceled');
  });
});
