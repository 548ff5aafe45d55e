import { describe, expect, it } from 'vitest';
import { busyEventsMin, busyLooksMax, lookMs, ReportPace, restsFor } from './reportPace.ts';

const workMs = 30;

/** A pace in simulated time; `eventsPerLook` come in each look. */
function simulated(load: { eventsPerLook: number }) {
  let nowMs = 0;
  let head = 0;
  const pass = (ms: number): void => {
    nowMs += ms;
    head += (ms / lookMs) * load.eventsPerLook;
  };
  const pace = new ReportPace({
    head: () => head,
    monotonicMs: () => nowMs,
    rest: (ms) => Promise.resolve(pass(ms)),
  });
  /** Milliseconds until a step begins, and from its end until the next one may be asked for. */
  return async (): Promise<readonly [number, number]> => {
    const askedMs = nowMs;
    await pace.stepMayBegin();
    const begunMs = nowMs;
    pass(workMs);
    await pace.stepEnded();
    return [begunMs - askedMs, nowMs - begunMs - workMs];
  };
}

describe('the pace of the reporting tables', () => {
  it('is a step after each look while appends leave room', async () => {
    const step = simulated({ eventsPerLook: busyEventsMin - 1 });
    expect([await step(), await step()]).toEqual([
      [lookMs, 0],
      [lookMs, 0],
    ]);
  });

  it('waits for busy appends, and takes a part of the time where they stay busy', async () => {
    const step = simulated({ eventsPerLook: busyEventsMin });
    expect(await step()).toEqual([busyLooksMax * lookMs, restsFor * workMs]);
    expect(await step()).toEqual([lookMs, restsFor * workMs]);
  });

  it('waits anew after appends have left room', async () => {
    const load = { eventsPerLook: busyEventsMin };
    const step = simulated(load);
    await step();
    load.eventsPerLook = 0;
    expect(await step()).toEqual([lookMs, 0]);
    load.eventsPerLook = busyEventsMin;
    expect(await step()).toEqual([busyLooksMax * lookMs, restsFor * workMs]);
  });
});
