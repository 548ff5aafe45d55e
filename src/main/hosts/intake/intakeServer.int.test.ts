/** The bounds of the network's doors: clients that are slow, silent, many or greedy, and an engine without room. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Timer } from '../../engine/ports.ts';
import { ndjson, sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { defaultIntakeLimits, type IntakeLimits } from './intakeLimits.ts';
import { IntakeServer } from './intakeServer.ts';
import { IntakeTally } from './intakeTally.ts';
import { post, refusedUpgrade, SocketClient, type Intake } from './testing/intakeClient.ts';
import { authenticatorOf } from './testing/authenticatorOf.ts';
import { ScriptedEngine } from './testing/scriptedEngine.ts';

const token = 'a'.repeat(64);

async function serve(limits: Partial<IntakeLimits> = {}, ratePerSecondMax = 1_000_000) {
  const scripted = new ScriptedEngine();
  const tally = new IntakeTally();
  const ticks: (() => void)[] = [];
  // The test says when it is time for a ping.
  const every = (_intervalMs: number, tick: () => void): Timer => {
    ticks.push(tick);
    return { cancel: () => undefined };
  };
  const server = new IntakeServer({
    engine: scripted.engine,
    clock: systemClock(),
    scheduler: { ...nodeScheduler(), every },
    logger: { log: () => undefined },
    tally,
    limits: { ...defaultIntakeLimits, ...limits },
    port: 0,
    authenticator: authenticatorOf(token),
    ratePerSecondMax: () => ratePerSecondMax,
  });
  const port = await server.listen();
  onTestFinished(() => server.close());
  const intake: Intake = { address: `http://127.0.0.1:${port}/signals`, token };
  const ping = (): void => {
    for (const tick of ticks) tick();
  };
  return { scripted, tally, server, port, intake, ping };
}

/** A connection that sends what it is told, and all that it hears until it is closed. */
function raw(port: number, ...texts: readonly string[]): { socket: Socket; heard: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  for (const each of texts) socket.write(each);
  return { socket, heard: new Promise((resolve) => void socket.once('close', () => resolve(text))) };
}

const head = `POST /signals HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`;
const upgrade = `GET /signals HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`;

describe('signals', () => {
  it('are refused before anything is read, in JSON, from whoever has no right or no form', async () => {
    const { intake, scripted } = await serve();
    const body = JSON.stringify(sampleSignal('no'));
    const cases: readonly (readonly [number, string, Parameters<typeof post>[2]])[] = [
      [401, 'token_missing', { headers: { authorization: '' } }],
      [401, 'token_wrong', { headers: { authorization: 'Bearer 0' } }],
      [401, 'token_wrong', { headers: { authorization: `Bearer ${'0'.repeat(64)}` } }],
      [401, 'token_wrong', { headers: { authorization: `Basic ${intake.token}` } }],
      [403, 'origin_refused', { headers: { origin: 'http://127.0.0.1' } }],
      [403, 'origin_refused', { headers: { origin: 'null' } }],
      [403, 'host_refused', { headers: { host: 'evil.example' } }],
      [404, 'path_unknown', { path: '/more' }],
      [405, 'method_unknown', { method: 'PUT' }],
      [415, 'content_type_unknown', { type: 'text/plain' }],
      [415, 'content_type_unknown', { type: '' }],
      [413, 'oversized', { headers: { 'content-length': String(2 * 1_048_576) } }],
    ];
    for (const [status, code, options] of cases) {
      const reply = await post(intake, body, options);
      expect({ status: reply.status, code: reply.answers[0]?.['code'] }).toEqual({ status, code });
      expect(reply.headers['content-type']).toBe('application/json');
    }
    expect(scripted.taken).toBe(0);
    // The name of the scheme has no upper and lower case.
    const lower = { headers: { authorization: `bearer ${intake.token}` } };
    expect((await post(intake, body, lower)).answers).toMatchObject([{ type: 'acknowledged' }]);
  });

  it('are taken not at all when the body is too long, breaks off, or has too many', async () => {
    const { intake, scripted } = await serve();
    const many = ndjson(Array.from({ length: 1_001 }, (_unused, i) => sampleSignal(`M-${i}`)));
    const chunked = { headers: { 'transfer-encoding': 'chunked' } };
    expect(await post(intake, many, chunked)).toMatchObject({
      status: 413,
      answers: [{ code: 'oversized' }],
    });
    const long = `${ndjson([sampleSignal('L-1')])}${' '.repeat(1_048_576)}`;
    expect(await post(intake, long, chunked)).toMatchObject({
      status: 413,
      answers: [{ code: 'oversized' }],
    });
    expect(await post(intake, '', { type: 'application/json' })).toMatchObject({ status: 400 });
    expect(scripted.taken).toBe(0);
    const longLine = `{"id":"X","note":"${'x'.repeat(70_000)}"}\n`;
    const both = await post(intake, longLine + ndjson([sampleSignal('M-0')]));
    expect(both.answers).toMatchObject([{ code: 'oversized' }, { type: 'acknowledged' }]);
  });

  it('come from no browser, without the token from nobody, and in no message beyond the limit', async () => {
    const { intake } = await serve();
    const stranger = new SocketClient({ ...intake, token: 'guess' });
    expect(await refusedUpgrade(stranger)).toMatchObject({ status: 401, answers: [{ code: 'token_wrong' }] });
    const page = new SocketClient(intake, { origin: 'http://localhost:3000' });
    expect(await refusedUpgrade(page)).toMatchObject({ status: 403, answers: [{ code: 'origin_refused' }] });
    const odd = await post(intake, '', {
      method: 'GET',
      headers: { connection: 'upgrade', upgrade: 'websocket' },
    });
    expect(odd).toMatchObject({ status: 400, answers: [{ code: 'upgrade_malformed' }] });
    expect(await post(intake, '', { method: 'GET' })).toMatchObject({ status: 426 });
    const client = await SocketClient.open(intake);
    client.send('x'.repeat(1_048_577));
    expect(await client.closed).toBe(1009);
  });
});

