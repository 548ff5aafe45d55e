/** An end of the connection that reads nothing, or says nothing, is let go, and holds nobody up. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { consoleSilentMsMax, engineFrameBytesMax } from '../../../shared/contract/consoleLink.ts';
import { FrameReader, writeFrame, type Frame } from './frames.ts';
import { LinkSocket, unreadMsMax } from './linkSocket.ts';

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

test('an end that is busy with a long list is let to read it, with what came after it', async () => {
  const { near, far } = await joined();
  const { time, link, ends } = linkOn(near, consoleSilentMsMax);
  const sent: Frame[] = [24 * 1024 * 1024, 10, 10].map((length) => ({
    channel: 'streams',
    window: 1,
    message: { text: 'x'.repeat(length) },
  }));
  for (const frame of sent) link.send(frame);
  await time.advance(1_000);
  const read: Frame[] = [];
  const reader = new FrameReader(
    engineFrameBytesMax,
    (frame) => read.push(frame),
    (why) => expect.fail(why),
  );
  far.on('data', (chunk) => reader.push(chunk)).resume();
  await expect.poll(() => read.length).toBe(4);
  expect(read.slice(0, 3)).toEqual(sent);
  expect(ends).toEqual([]);
});

/** A link in simulated time, and what ended it. */
function linkOn(socket: Socket, silentMsMax: number) {
  const time = new SimulatedTime(epochMicros(0));
  const ends: string[] = [];
  const link = new LinkSocket({
    ...bounds,
    pingMs: 1_000,
    socket,
    scheduler: time,
    nowMs: () => time.monotonicMs(),
    silentMsMax,
    onClosed: (why) => ends.push(why),
  });
  return { time, link, ends };
}

test('an end that gives no sign of life is let go after ten seconds', async () => {
  const { near } = await joined();
  const { time, ends } = linkOn(near, consoleSilentMsMax);
  await time.advance(consoleSilentMsMax);
  expect(near.destroyed).toBe(false);
  await time.advance(1_000);
  await expect.poll(() => ends).toEqual(['it gave no sign of life for 10 s']);
});

test('an end that says it lives, and reads nothing for ten seconds, is let go', async () => {
  const { near, far } = await joined();
  const { time, link, ends } = linkOn(near, consoleSilentMsMax);
  const message = { text: 'x'.repeat(1024 * 1024) };
  // More than the system keeps for a reader, and less than the link does.
  for (let sent = 0; sent < 17; sent++) link.send({ channel: 'streams', window: 1, message });
  const ping = writeFrame({ channel: 'link', window: 0, message: { type: 'ping' } });
  for (let second = 0; second <= unreadMsMax / 1_000; second++) {
    expect(near.destroyed).toBe(false);
    const heard = once(near, 'data');
    far.write(ping);
    await heard;
    await time.advance(1_000);
  }
  await expect.poll(() => ends).toEqual(['it read nothing for 10 s']);
});
