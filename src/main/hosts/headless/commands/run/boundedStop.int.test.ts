/** A desk whose store can't write ends all the same when it is told to, and says what is not on record. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { tempDesk } from '../../testing/tempDesk.ts';
import { venueStatus } from '../../testing/venueProcess.ts';

const waitMsMax = 60_000;
const testMsMax = 120_000;

/** From here on no file of the process grows. */
function limitFiles(desk: RunningDesk): void {
  const limited = spawnSync('prlimit', ['--pid', String(desk.pid), '--fsize=1:unlimited']);
  expect(limited.status, String(limited.stderr)).toBe(0);
}

async function deskWithRestingOrder(data: string): Promise<RunningDesk> {
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  desk.send(sampleSignal('rest', { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC' }));
  await desk.answered(2);
  const orders = async () =>
    (await runHere('orders', '--data', data, '--json'))
      .json<{ status: string }>()
      .map(({ status }) => status);
  await expect.poll(orders, { timeout: waitMsMax }).toEqual(['accepted']);
  return desk;
}

describe.skipIf(process.platform !== 'linux')('a desk whose store can not write', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends at %s with status 1, and names the kill switch that is forgotten',
    async (signal) => {
      const { data } = tempDesk();
      const desk = await deskWithRestingOrder(data);
      limitFiles(desk);
      const killing = ['kill', '--scope', 'desk', '--reason', 'wild prices', '--timeout', '1'];
      expect((await runHere(...killing, '--data', data)).code).toBe(1);
      desk.kill(signal);
      expect(await desk.ended).toEqual({ code: 1, signal: null });
      expect(desk.stderr).toMatch(/ended while the event store could not write: .+/);
      expect(desk.stderr).toMatch(/not on record, and forgotten now: kill switch on desk: wild prices/);
    },
    testMsMax,
  );

  it(
    'ends at a second signal at once',
    async () => {
      const { data } = tempDesk();
      const desk = await deskWithRestingOrder(data);
      const pid = (await venueStatus(data))?.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      // In flight for as long as the venue says nothing: the first signal waits for it.
      desk.send(sampleSignal('doubt'));
      await desk.answered(3);
      desk.kill('SIGTERM');
      const again = setInterval(() => desk.kill('SIGTERM'), 300);
      const ended = await desk.exited;
      clearInterval(again);
      process.kill(pid, 'SIGCONT');
      expect(ended).toEqual({ code: 143, signal: null });
    },
    testMsMax,
  );
});

describe('a desk whose answers nobody reads', () => {
  it(
    'ends at SIGTERM',
    async () => {
      const { data } = tempDesk();
      const desk = new RunningDesk('--data', data, '--signals', '-');
      await desk.answered(1);
      desk.pauseReading();
      for (let sent = 0; sent < 4_000; sent++) desk.send(sampleSignal(`S-${sent}`, { quantity: '0' }));
      await expect
        .poll(async () => (await runHere('status', '--data', data)).code, { timeout: waitMsMax })
        .toBe(0);
      desk.kill('SIGTERM');
      expect((await desk.exited).signal).toBeNull();
    },
    testMsMax,
  );
});
