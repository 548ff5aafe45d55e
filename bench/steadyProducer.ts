/** A producer of signals in a process of its own: it sends market orders at a steady rate through the desk's WebSocket. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { marketSignal } from './marketSignal.ts';

const { values } = parseArgs({
  options: {
    address: { type: 'string', default: '' },
    'token-file': { type: 'string', default: '' },
    rate: { type: 'string', default: '200' },
    name: { type: 'string', default: 'load' },
  },
});
const ordersPerSecond = Number(values.rate);
/** A connection may have 256 signals without an answer: several of them carry any rate. */
const connections = 8;
const beatMs = 5;

const counts = { sent: 0, acknowledged: 0, refused: 0 };
const authorization = `Bearer ${readFileSync(values['token-file'], 'utf8').trim()}`;
const sockets = await Promise.all(Array.from({ length: connections }, open));

function open(): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(values.address.replace(/^http/, 'ws'), { headers: { authorization } });
    socket.addEventListener('open', () => {
      resolve(socket);
    });
    socket.addEventListener('error', () => {
      reject(new Error(`no connection to ${values.address}`));
    });
    socket.addEventListener('message', ({ data }) => {
      const { type } = JSON.parse(String(data)) as { readonly type: 'acknowledged' | 'refused' };
      counts[type] += 1;
    });
  });
}

const startedMs = performance.now();
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - startedMs) / 1000) * ordersPerSecond);
  while (counts.sent < due) {
    sockets[counts.sent % connections]?.send(
      JSON.stringify(marketSignal(`${values.name}-${counts.sent}`, counts.sent)),
    );
    counts.sent += 1;
  }
}, beatMs);

// Whoever started it says when it ends, and hears what became of the signals.
process.once('SIGTERM', () => {
  clearInterval(timer);
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(`${JSON.stringify({ ...counts, seconds })}\n`, () => process.exit(0));
});
process.stdout.write('ready\n');