describe('a client', () => {
  it('that sends no whole request in its time is told so and dropped, and nothing of it is taken', async () => {
    const { port, scripted } = await serve({ requestMsMax: 200 });
    const type = 'Content-Type: application/x-ndjson\r\n';
    const body = `${head}${type}Content-Length: 5000\r\n\r\n${ndjson([sampleSignal('S-1')])}`;
    const chunked = `${head}${type}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`;
    for (const start of ['', 'POST /signals HTTP/1.1\r\nHost: ', head, body, chunked]) {
      const heard = await raw(port, start).heard;
      expect(heard).toMatch(/^HTTP\/1\.1 408 .*content-type: application\/json.*"code":"request_too_slow"/s);
    }
    expect(scripted.taken).toBe(0);
  });

  it('that speaks no HTTP, or one that is too long, gets JSON', async () => {
    const { port } = await serve();
    expect(await raw(port, 'hello\r\n\r\n').heard).toMatch(/^HTTP\/1\.1 400 .*"code":"http_malformed"/s);
    const long = `${head}X: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(port, long).heard).toMatch(/^HTTP\/1\.1 431 .*"code":"oversized"/s);
    const noHost = `POST /signals HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    expect(await raw(port, noHost).heard).toMatch(/^HTTP\/1\.1 403 .*"code":"host_refused"/s);
  });

  it('without the token gives its place to others, one with it keeps it', async () => {
    const { port, intake, server } = await serve({ connectionsMax: 2 });
    const stranger = raw(port, 'POST ');
    const client = await SocketClient.open(intake);
    const other = await SocketClient.open(intake);
    expect(await stranger.heard).toBe('');
    expect(server.clients).toBe(2);
    expect(await raw(port, head).heard).toMatch(/^HTTP\/1\.1 503 .*"code":"too_many_clients"/s);
    client.send(sampleSignal('S-1'));
    other.send(sampleSignal('S-2'));
    expect(await client.answered(1)).toMatchObject([{ signalId: 'S-1' }]);
    expect(await other.answered(1)).toMatchObject([{ signalId: 'S-2' }]);
  });

  it('that answers no ping is dropped, one that answers stays', async () => {
    const { port, intake, server, ping } = await serve();
    const alive = await SocketClient.open(intake);
    const silent = raw(port, upgrade);
    await once(silent.socket, 'data');
    for (const round of [1, 2, 3]) {
      const pinged = once(alive.socket, 'ping');
      ping();
      await pinged;
      // Its answer comes after the pong was heard.
      alive.send(sampleSignal(`S-${round}`));
      await alive.answered(round);
    }
    expect(await silent.heard).toMatch(/^HTTP\/1\.1 101 /);
    expect(server.clients).toBe(1);
  });

  it('that reads no answers is not read either, and is dropped', async () => {
    const { port, scripted, server, ping } = await serve();
    const { socket } = raw(port, upgrade);
    await once(socket, 'data');
    socket.pause();
    // A masked text frame with the mask 0, which is no JSON: the answer is longer.
    const frame = Buffer.concat([Buffer.from([0x81, 0xfe, 0x00, 0x7d, 0, 0, 0, 0]), Buffer.alloc(125, 'x')]);
    const many = Buffer.concat(Array.from({ length: 1_000 }, () => frame));
    for (let i = 0; i < 150; i++) socket.write(many);
    const clients = (): number => {
      ping();
      return server.clients;
    };
    await expect.poll(clients, { timeout: 30_000 }).toBe(0);
    expect(scripted.taken).toBeLessThan(150_000);
  });
});

