/**
 * Consoles that watch a desk, in a process of their own: `--folder DIR --count N`. Each follows what a main window on
 * the trade screen follows, and acknowledges all that comes. They read no more of a message than they must, so that
 * they take little of the machine that the engine is measured on.
 */
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { linkPingMs, linkProtocol } from '../../src/shared/contract/consoleLink.ts';
import { programVersion } from '../../src/main/hosts/headless/desk/resourcesFolder.ts';
import { writeFrame } from '../../src/main/infra/link/frames.ts';
import { findSocket } from '../../src/main/infra/paths/engineSocket.ts';

const { values } = parseArgs({
  options: { folder: { type: 'string', default: '' }, count: { type: 'string', default: '1' } },
});

/** What the window of a console subscribes to while it shows the trade screen. */
const subscriptions = [
  { topic: 'status', parameters: {} },
  { topic: 'metrics', parameters: {} },
  { topic: 'jobs', parameters: {} },
  {
    topic: 'orders',
    parameters: { filter: {}, sort: [{ field: 'createdAt', descending: true }], limit: 2_000 },
  },
  { topic: 'positions', parameters: {} },
  {
    topic: 'events',
    parameters: { query: { streamId: 'desk', types: ['ClockStepped'], limit: 1 } },
  },
];
const ordersId = String(subscriptions.findIndex(({ topic }) => topic === 'orders'));
const streams = 2;
/** A frame's length, channel, window and length of JSON. */
const headBytes = 13;
/** The first keys of a message stand before its data. */
const firstBytes = 160;

let bytes = 0;
let messages = 0;
let ready = 0;
const count = Number(values.count);

function watch(): Promise<void> {
  const socket = connect(findSocket(values.folder, 'console') ?? '');
  const say = (message: object): void => void socket.write(frame('link', 0, message));
  say({ type: 'hello', protocol: linkProtocol, version: programVersion(), machine: 'bench' });
  say({ type: 'open', window: 1 });
  for (const [id, subscription] of subscriptions.entries()) {
    socket.write(frame('streams', 1, { type: 'subscribe', subscriptionId: String(id), ...subscription }));
  }
  setInterval(() => say({ type: 'ping' }), linkPingMs);
  socket.on('close', () => {
    process.stderr.write('the engine let a watching console go\n');
    process.exit(1);
  });
  return new Promise((resolve) => readFrames(socket, resolve));
}

function frame(channel: 'link' | 'streams', window: number, message: unknown): Buffer {
  return writeFrame({ channel, window, message });
}

function readFrames(socket: Socket, onOrders: () => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let length = 0;
    while (rest.length >= headBytes && rest.length >= (length = 4 + rest.readUInt32BE(0))) {
      take(socket, rest.subarray(0, length), onOrders);
      rest = rest.subarray(length);
    }
  });
}

function take(socket: Socket, whole: Buffer, onOrders: () => void): void {
  if (whole[4] !== streams) return;
  const text = whole.toString('latin1', headBytes, headBytes + firstBytes);
  const [, type, subscriptionId, sequence] =
    /^\{"type":"(\w+)","subscriptionId":"(\w+)","sequence":(\d+)/.exec(text) ?? [];
  if (sequence === undefined) throw new Error(`the engine refused a watching console: ${text}`);
  messages++;
  if (type === 'snapshot' && subscriptionId === ordersId) onOrders();
  socket.write(frame('streams', 1, { type: 'acknowledge', subscriptionId, sequence: Number(sequence) }));
}

process.once('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ bytes, messages })}\n`, () => process.exit(0));
});
await Promise.all(
  Array.from({ length: count }, async () => {
    await watch();
    ready++;
  }),
);
bytes = 0;
messages = 0;
process.stdout.write(`${JSON.stringify({ ready })}\n`);
