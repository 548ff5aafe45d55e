/** The end of an engine that has more signals than places; on the whole engine in simulated time. */
import { expect, test } from 'vitest';
import { TradingBed } from '../trading/testing/tradingBed.ts';

test('a stop begins no signal that waits; the next start finishes it', async () => {
  const bed = await TradingBed.open({ maxConcurrentOrders: 2 });
  bed.venue.behaviour = 'lose_answer';
  for (let i = 0; i < 5; i++) void bed.submit({ quantity: '1' });
  await bed.time.advance(100);
  const sent = bed.venue.submissions.length;
  expect(sent).toBe(2);
  await bed.until(bed.engine.stop('end of day'));
  expect(bed.venue.submissions).toHaveLength(sent);
  const onDisk = bed.disk.rows.map(({ row }) => row.type);
  expect(onDisk.filter((type) => type === 'SignalReceived')).toHaveLength(5);
  expect(onDisk.filter((type) => type === 'OrderCreated')).toHaveLength(2);
  expect(onDisk).toContain('EngineStopped');

  bed.venue.behaviour = 'rest';
  await bed.rollBack(bed.disk.rows.length);
  await bed.until(bed.engine.settled());
  expect(bed.venue.submissions).toHaveLength(5);
});
