import { beforeEach, describe, expect, test } from 'vitest';
import type { SubscriberView } from '../../shared/contract/status.ts';
import { BridgeDesk } from './testing/bridgeDesk.ts';

const reason = 'the collector has room again';
let desk: BridgeDesk;
let broken: boolean;
let handled: number[];

beforeEach(async () => {
  desk = new BridgeDesk();
  broken = true;
  handled = [];
  desk.engine.bus.subscribeDurably({
    name: 'collector',
    handle({ position }) {
      if (broken) throw new Error('no room left');
      handled.push(position);
    },
  });
  await desk.open();
});

async function collector(): Promise<SubscriberView> {
  const status = await desk.call('getStatus', {});
  const found = status.ok ? status.value.subscribers.find(({ name }) => name === 'collector') : undefined;
  if (found === undefined) throw new Error(JSON.stringify(status));
  return found;
}

/** Runs simulated time until the subscriber is in a state. */
async function untilIt(state: SubscriberView['state']): Promise<SubscriberView> {
  for (let minutes = 0; minutes < 5; minutes++) {
    const found = await collector();
    if (found.state === state) return found;
    await desk.time.advance(60_000);
  }
  throw new Error(`it is not ${state} after five simulated minutes`);
}

async function resumedEvents(): Promise<readonly object[]> {
  const reply = await desk.call('queryEvents', { types: ['SubscriberResumed'] });
  return reply.ok ? reply.value.events : [];
}

describe('a durable subscriber that keeps throwing', () => {
  test('is in the status with its place, its error and since when, and makes the engine degraded', async () => {
    expect(await collector()).toMatchObject({ state: 'retrying', error: 'no room left' });
    const parked = await untilIt('parked');
    const head = desk.engine.store.head().position;
    expect(parked).toMatchObject({ position: 0, lag: head, failures: 10, error: 'no room left' });
    await desk.time.advance(600_000);
    expect((await collector()).since).toBe(parked.since);
    const { status, checks } = desk.engine.pipeline.checkHealth();
    expect(status).toBe('degraded');
    expect(checks).toContainEqual({
      name: 'subscriber collector',
      healthy: false,
      detail: 'parked, at position 1: no room left',
    });
  });

  test('goes on where it stopped once an operator resumes it, and the desk knows who and why', async () => {
    const { position, failures, error } = await untilIt('parked');
    broken = false;
    expect(await desk.call('resumeSubscriber', { subscriber: 'collector', reason })).toEqual({
      ok: true,
      value: {},
    });
    expect(await untilIt('running')).toMatchObject({ lag: 0, failures: 0 });
    expect(await collector()).not.toHaveProperty('error');
    const head = desk.engine.store.head().position;
    expect(handled).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    expect(await resumedEvents()).toMatchObject([
      {
        streamId: 'desk',
        actor: 'operator:ak',
        data: { subscriber: 'collector', from: 'parked', position, failures, error, reason },
      },
    ]);
    expect(desk.engine.pipeline.checkHealth().status).toBe('healthy');
  });

  test('is parked again when what was wrong still is', async () => {
    await untilIt('parked');
    await desk.call('resumeSubscriber', { subscriber: 'collector', reason });
    expect(await collector()).toMatchObject({ state: 'retrying' });
    expect(await untilIt('parked')).toMatchObject({ position: 0, failures: 10 });
    expect(handled).toEqual([]);
  });
});

describe('to resume a subscriber', () => {
  test('that runs, or that there is not, is refused and leaves no event', async () => {
    broken = false;
    await untilIt('running');
    expect(await desk.call('resumeSubscriber', { subscriber: 'collector', reason })).toMatchObject({
      ok: false,
      fault: { code: 'subscriber_running' },
    });
    expect(await desk.call('resumeSubscriber', { subscriber: 'nobody', reason })).toMatchObject({
      ok: false,
      fault: { code: 'subscriber_unknown' },
    });
    expect(await resumedEvents()).toEqual([]);
  });

  test('takes a reason', async () => {
    await untilIt('parked');
    expect(await desk.callWith('resumeSubscriber', { subscriber: 'collector' })).toMatchObject({
      ok: false,
      fault: { code: 'invalid_message' },
    });
    expect(await collector()).toMatchObject({ state: 'parked' });
  });
});
