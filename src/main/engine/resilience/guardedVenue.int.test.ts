/** One venue's guards together, in simulated time: what is tried again, and what never is. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createAbortSource, neverAborted, type AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { defaultVenueSettings, type VenueSettings } from '../configuration.ts';
import { VenueCallError, type Venue } from '../ports.ts';
import { CallWithheldError, GuardedVenue } from './guardedVenue.ts';
import { countedIds } from '../events/testing/countedIds.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;
const sim = 'sim' as VenueId;
const operator = { actor: 'operator:ak', reason: 'test' } as never;

let time: SimulatedTime;
let settings: VenueSettings;
let guard: GuardedVenue;
/** When each try was made, in milliseconds from the start. */
let tries: number[];

function guardOf(venue: Venue): GuardedVenue {
  return new GuardedVenue(venue, () => settings, {
    clock: time,
    scheduler: time,
    ids: countedIds(),
    random: { next: () => 0.5 },
    store: memoryEventStore({ clock: time, scheduler: time }),
    logger: { log: () => undefined },
  });
}

beforeEach(() => {
  time = new SimulatedTime(start);
  settings = { ...defaultVenueSettings(sim), ackTimeoutMs: 1_000 };
  guard = guardOf(new ScriptedVenue(sim, time, decimal('1400')));
  tries = [];
});

test.each([
  { cancelOnDisconnect: false, says: 'its process ended; working orders stay at the venue' },
  { cancelOnDisconnect: true, says: 'its process ended; the venue cancels working orders' },
])('a disconnect says what becomes of working orders: $says', ({ cancelOnDisconnect, says }) => {
  const venue = new ScriptedVenue(sim, time, decimal('1400'));
  const capabilities = { ...venue.capabilities, cancelOnDisconnect };
  const away = guardOf(Object.assign(venue, { capabilities }));
  away.disconnected('its process ended');
  expect(away.snapshot().connectionDetail).toBe(says);
});

/** A call that fails with the given errors in turn, and then succeeds. */
function failing(...errors: readonly Error[]): () => Promise<string> {
  const left = [...errors];
  return async () => {
    tries.push(time.monotonicMs());
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'answer';
  };
}

const notSent = new VenueCallError('not_connected', false, 'not connected');
const lost = new VenueCallError('connection_lost', true, 'connection lost');

/** What comes of a promise within the simulated time given. */
async function outcomeOf<T>(promise: Promise<T>, withinMs = 60_000): Promise<T | Error | 'waiting'> {
  let outcome: T | Error | 'waiting' = 'waiting';
  promise.then(
    (value) => (outcome = value),
    (error: unknown) => (outcome = error as Error),
  );
  await time.advance(withinMs);
  return outcome;
}

async function submitted(call: (signal: AbortSignalLike) => Promise<string>): Promise<string | Error> {
  const admitted = await guard.admit('order', neverAborted);
  if (!admitted.ok) throw new Error(admitted.error.message);
  return outcomeOf(admitted.value.call(call));
}

