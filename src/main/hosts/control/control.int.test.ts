/** The control channel between its two ends: over a real socket, on an engine in simulated time. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { apiMethods, type ServedApi } from '../../../shared/contract/api.ts';
import { controlRequestLengthMax } from '../../../shared/contract/control.ts';
import type { Reply } from '../../../shared/contract/faults.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import { connectControl, type ControlClient } from './controlClient.ts';
import { openControlChannel, controlSessionsMax, type ControlChannel } from './controlServer.ts';
import { controlCallsInFlightMax } from './controlSession.ts';
import { whileTimePasses } from './testing/whileTimePasses.ts';

function tempFolder(name = 'data'): string {
  const parent = mkdtempSync(join(tmpdir(), 'bw-control-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** An api that answers nothing but what it is given. */
function apiOf(
  methods: Partial<Record<keyof ServedApi, (input: never) => Promise<Reply<unknown>>>>,
): ServedApi {
  const refuse = (): Promise<Reply<never>> =>
    Promise.resolve({ ok: false, fault: { code: 'not_here', message: 'not in this test' } });
  return {
    ...Object.fromEntries(apiMethods.map((name) => [name, refuse])),
    ...methods,
  } as unknown as ServedApi;
}

/** A channel that is open, with the path of its socket, which its log names. */
async function opened(folder: string, api: ServedApi): Promise<ControlChannel & { readonly path: string }> {
  const paths: unknown[] = [];
  const channel = await openControlChannel({
    folder,
    apiFor: () => api,
    logger: { log: (_level, _message, fields) => void paths.push(fields?.path) },
  });
  onTestFinished(() => channel.close());
  const [path] = paths;
  if (typeof path !== 'string') throw new Error('the channel is not open');
  return { path, close: () => channel.close() };
}

async function connected(folder: string, deadlineMs?: number): Promise<ControlClient> {
  const client = await connectControl(folder, deadlineMs);
  if (client === undefined) throw new Error('nobody listens');
  onTestFinished(() => client.close());
  return client;
}

/** A client without manners: says what it is told to, and collects the lines that come back. */
class RawClient {
  readonly lines: { id: string; reply: Reply<unknown> }[] = [];
  readonly ended: Promise<void>;
  private readonly socket: Socket;
  private text = '';

  constructor(path: string) {
    this.socket = connect({ path, allowHalfOpen: true });
    onTestFinished(() => void this.socket.destroy());
    this.socket.on('error', () => undefined);
    this.socket.setEncoding('utf8').on('data', (text: string) => {
      const parts = (this.text + text).split('\n');
      this.text = parts.pop() ?? '';
      for (const part of parts) this.lines.push(JSON.parse(part) as (typeof this.lines)[number]);
    });
    this.ended = new Promise((resolve) => this.socket.once('end', resolve).once('close', resolve));
  }

  say(text: string): void {
    this.socket.write(text);
  }

  finish(): void {
    this.socket.end();
  }
}

