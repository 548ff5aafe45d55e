/** The network of tests behaves as one between two machines would. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CutNetwork } from './cutNetwork.ts';

let network: CutNetwork;
let port: number;
/** What has come to the other side of each connection, in their order. */
let heard: string[];
let serverPort: number;
const server = createServer((socket) => {
  const index = heard.push('') - 1;
  socket.setEncoding('utf8').on('error', () => undefined);
  socket.on('data', (text: string) => {
    heard[index] += text;
    socket.write(`heard ${text}`);
  });
});

beforeEach(async () => {
  heard = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  serverPort = (server.address() as AddressInfo).port;
  network = new CutNetwork(serverPort);
  port = await network.open();
});
afterEach(() => {
  network.close();
  server.close();
});

async function joined(): Promise<{ readonly socket: Socket; readonly answers: () => string }> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let answers = '';
  socket.on('error', () => undefined).on('data', (text: string) => (answers += text));
  await once(socket, 'connect');
  return { socket, answers: () => answers };
}

it('holds what is sent while it is silent, and delivers it late', async () => {
  const { socket, answers } = await joined();
  socket.write('one');
  await vi.waitUntil(() => answers() === 'heard one');
  network.cut();
  socket.write(' two');
  // The network itself is still there: it carries what another connection sends once it is healed, and no sooner.
  const other = await joined();
  other.socket.write('three');
  await vi.waitUntil(() => other.socket.bytesWritten === 5 && socket.bytesWritten === 7);
  expect(heard[0]).toBe('one');
  network.heal();
  await vi.waitUntil(() => answers() === 'heard oneheard  two' && other.answers() === 'heard three');
});

it('delivers late what a closed connection had sent, and never what a reset one had', async () => {
  const [closed, reset, both] = [await joined(), await joined(), await joined()];
  for (const { socket, answers } of [closed, reset, both]) {
    socket.write('before');
    await vi.waitUntil(() => answers() === 'heard before');
  }
  network.cut();
  for (const { socket } of [closed, reset, both]) socket.write(' after');
  for (const { socket } of [closed, both]) await once(socket.end(), 'finish');
  await vi.waitUntil(() => network.ends === 2);
  for (const { socket } of [reset, both]) await once(socket.resetAndDestroy(), 'close');
  await vi.waitUntil(() => network.resets === 1);
  network.heal();
  await vi.waitUntil(() => heard[0] === 'before after');
  expect(heard.slice(1)).toEqual(['before', 'before']);
});

it('ends what there is and takes nothing new while it is closed', async () => {
  const { socket } = await joined();
  network.cut('closed');
  await once(socket, 'close');
  const refused = await joined();
  await once(refused.socket, 'close');
  network.heal();
  const { socket: again, answers } = await joined();
  again.write('back');
  await expect.poll(answers).toBe('heard back');
});
