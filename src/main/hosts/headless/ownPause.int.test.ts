/** An engine that stood still itself reads what came meanwhile before it judges who did not answer. */
import { expect, it } from 'vitest';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk } from './testing/deskProcess.ts';
import { runHere } from './testing/runHere.ts';
import { tempDesk } from './testing/tempDesk.ts';
import { switchFaults, venueStatus } from './testing/venueProcess.ts';

const orders = 20;
const resting = { orderType: 'limit', limitPrice: '1000', timeInForce: 'GTC' };
const ackTimeoutMs = 2_000;

it('twenty answers that waited in its socket while it was stopped are answers: no doubt, and the breaker is closed', async () => {
  const { data, file } = tempDesk();
  const config = file('desk.json', JSON.stringify({ venues: [{ venue: 'sim', ackTimeoutMs }] }));
  const desk = new RunningDesk('--data', data, '--config', config, '--signals', '-');
  await desk.answered(1);
  const statusNow = async () => (await runHere('status', '--data', data, '--json')).json<object>()[0];
  await expect.poll(statusNow).toMatchObject({ reconciliations: [{ gate: 'open' }] });
  // The venue takes the orders and answers none, until the engine stands still.
  await switchFaults(data, { latencyMs: 1_000 });
  desk.send(...Array.from({ length: orders }, (_, index) => sampleSignal(`S-${index}`, resting)));
  await expect.poll(async () => (await venueStatus(data))?.counts.submissions).toBe(orders);
  desk.kill('SIGSTOP');
  const stoppedMs = performance.now();
  await expect
    .poll(() => performance.now() - stoppedMs, { timeout: 10_000 })
    .toBeGreaterThan(2 * ackTimeoutMs);
  desk.kill('SIGCONT');
  await desk.answered(1 + orders);
  await switchFaults(data, { latencyMs: 0 });
  const stored = (await runHere('export', '--data', data)).stdout;
  expect(stored).not.toContain('OrderInDoubt');
  expect(stored).not.toContain('BreakerStateChanged');
  expect(await statusNow()).toMatchObject({
    ordersWorking: orders,
    ordersInDoubt: 0,
    venues: [{ breaker: { state: 'closed' } }],
  });
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
});