describe.skipIf(process.platform === 'win32')('the control channel', () => {
  it('serves the calls of a window, in the name of the operator at the control channel', async () => {
    const desk = await new BridgeDesk().open();
    const folder = tempFolder();
    await opened(folder, desk.bridge.controlCalls());
    const { api } = await connected(folder);
    expect(await api.getStatus({})).toMatchObject({
      ok: true,
      value: { accepting: true, session: { operator: 'ak', login: 'not_asked' } },
    });
    const tripped = whileTimePasses(desk, api.tripBreaker({ venue: ids.venue('sim'), reason: 'a drill' }));
    expect(await tripped).toEqual({ ok: true, value: {} });
    expect(await api.getStatus({})).toMatchObject({
      ok: true,
      value: {
        venues: [{ breaker: { state: 'open', actor: ids.actor('operator:ak@control'), reason: 'a drill' } }],
      },
    });
  });

  it('lets in nobody but this user', async () => {
    const folder = tempFolder();
    const { path } = await opened(folder, apiOf({}));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(path).toBe(join(folder, 'control.sock'));
  });

  it('is found through a link where the path is too long for a socket', async () => {
    const folder = tempFolder('long'.repeat(40));
    const { path } = await opened(
      folder,
      apiOf({ getStatus: () => Promise.resolve({ ok: false, fault: { code: 'here', message: '' } }) }),
    );
    expect(path).not.toContain(folder);
    const { api } = await connected(folder);
    expect(await api.getStatus({})).toMatchObject({ fault: { code: 'here' } });
  });

  it('refuses what is no request, with a reason, and goes on', async () => {
    const folder = tempFolder();
    const { path } = await opened(folder, apiOf({}));
    const client = new RawClient(path);
    const request = (change: object): string =>
      JSON.stringify({ id: 'r1', method: 'getDeskInfo', input: {}, ...change });
    const deep = `${'['.repeat(50)}${']'.repeat(50)}`;
    const bad: readonly (readonly [line: string, id: string])[] = [
      ['no json', ''],
      ['"a text"', ''],
      ['null', ''],
      [request({ method: 'dropTables' }), 'r1'],
      [request({ method: 'toString' }), 'r1'],
      [request({ method: '__proto__' }), 'r1'],
      [request({ extra: 1 }), 'r1'],
      [request({ id: 7 }), ''],
      [request({ id: 'x'.repeat(65) }), ''],
      [request({}).replace('{}', deep), 'r1'],
      [request({}).replace('{}', '{"__proto__":{"admin":true}}'), 'r1'],
      [request({ input: 'x'.repeat(130_000) }), 'r1'],
      ['x'.repeat(controlRequestLengthMax + 1), ''],
    ];
    for (const [line] of bad) client.say(`${line}\n`);
    client.say(`${request({ id: 'good' })}\n`);
    await expect.poll(() => client.lines.length, { timeout: 10_000 }).toBe(bad.length + 1);
    const refused = client.lines.filter(({ id }) => id !== 'good');
    expect(refused.map(({ id }) => id)).toEqual(bad.map(([, id]) => id));
    expect(refused.map(({ reply }) => (reply.ok ? 'answered' : reply.fault.code))).toEqual(
      bad.map(() => 'invalid_message'),
    );
    expect(client.lines.at(-1)).toMatchObject({ id: 'good', reply: { fault: { code: 'not_here' } } });
  });

  it('refuses an input that the method does not take, as it does for a window', async () => {
    const desk = await new BridgeDesk().open();
    const folder = tempFolder();
    await opened(folder, desk.bridge.controlCalls());
    const { api } = await connected(folder);
    expect(await api.tripBreaker({ venue: ids.venue('sim'), reason: '' })).toMatchObject({
      ok: false,
      fault: { code: 'invalid_message', message: expect.stringContaining('tripBreaker') as string },
    });
  });

  it('answers what was asked before the client closed its side, in whatever order it is ready', async () => {
    const folder = tempFolder();
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const fault = (code: string): Reply<never> => ({ ok: false, fault: { code, message: '' } });
    const { path } = await opened(
      folder,
      apiOf({
        getStatus: () => slow.then(() => fault('slow')),
        getDeskInfo: () => Promise.resolve(fault('quick')),
      }),
    );
    const client = new RawClient(path);
    client.say('{"id":"a","method":"getStatus","input":{}}\n{"id":"b","method":"getDeskInfo","input":{}}\n');
    client.finish();
    await expect.poll(() => client.lines.length).toBe(1);
    release();
    await client.ended;
    expect(client.lines.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('refuses more calls and more clients than it has room for', async () => {
    const folder = tempFolder();
    const { path } = await opened(folder, apiOf({ getStatus: () => new Promise(() => undefined) }));
    const client = new RawClient(path);
    for (let id = 0; id <= controlCallsInFlightMax; id++) {
      client.say(`{"id":"${id}","method":"getStatus","input":{}}\n`);
    }
    await expect
      .poll(() => client.lines)
      .toMatchObject([{ id: String(controlCallsInFlightMax), reply: { fault: { code: 'busy' } } }]);
    const others = Array.from({ length: controlSessionsMax - 1 }, () => new RawClient(path));
    for (const other of others) other.say('{"id":"x","method":"getDeskInfo","input":{}}\n');
    await expect.poll(() => others.every(({ lines }) => lines.length === 1)).toBe(true);
    const last = await connected(folder);
    expect(await last.api.getDeskInfo({})).toMatchObject({ ok: false, fault: { code: 'busy' } });
  });

  it('lets a kill, a status and an enable through, however many clients drip or idle', async () => {
    const folder = tempFolder();
    const here = (): Promise<Reply<never>> =>
      Promise.resolve({ ok: false, fault: { code: 'here', message: '' } });
    const urgent = { engageKillSwitch: here, getStatus: here, enableTrading: here, listKillLedgers: here };
    const { path } = await opened(folder, apiOf({ ...urgent, getDeskInfo: here }));
    // Places that are theirs: each has asked something.
    const polite = Array.from({ length: controlSessionsMax }, () => new RawClient(path));
    for (const client of polite) client.say('{"id":"1","method":"getDeskInfo","input":{}}\n');
    await expect.poll(() => polite.every(({ lines }) => lines.length === 1)).toBe(true);
    const dripping = Array.from({ length: 100 }, () => new RawClient(path));
    for (const client of dripping) client.say('{"id"');
    const scope = 'desk';
    const reason = 'wild prices';
    const killing = await connected(folder);
    expect(await killing.api.engageKillSwitch({ scope, flatten: false, reason })).toMatchObject({
      fault: { code: 'here' },
    });
    for (const client of dripping) client.say(':');
    expect(await killing.api.listKillLedgers({})).toMatchObject({ fault: { code: 'here' } });
    expect(await (await connected(folder)).api.getStatus({})).toMatchObject({ fault: { code: 'here' } });
    expect(await (await connected(folder)).api.enableTrading({ scope, reason })).toMatchObject({
      fault: { code: 'here' },
    });
    expect(await (await connected(folder)).api.getDeskInfo({})).toMatchObject({ fault: { code: 'busy' } });
  });

  it('drops the client that holds half a request, however it drips, and keeps the others', async () => {
    const folder = tempFolder();
    const { path } = await opened(folder, apiOf({}));
    const polite = new RawClient(path);
    polite.say('{"id":"1","method":"getDeskInfo","input":{}}\n');
    const dripping = new RawClient(path);
    const drip = setInterval(() => dripping.say(' '), 50);
    onTestFinished(() => clearInterval(drip));
    dripping.say('{');
    await dripping.ended;
    expect(dripping.lines).toMatchObject([{ id: '', reply: { fault: { code: 'request_too_slow' } } }]);
    polite.say('{"id":"2","method":"getDeskInfo","input":{}}\n');
    await expect.poll(() => polite.lines.length).toBe(2);
  });

  it('drops the client that does not read, before its replies pile up', async () => {
    const folder = tempFolder();
    const value = 'x'.repeat(1024 * 1024);
    let asked = 0;
    const large = (): Promise<Reply<unknown>> => {
      asked++;
      return Promise.resolve({ ok: true, value });
    };
    const { path } = await opened(folder, apiOf({ getStatus: large }));
    const socket = connect(path);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    // Who does not read notices only by writing that the other end is gone.
    const writing = setInterval(() => socket.write('\n'), 20);
    onTestFinished(() => clearInterval(writing));
    for (let id = 0; id < 1_000; id++) socket.write(`{"id":"${id}","method":"getStatus","input":{}}\n`);
    await closed;
    expect(asked).toBeLessThanOrEqual(controlCallsInFlightMax);
    expect(await (await connected(folder)).api.getDeskInfo({})).toMatchObject({
      fault: { code: 'not_here' },
    });
  });

  it('takes the place of a socket that a killed engine left, and of a link to one, and nothing else', async () => {
    const folder = tempFolder();
    const left = join(folder, 'control.sock');
    // Leaves its socket file, as a killed process does.
    const dead = createServer().listen(join(folder, 'dead'));
    await new Promise((resolve) => dead.once('listening', resolve));
    renameSync(join(folder, 'dead'), left);
    dead.close();
    expect(await connectControl(folder)).toBeUndefined();
    const first = await opened(folder, apiOf({}));
    expect(first.path).toBe(left);
    await connected(folder);
    await first.close();
    expect(existsSync(left)).toBe(false);

    symlinkSync(join(folder, 'nowhere'), left);
    const second = await opened(folder, apiOf({}));
    expect(lstatSync(left).isSocket()).toBe(true);
    await second.close();

    writeFileSync(left, 'mine');
    const logged: string[] = [];
    await openControlChannel({
      folder,
      apiFor: () => apiOf({}),
      logger: { log: (level, message) => void logged.push(`${level} ${message}`) },
    });
    expect(logged.at(-1)).toMatch(/^error the control channel can not be opened/);
    expect(statSync(left).size).toBe(4);
  });
});

describe.skipIf(process.platform === 'win32')('a client of the control channel', () => {
  it('hears that nobody listens', async () => {
    expect(await connectControl(tempFolder())).toBeUndefined();
    expect(await connectControl(tempFolder('long'.repeat(40)))).toBeUndefined();
    const folder = tempFolder();
    const channel = await opened(folder, apiOf({}));
    await channel.close();
    expect(await connectControl(folder)).toBeUndefined();
  });

  it('waits no longer than its deadline', async () => {
    const folder = tempFolder();
    await opened(folder, apiOf({ getStatus: () => new Promise(() => undefined) }));
    const { api } = await connected(folder, 30);
    expect(await api.getStatus({})).toMatchObject({ ok: false, fault: { code: 'deadline' } });
  });

  it('hears when the engine goes away in the middle of a call', async () => {
    const path = join(tempFolder(), 'control.sock');
    const server = createServer((socket) => void socket.once('data', () => socket.destroy())).listen(path);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { api } = await connected(join(path, '..'));
    expect(await api.getStatus({})).toMatchObject({ ok: false, fault: { code: 'engine_gone' } });
  });

  it('refuses an answer that the contract does not know', async () => {
    const folder = tempFolder();
    await opened(
      folder,
      apiOf({ getStatus: () => Promise.resolve({ ok: true, value: { other: 'version' } }) }),
    );
    const { api } = await connected(folder);
    expect(await api.getStatus({})).toMatchObject({ ok: false, fault: { code: 'answer_unknown' } });
  });
});
