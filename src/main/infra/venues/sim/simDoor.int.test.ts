import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestLineLengthMax } from './wire/protocol.ts';
import { launchSim, type LaunchedSim } from './client/simLauncher.ts';
import { heldAt1400, RawClient, SimTestBed } from './testing/simTestBed.ts';

let bed: SimTestBed;

beforeAll(async () => {
  bed = new SimTestBed();
  await bed.start();
});

afterAll(() => bed.dispose());

const status = `${JSON.stringify({ type: 'status', id: 7 })}\n`;

describe('the door of the venue', () => {
  it.each([
    ['text that is no JSON', 'hello\n', { code: 'not_json' }],
    ['JSON that is no message', '[1,2]\n', { code: 'bad_message' }],
    ['a message of an unknown type', '{"type":"sing","id":3}\n', { code: 'bad_message', id: 3 }],
    [
      'a message with an unknown key',
      '{"type":"status","id":4,"loud":true}\n',
      { code: 'bad_message', id: 4 },
    ],
    ['a number where a decimal belongs', '{"type":"movePrice","id":5,"symbol":"SPX","price":1}\n', { id: 5 }],
    ['an exponent', '{"type":"movePrice","id":6,"symbol":"SPX","price":"1e3"}\n', { id: 6 }],
    ['an overlong line', `${'x'.repeat(requestLineLengthMax + 1)}\n`, { code: 'line_too_long' }],
    [
      'a price below zero',
      '{"type":"movePrice","id":8,"symbol":"SPX","price":"-5"}\n',
      { code: 'price_not_positive' },
    ],
  ])('answers %s with an error, and goes on', async (_, text, expected) => {
    const client = await bed.raw();
    expect(await client.exchange(text)).toMatchObject({ type: 'error', ...expected });
    expect(await client.exchange(status)).toMatchObject({ type: 'status', id: 7 });
  });

  it('survives noise and half a message from clients that vanish', async () => {
    for (let round = 0; round < 20; round++) {
      const noisy = await bed.raw();
      noisy.socket.end(round % 2 === 0 ? randomBytes(50_000) : '{"type":"submit","id":1,');
    }
    const client = await bed.raw();
    expect(await client.exchange(status)).toMatchObject({ type: 'status' });
  });

  it('takes a message in pieces and several in one piece', async () => {
    const client = await bed.raw();
    for (const character of status.slice(0, -1)) client.socket.write(character);
    expect(await client.exchange('\n')).toMatchObject({ id: 7 });
    expect(await client.exchange(status + status)).toMatchObject({ id: 7 });
    expect(await client.exchange('')).toMatchObject({ id: 7 });
  });

  it('tells every subscribed session of every order', async () => {
    const [one, other] = [await bed.connect(), await bed.connect()];
    const raw = await bed.raw();
    const submit = {
      type: 'submit',
      id: 1,
      clientOrderId: 'x1',
      account: 'main',
      symbol: 'SPX',
      side: 'buy',
      orderType: 'market',
      timeInForce: 'DAY',
      quantity: '1',
    };
    expect(await raw.exchange(`${JSON.stringify(submit)}\n`)).toMatchObject({ type: 'accepted', id: 1 });
    for (const { listener } of [one, other]) {
      await listener.until('the fill', () => listener.reports.length === 2);
      expect(listener.reports.map(({ type }) => type)).toEqual(['accepted', 'filled']);
    }
  });
});

describe('the door of a venue that listens on a port', () => {
  let launched: LaunchedSim;
  let host: { readonly host: string; readonly port: number; readonly token: string };

  beforeAll(async () => {
    const started = await launchSim({ record: `${bed.record}-port`, args: heldAt1400, listen: 'port' });
    if (!started.ok || !('port' in started.value.address)) throw new Error('it does not listen on a port');
    launched = started.value;
    host = started.value.address;
  });

  afterAll(() => launched.stop());

  const hello = (token?: string): string =>
    `${JSON.stringify({ type: 'hello', id: 1, name: 'stranger', subscribe: true, token })}\n`;

  async function connected(): Promise<RawClient> {
    const socket = connect(host.port, host.host);
    await new Promise((resolve) => socket.once('connect', resolve));
    return new RawClient(socket);
  }

  it.each([
    ['a status', () => status],
    ['a fault switch', () => '{"type":"configureFaults","id":1,"faults":{"freeze":true}}\n'],
    ['a hello without token', () => hello()],
    ['a hello with another token', () => hello('0'.repeat(64))],
    ['a hello with the start of it', () => hello(host.token.slice(0, -1))],
    ['noise', () => 'GET / HTTP/1.1\n'],
    ['an overlong line', () => `${'x'.repeat(requestLineLengthMax + 1)}\n`],
  ])('hears no client that begins with %s', async (_, text) => {
    const client = await connected();
    const closed = new Promise((resolve) => client.socket.once('close', resolve));
    expect(await client.exchange(text())).toMatchObject({ type: 'error', code: 'no_token' });
    client.socket.write(`${hello(host.token)}${status}`);
    client.socket.end();
    await closed;
    expect(client.rest).toBe('');
  });

  it('hears a client that shows the token, which nobody finds among the arguments', async () => {
    const client = await connected();
    expect(await client.exchange(hello(host.token))).toMatchObject({ type: 'welcome' });
    client.socket.destroy();
    if (process.platform !== 'linux') return;
    expect(readFileSync(`/proc/${launched.pid}/cmdline`, 'utf8')).not.toContain(host.token);
  });

  it('lets its own client in, however many strangers say nothing', async () => {
    const first = await connected();
    const dropped = new Promise((resolve) => first.socket.once('close', resolve));
    const others = await Promise.all(Array.from({ length: 32 }, connected));
    await dropped;
    const client = await connected();
    expect(await client.exchange(hello(host.token))).toMatchObject({ type: 'welcome' });
    for (const { socket } of [client, ...others]) socket.destroy();
  });
});
