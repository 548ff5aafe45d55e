import { beforeEach, describe, expect, test } from 'vitest';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const open = () => bed.engine.alerts.open().filter(({ kind }) => kind === 'signals_never_sent');

/** Signals stay in the pipeline before the stage of this priority until the engine ends. */
function holdBefore(priority: number): void {
  bed.engine.pipeline.addStage({
    name: 'Pause',
    priority: priority - 50,
    canProcess: () => true,
    process: () => new Promise(() => undefined),
  });
}

async function interrupted(signals: number): Promise<void> {
  for (let i = 0; i < signals; i++) void bed.submit();
  await bed.time.advance(100);
  await bed.restart();
  await bed.time.advance(2_000);
}

describe('acknowledged signals that a restart ends', () => {
  test('are one alert that counts them, where their orders were made and not sent', async () => {
    holdBefore(400);
    await interrupted(5);
    expect(open()).toMatchObject([
      {
        holdsOrders: false,
        message: expect.stringContaining('5 acknowledged signals were never sent') as unknown,
      },
    ]);
    await bed.restart();
    await bed.time.advance(2_000);
    expect(open()).toHaveLength(1);
  });

  test('count also once the venue has proven that it never received their orders', async () => {
    bed.venue.behaviour = 'lose_request';
    for (let i = 0; i < 2; i++) void bed.submit();
    await bed.time.advance(100);
    holdBefore(400);
    await interrupted(1);
    expect(open()).toMatchObject([
      { message: expect.stringContaining('1 acknowledged signal was') as unknown },
    ]);
    await bed.time.advance(10_000);
    expect(open()).toMatchObject([{ message: expect.stringContaining('3 acknowledged signals') as unknown }]);
  });

  test('are no alert where their orders are sent after it', async () => {
    holdBefore(100);
    await interrupted(3);
    expect(await bed.openAtVenue()).toBe(3);
    expect(open()).toEqual([]);
  });
});

test('an acknowledged alert covers what it has counted, and further signals are one of their own', async () => {
  holdBefore(400);
  await interrupted(2);
  const ids = open().map(({ alertId }) => alertId);
  await bed.until(bed.engine.alerts.acknowledge(ids, operator));
  bed.venue.behaviour = 'lose_request';
  void bed.submit();
  await bed.time.advance(20_000);
  expect(open()).toMatchObject([
    { message: expect.stringContaining('1 acknowledged signal was') as unknown },
  ]);
});

test('a comparison that has not been made yet is said of its venue', async () => {
  const { reconciliation } = bed.engine;
  expect(reconciliation.waiting()).toEqual([]);
  bed.venue.answers = false;
  bed.venue.disconnect();
  await bed.time.advance(100);
  expect(reconciliation.waiting()).toEqual(['sim']);
  bed.venue.reconnect();
  await bed.time.advance(100);
  expect(reconciliation.waiting()).toEqual(['sim']);
  bed.venue.answers = true;
  for (let i = 0; i < 200 && reconciliation.waiting().length > 0; i++) await bed.time.advance(500);
  expect(reconciliation.waiting()).toEqual([]);
});
