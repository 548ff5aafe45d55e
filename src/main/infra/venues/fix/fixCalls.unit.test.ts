/** A list of open orders whose reports stop coming. */
import { expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import { FixCalls } from './fixCalls.ts';
import type { FixSession } from './fixSession.ts';

/** Timers that run only when a test says so. */
function timers() {
  const waiting = new Set<() => void>();
  let count = 0;
  const after = (_ms: number, run: () => void) => {
    count++;
    waiting.add(run);
    return { cancel: () => void waiting.delete(run) };
  };
  return { scheduler: { after } as unknown as Scheduler, waiting, started: () => count };
}

test('a list that stops is a timeout that says how much came; each report gives it time anew', async () => {
  const { scheduler, waiting, started } = timers();
  const session = { send: () => ({ sent: true, seqNum: 1 }) } as unknown as FixSession;
  const calls = new FixCalls(session, scheduler);
  calls.open();
  const listed = calls.list(
    'L1',
    neverAborted,
    () => undefined,
    () => '1 of 3 reports came',
  );
  calls.listGoesOn('L1');
  calls.listGoesOn('L1');
  expect([started(), waiting.size]).toEqual([3, 1]);
  for (const run of waiting) run();
  await expect(listed).rejects.toMatchObject({
    failure: 'timeout',
    sent: true,
    message: "the venue's list of open orders stopped: 1 of 3 reports came",
  });
  calls.listed('L1');
});

test('a list of which nothing comes says what was asked, and is not asked for again at once', async () => {
  const { scheduler, waiting } = timers();
  const session = { send: () => ({ sent: true, seqNum: 1 }) } as unknown as FixSession;
  const calls = new FixCalls(session, scheduler);
  calls.open();
  const nothing = (): void => undefined;
  const listed = calls.list('L1', neverAborted, nothing, () => 'nothing came');
  for (const run of waiting) run();
  const message = expect.stringContaining('has not answered') as string;
  await expect(listed).rejects.toMatchObject({ failure: 'protocol', sent: true, message });
});
