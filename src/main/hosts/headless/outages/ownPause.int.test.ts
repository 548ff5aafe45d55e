/** An engine that stood still itself reads what came meanwhile before it judges who did not answer. */
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { findSocket } from '../../../infra/paths/engineSocket.ts';
import { RunningDesk } from '../testing/deskProcess.ts';
import { runHere } from '../testing/runHere.ts';
import { tempDesk } from '../testing/tempDesk.ts';
import { switchFaults, venueStatus } from '../testing/venueProcess.ts';

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

it('commands on an engine that stands still end in the time that they were given, and say what to do', async () => {
  const { data } = tempDesk();
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  desk.kill('SIGSTOP');
  const onData = ['--timeout', '2', '--data', data];
  const [status, kill] = await Promise.all([
    runHere('status', ...onData),
    runHere('kill', '--scope', 'desk', '--reason', 'test', ...onData),
  ]);
  for (const { code, stderr } of [status, kill]) {
    expect(code).toBe(1);
    expect(stderr).toContain('within 2000 ms');
    expect(stderr).toContain('let it go on or end it, and ask again');
  }
  expect(kill.stderr).toContain('The kill switch is not pulled');
  desk.kill('SIGCONT');
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
});

it('half a request whose other half came while it was stopped is a whole one, and its client is no idle one', async () => {
  const { data } = tempDesk();
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  const socket = connect(findSocket(data, 'control') ?? '');
  onTestFinished(() => void socket.destroy());
  const replies: string[] = [];
  socket.setEncoding('utf8').on('data', (text: string) => replies.push(text));
  await new Promise((resolve) => socket.once('connect', resolve));
  const request = `${JSON.stringify({ id: '7', method: 'getStatus', input: {} })}\n`;
  socket.write(request);
  await expect.poll(() => replies.join('')).toContain('"id":"7"');
  // In one write with a whole request: once that is answered, the half is there too.
  socket.write(request.replace('7', '8') + request.slice(0, 10));
  await expect.poll(() => replies.join('')).toContain('"id":"8"');
  replies.length = 0;
  desk.kill('SIGSTOP');
  const stoppedMs = performance.now();
  await new Promise((resolve) => socket.write(request.slice(10), resolve));
  await expect.poll(() => performance.now() - stoppedMs, { timeout: 10_000 }).toBeGreaterThan(5_500);
  desk.kill('SIGCONT');
  await expect.poll(() => replies.join(''), { timeout: 10_000 }).toContain('"ok":true');
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
});