describe('an engine without room', () => {
  it('is not waited for over HTTP: the batch says from where on it is to be sent again', async () => {
    const { scripted, intake, tally } = await serve();
    scripted.isFull = true;
    const reply = await post(intake, ndjson([sampleSignal('S-1'), sampleSignal('S-2')]));
    expect(reply.status).toBe(429);
    expect(reply.headers['retry-after']).toBe('1');
    expect(reply.answers).toMatchObject([
      { code: 'busy', signalId: 'S-1', line: 1 },
      { code: 'busy', signalId: 'S-2', line: 2 },
    ]);
    expect(tally.counts).toEqual({ acknowledged: 0, refused: 0, busy: 2 });
    expect(scripted.taken).toBe(0);
  });

  it('is waited for over a WebSocket, in order, and the socket is not read meanwhile', async () => {
    const { scripted, intake } = await serve();
    const client = await SocketClient.open(intake);
    scripted.isFull = true;
    const note = 'x'.repeat(50_000);
    // More than the network's own buffers hold.
    for (let i = 0; i < 400; i++) client.send(sampleSignal(`S-${i}`, { note }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(scripted.taken).toBe(0);
    expect(client.socket.bufferedAmount).toBeGreaterThan(1_000_000);
    scripted.isFull = false;
    const answers = await client.answered(400);
    expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: 400 }, (_unused, i) => i + 1));
  });

  it('has no more than a bounded number of unacknowledged signals of one client', async () => {
    const { scripted, intake, server } = await serve();
    const client = await SocketClient.open(intake);
    scripted.hold();
    for (let i = 0; i < 2_000; i++) client.send(sampleSignal(`S-${i}`));
    await expect.poll(() => scripted.taken).toBe(256);
    await post(intake, ndjson([sampleSignal('T')]).slice(0, 1), { type: 'text/plain' });
    expect(scripted.taken).toBe(256);
    const closed = server.close();
    scripted.release();
    await closed;
    // What was taken is answered before the end; the rest is to be sent again.
    expect(client.answers).toHaveLength(256);
    expect(await client.closed).toBe(1001);
  });
});

describe('a flood of nonsense', () => {
  it('is answered piece by piece, and nothing of it stays in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const { intake, tally } = await serve();
    const client = await SocketClient.open(intake);
    const nonsense = (i: number): string =>
      ['[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]', '{"a":1,"a":2}', `${i}`, `"${'y'.repeat(900)}`][i % 4] ??
      '';
    const round = async (count: number): Promise<void> => {
      const before = client.answers.length;
      for (let i = 0; i < count; i++) client.send(nonsense(i));
      await client.answered(before + count);
      for (let i = 0; i < count / 500; i++) {
        const lines = Array.from({ length: 500 }, (_unused, j) => nonsense(j)).join('\n');
        expect((await post(intake, lines)).answers).toHaveLength(500);
      }
      client.answers.length = 0;
    };
    await round(5_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 4; i++) await round(5_000);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8_000_000);
    expect(tally.counts.busy).toBe(0);
  });
});
