/** An order whose stream is set aside keeps nobody waiting: a stop ends as it does without it. */
import { expect, test } from 'vitest';
import { TradingBed } from '../trading/testing/tradingBed.ts';

const types = ['SignalReceived', 'OrderCreated', 'OrderSubmitting', 'OrderAccepted'];

test.each(types.flatMap((type) => ['not JSON', '{}', '{"terms":1}'].map((data) => [type, data] as const)))(
  '%s with the data %s',
  async (type, data) => {
    const bed = await TradingBed.open();
    bed.venue.behaviour = 'rest';
    await bed.order();
    await bed.time.advance(1_000);
    const row = bed.disk.rows.find((one) => one.row.type === type)!;
    Object.assign(row, { row: { ...row.row, data } });
    await bed.rollBack(bed.disk.rows.length);
    await bed.time.advance(5_000);
    const alerts = bed.engine.alerts.open().map(({ message }) => message);
    expect(alerts.join()).toContain(`event ${row.row.position} of the stream`);
    expect(alerts.join()).not.toContain('SyntaxError');
    expect(alerts.join()).not.toContain('Unexpected token');
    await bed.until(bed.engine.settled());
  },
);
