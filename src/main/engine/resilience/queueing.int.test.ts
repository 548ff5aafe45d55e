/** Calls that wait, as events of the venue, and the limiter over a restart; on the whole engine in simulated time. */
import { describe, expect, test } from 'vitest';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { defaultVenueSettings } from '../configuration.ts';
import { TradingBed } from '../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;

function open(change: object): Promise<TradingBed> {
  return TradingBed.open({ venues: [{ ...defaultVenueSettings(sim), ...change }] });
}

async function queueing(bed: TradingBed) {
  return (await bed.events()).filter(({ type }) => type.startsWith('VenueQueueing'));
}

describe('calls that wait', () => {
  test('are one event when it begins and one when it has ended, however many they are', async () => {
    const bed = await open({ limiter: { ratePerSecond: 10, burst: 10, queueDepthMax: 40 } });
    await bed.time.advance(5_000);
    const outcomes = Array.from({ length: 60 }, () => bed.submit({ quantity: '1' }));
    await Promise.all(outcomes.map((outcome) => bed.until(outcome)));
    await bed.time.advance(10_000);
    const events = await queueing(bed);
    expect(events.map(({ streamId, type }) => [streamId, type])).toEqual([
      ['venue-sim', 'VenueQueueingBegan'],
      ['venue-sim', 'VenueQueueingEnded'],
    ]);
    expect(events[0]?.data).toMatchObject({ where: 'limiter', queueDepthMax: 40, refused: 10 });
    expect(events[1]?.data).toMatchObject({ where: 'limiter', waited: 40, refused: 10, queuedMax: 40 });
    const ended = events[1]?.data as { durationMs: number; longestWaitMs: number } | undefined;
    expect(ended?.durationMs).toBeGreaterThanOrEqual(3_000);
    expect(ended?.longestWaitMs).toBeGreaterThanOrEqual(3_900);
    expect(ended?.longestWaitMs).toBeLessThanOrEqual(4_100);
  });

  test('now and then within a few seconds are one busy time', async () => {
    const bed = await open({ limiter: { ratePerSecond: 2, burst: 1, queueDepthMax: 40 } });
    await bed.time.advance(5_000);
    for (let i = 0; i < 4; i++) {
      const both = [bed.submit({ quantity: '1' }), bed.submit({ quantity: '1' })];
      await Promise.all(both.map((outcome) => bed.until(outcome)));
      await bed.time.advance(3_000);
    }
    await bed.time.advance(10_000);
    expect((await queueing(bed)).map(({ type }) => type)).toEqual([
      'VenueQueueingBegan',
      'VenueQueueingEnded',
    ]);
  });

  test('for the bulkhead are told too, and what is under way is told when the engine stops', async () => {
    const bed = await open({ bulkhead: { capacity: 1, queueDepthMax: 10, cancelReserve: 1 } });
    bed.venue.behaviour = 'lose_answer';
    const outcomes = [bed.submit(), bed.submit()];
    await bed.time.advance(2_000);
    expect(await queueing(bed)).toMatchObject([{ data: { where: 'bulkhead', queued: 1 } }]);
    await Promise.all(outcomes.map((outcome) => bed.until(outcome)));
    await bed.until(bed.engine.stop('test'));
    const onDisk = bed.disk.rows.map(({ row }) => row.type);
    expect(onDisk.slice(-2)).toEqual(['VenueQueueingEnded', 'EngineStopped']);
  });

  test('do not when there is room', async () => {
    const bed = await open({});
    await bed.order();
    await bed.time.advance(10_000);
    expect(await queueing(bed)).toEqual([]);
  });
});

describe('the limiter', () => {
  test('has no whole burst again after a restart, only what the rate gives for the time between', async () => {
    const limiter = { ratePerSecond: 10, burst: 100, queueDepthMax: 100 };
    const bed = await open({ limiter });
    const tokens = () => bed.engine.guards.get(sim)?.snapshot().limiter.tokens ?? NaN;
    expect(tokens()).toBeGreaterThan(90);
    for (let i = 0; i < 3; i++) {
      await bed.restart();
      expect(tokens()).toBeLessThan(20);
    }
    await bed.time.advance(60_000);
    await bed.restart();
    expect(tokens()).toBeGreaterThan(90);
  });
});