describe('a submission', () => {
  test('that was not sent is tried again, with a delay that doubles', async () => {
    expect(await submitted(failing(notSent, notSent, notSent))).toBe('answer');
    expect(tries).toEqual([0, 100, 300, 700]);
    expect(guard.snapshot().retry).toEqual({ ...settings.retry, repeats: 3, recovered: 1, exhausted: 0 });
  });

  test('that may have been sent is never tried again', async () => {
    expect(await submitted(failing(lost))).toBe(lost);
    expect(tries).toEqual([0]);
    expect(guard.snapshot().retry).toMatchObject({ repeats: 0, recovered: 0, exhausted: 0 });
  });

  test('is not tried again after a repeat that may have been sent', async () => {
    expect(await submitted(failing(notSent, lost))).toBe(lost);
    expect(tries).toEqual([0, 100]);
  });

  test('that times out is never tried again', async () => {
    const silent = (): Promise<string> => {
      tries.push(time.monotonicMs());
      return new Promise(() => undefined);
    };
    expect(await submitted(silent)).toMatchObject({ failure: 'timeout', sent: true });
    expect(tries).toEqual([0]);
  });

  test('is given up after the configured attempts, and none counts against the breaker: the venue got nothing', async () => {
    expect(await submitted(failing(notSent, notSent, notSent, notSent))).toBe(notSent);
    expect(tries).toHaveLength(4);
    expect(guard.snapshot().retry.exhausted).toBe(1);
    expect(guard.snapshot().breaker).toMatchObject({ failures: 0, failedCalls: 0, calls: 0 });
  });

  test('that was refused as it is is not tried again, and says nothing about the venue', async () => {
    const refused = new VenueCallError('refused', false, 'the venue would not understand it');
    expect(await submitted(failing(refused))).toBe(refused);
    expect(tries).toEqual([0]);
    expect(guard.snapshot().breaker).toMatchObject({ failures: 0, calls: 0 });
  });

  test('whose time is over before the adapter let it leave is known not to have been sent', async () => {
    const held = async (signal: AbortSignalLike): Promise<string> => {
      tries.push(time.monotonicMs());
      return new Promise((_resolve, reject) => {
        const withdrawn = new VenueCallError('timeout', false, 'aborted before it was sent');
        signal.addEventListener('abort', () => reject(withdrawn), { once: true });
      });
    };
    settings = { ...settings, retry: { ...settings.retry, attempts: 0 } };
    const outcome = await submitted(held);
    expect(outcome).toMatchObject({
      failure: 'timeout',
      sent: false,
      message: 'no answer from sim in 1000 ms',
    });
    expect(guard.snapshot().breaker).toMatchObject({ failures: 0 });
  });

  test('is not tried again through a breaker that has opened meanwhile', async () => {
    const admitted = await guard.admit('order', neverAborted);
    if (!admitted.ok) throw new Error(admitted.error.message);
    const outcome = outcomeOf(admitted.value.call(failing(notSent, notSent)), 150);
    await outcome;
    await outcomeOf(guard.control.isolate(operator));

    expect(tries).toEqual([0, 100]);
  });

  test('is not tried again once it may not be, also when that changes during the wait', async () => {
    let halted = false;
    const admitted = await guard.admit('order', neverAborted);
    if (!admitted.ok) throw new Error(admitted.error.message);
    const outcome = outcomeOf(
      admitted.value.call(failing(notSent, notSent), () => !halted),
      150,
    );
    await outcome;
    halted = true;
    await time.advance(60_000);
    expect(tries).toEqual([0, 100]);
  });

  test('that was withheld is tried again and says nothing about the venue', async () => {
    const withheld = new CallWithheldError('nothing was compared yet');
    expect(await submitted(failing(withheld, withheld))).toBe('answer');
    expect(tries).toEqual([0, 100, 300]);
    expect(guard.snapshot().breaker).toMatchObject({ failures: 0, failedCalls: 0, calls: 1 });
  });

  test('whose caller gives up while it waits is not tried again, and gives its place back', async () => {
    const source = createAbortSource();
    const admitted = await guard.admit('order', source.signal);
    if (!admitted.ok) throw new Error(admitted.error.message);
    const outcome = outcomeOf(admitted.value.call(failing(notSent, notSent)), 50);
    await outcome;
    source.cancel();
    await time.advance(60_000);
    expect(tries).toEqual([0]);
    expect(guard.snapshot().bulkhead.inUse).toBe(0);
  });
});

describe('a question', () => {
  test('is asked again when its answer was lost, each time through the limiter', async () => {
    const before = guard.snapshot().limiter.tokens;
    settings = { ...settings, limiter: { ...settings.limiter, ratePerSecond: 1 } };
    expect(await outcomeOf(guard.query(failing(lost, lost), neverAborted), 500)).toBe('answer');
    expect(tries).toEqual([0, 100, 300]);
    expect(guard.snapshot().limiter.tokens).toBe(before - 3);
    expect(guard.snapshot().bulkhead.inUse).toBe(0);
  });

  test('waits no longer than the cap between two tries', async () => {
    settings = { ...settings, retry: { attempts: 4, firstDelayMs: 100, delayMsMax: 200 } };
    await outcomeOf(guard.query(failing(lost, lost, lost, lost), neverAborted));
    expect(tries).toEqual([0, 100, 300, 500, 700]);
  });

  test('gets the last error when no try was answered', async () => {
    const outcome = await outcomeOf(guard.query(failing(lost, lost, lost, lost), neverAborted));
    expect(outcome).toBe(lost);
    expect(tries).toHaveLength(4);
  });

  test('is not asked again when the venue did not understand it', async () => {
    const protocol = new VenueCallError('protocol', true, 'garbled');
    expect(await outcomeOf(guard.query(failing(protocol), neverAborted))).toBe(protocol);
    expect(tries).toEqual([0]);
  });

  test('passes an open and an isolated breaker, like a cancel, and is not counted by it', async () => {
    await outcomeOf(guard.control.isolate(operator), 1);
    expect(await outcomeOf(guard.query(failing(), neverAborted))).toBe('answer');
    expect(await told()).toBeUndefined();
    expect(guard.snapshot().breaker).toMatchObject({ state: 'isolated', calls: 0, refusedCalls: 0 });
  });

  test('that could not be asked says nothing about the venue; one without an answer does', async () => {
    await outcomeOf(guard.query(failing(notSent, notSent, notSent, notSent), neverAborted));
    expect(guard.snapshot().breaker).toMatchObject({ failures: 0, state: 'closed' });
    await outcomeOf(guard.query(failing(lost, lost), neverAborted));
    expect(guard.snapshot().breaker).toMatchObject({ failedCalls: 2 });
  });

  test('is a probe once the wait of an open breaker is over: its answer closes it', async () => {
    await outcomeOf(guard.query(failing(lost, lost, lost, lost), neverAborted));
    await outcomeOf(guard.query(failing(lost), neverAborted), 10);
    expect(guard.snapshot().breaker.state).toBe('open');
    expect(await outcomeOf(guard.query(failing(), neverAborted), 2_000)).toBe('answer');
    expect(await outcomeOf(guard.query(failing(), neverAborted))).toBe('answer');
    expect(guard.snapshot().breaker.state).toBe('closed');
  });

  test('goes before orders that wait, and after cancels', async () => {
    settings = {
      ...settings,
      limiter: { ratePerSecond: 1, burst: 1, queueDepthMax: 10 },
    };
    await guard.query(failing(), neverAborted);
    const done: string[] = [];
    const order = Promise.resolve(guard.admit('order', neverAborted)).then(() => done.push('order'));
    const question = guard.query(failing(), neverAborted).then(() => done.push('question'));
    const cancel = Promise.resolve(guard.admit('cancel', neverAborted)).then(() => done.push('cancel'));
    await time.advance(20_000);
    await Promise.all([order, question, cancel]);
    expect(done).toEqual(['cancel', 'question', 'order']);
  });
});

