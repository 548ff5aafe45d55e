/** An end of the connection that reads nothing, or says nothing, is let go, and holds nobody up. */
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { nodeScheduler } from '../clock/nodeScheduler.ts';
import { LinkSocket } from './linkSocket.ts';

async function joined(): Promise<{ readonly near: Socket; readonly far: Socket }> {
  const server = createServer({ pauseOnConnect: true });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const near = connect((server.address() as { port: number }).port, '127.0.0.1');
  const far = await new Promise<Socket>((resolve) => server.once('connection', resolve));
  far.on('error', () => undefined);
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, far };
}

const bounds = { frameBytesMax: 1_000, pingMs: 20, onFrame: () => undefined };

test('an end that reads nothing is let go once too much waits for it', async () => {
  const { near } = await joined();
  const why = new Promise<string>((resolve) => {
    const scheduler = new SimulatedTime(epochMicros(0));
    const link = new LinkSocket({
      ...bounds,
      socket: near,
      scheduler,
      silentMsMax: 60_000,
      onClosed: resolve,
    });
    const message = { text: 'x'.repeat(1024 * 1024) };
    for (let sent = 0; sent < 64; sent++) link.send({ channel: 'streams', window: 1, message });
    expect(near.writableLength).toBeLessThan(24 * 1024 * 1024);
  });
  expect(await why).toBe('it reads too slowly');
});

test('an end that gives no sign of life is let go', async () => {
  const { near } = await joined();
  const why = await new Promise<string>((resolve) => {
    const scheduler = nodeScheduler();
    const link = new LinkSocket({ ...bounds, socket: near, scheduler, silentMsMax: 100, onClosed: resolve });
    link.say({ type: 'ping' });
  });
  expect(why).toBe('it gave no sign of life for 0 s');
});