/** A cancel that is written, or fails with the error given. */
async function told(error?: Error): Promise<unknown> {
  const admitted = await guard.admit('cancel', neverAborted);
  if (!admitted.ok) throw new Error(admitted.error.message);
  return outcomeOf(
    admitted.value.tell(async () => {
      if (error !== undefined) throw error;
    }),
  );
}

describe('a cancel or an amend, which is only written', () => {
  const openBreaker = async (): Promise<void> => {
    settings = { ...settings, breaker: { ...settings.breaker, failureThreshold: 1 } };
    expect(await submitted(failing(lost))).toBe(lost);
    await time.advance(2_000);
  };

  test('is no probe: it leaves an open breaker as it is, also once its wait is over', async () => {
    await openBreaker();
    expect(await told()).toBeUndefined();
    expect(guard.snapshot().breaker).toMatchObject({ state: 'open', probesInFlight: 0 });
  });

  test('does not end a row of failures', async () => {
    await submitted(failing(lost));
    await told();
    await submitted(failing(lost));
    expect(guard.snapshot().breaker).toMatchObject({ failures: 2, calls: 2 });
  });

  test('does not count when it fails either', async () => {
    for (const error of [lost, lost, lost, lost, lost, lost]) expect(await told(error)).toBe(error);
    expect(guard.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
  });

  test('is no message of the venue', async () => {
    await told();
    expect(guard.snapshot().lastMessageAgeMs).toBeUndefined();
    expect(await outcomeOf(guard.query(failing(), neverAborted), 40)).toBe('answer');
    expect(guard.snapshot().lastMessageAgeMs).toBe(40);
    await told();
    expect(guard.snapshot().lastMessageAgeMs).toBe(60_040);
  });

  test('may do more than reduce only through a closed breaker', async () => {
    expect(guard.amendRefusal()).toBeUndefined();
    await openBreaker();
    expect(guard.amendRefusal()).toMatchObject({ code: 'breaker_open', actual: 'open' });
    await outcomeOf(guard.control.isolate(operator), 1);
    expect(guard.amendRefusal()).toMatchObject({ code: 'breaker_open', actual: 'isolated' });
    await outcomeOf(guard.control.reset(operator), 1);
    expect(guard.amendRefusal()).toBeUndefined();
  });
});

describe('a call that waits to be let in', () => {
  test('and is given up in the moment in which it is, is refused and keeps no place', async () => {
    settings = { ...settings, bulkhead: { capacity: 1, queueDepthMax: 1, cancelReserve: 0 } };
    const held = await guard.admit('order', neverAborted);
    const source = createAbortSource();
    const waiting = guard.admit('order', source.signal);
    if (held.ok) held.value.release();
    source.cancel();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'processing_timeout' } });
    expect(guard.snapshot().bulkhead).toMatchObject({ inUse: 0, queued: 0 });
  });

  test('is admitted in the turn of its question where there is room', () => {
    expect(guard.admit('order', neverAborted)).toMatchObject({ ok: true });
  });
});

describe('settings that change while it runs', () => {
  test('hold from the next call on', async () => {
    settings = { ...settings, bulkhead: { capacity: 1, queueDepthMax: 0, cancelReserve: 0 } };
    const held = await guard.admit('order', neverAborted);
    expect(await guard.admit('order', neverAborted)).toMatchObject({
      ok: false,
      error: { code: 'bulkhead_full' },
    });
    settings = { ...settings, bulkhead: { ...settings.bulkhead, capacity: 2 } };
    expect(await guard.admit('order', neverAborted)).toMatchObject({ ok: true });
    if (held.ok) held.value.release();
    expect(guard.snapshot().bulkhead).toMatchObject({ capacity: 2, inUse: 1 });
  });
});
