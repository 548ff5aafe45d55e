/** The console's side of a bridge over a real socket. */
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { UserChannelId } from '../../../shared/kernel/userChannels.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { nodeScheduler } from '../clock/nodeScheduler.ts';
import { BridgeClient, type Delivery } from './bridgeClient.ts';
import type { Break } from './bridgeLink.ts';
import { messageBytesMax, messagesPerSecondMax } from './bridgeSocket.ts';
import { faultsBy } from './testing/publishedSchemas.ts';
import * as samples from './testing/samples.ts';
import { TestBridge, type BridgeOptions } from './testing/testBridge.ts';

const pauseMsMin = 5_000;

/** Pauses before a further search are short; all other times are real. */
function shortPauses(): Scheduler {
  const real = nodeScheduler();
  return { ...real, after: (delayMs, task) => real.after(delayMs >= pauseMsMin ? 20 : delayMs, task) };
}

interface Joined {
  readonly bridge: TestBridge;
  readonly client: BridgeClient;
  readonly delivered: Delivery[];
  /** Why the console had no connection, each time. */
  readonly breaks: Break[];
}

function clientOf(
  onDelivery: (delivery: Delivery) => Promise<boolean> | undefined = () => Promise.resolve(true),
  token?: string,
): Omit<Joined, 'bridge'> {
  const delivered: Delivery[] = [];
  const breaks: Break[] = [];
  const client: BridgeClient = new BridgeClient({
    own: { version: '0.1.0', instanceId: randomUUID() },
    scheduler: shortPauses(),
    nowMs: Date.now,
    uuid: randomUUID,
    token: () => token,
    listener: {
      onChange: () => {
        const { link } = client;
        if (link.status === 'pausing' && link.after !== undefined) breaks.push(link.after);
      },
      onDelivery: (delivery) => {
        delivered.push(delivery);
        return onDelivery(delivery);
      },
    },
  });
  onTestFinished(() => client.switchOff());
  return { client, delivered, breaks };
}

async function openBridge(options: BridgeOptions = {}): Promise<TestBridge> {
  const bridge = await TestBridge.open(options);
  onTestFinished(() => bridge.kill());
  return bridge;
}

async function isAt(client: BridgeClient, status: string): Promise<void> {
  await vi.waitFor(() => expect(client.link.status).toBe(status), { timeout: 10_000, interval: 10 });
}

/** Waits until a connection has ended, and gives why. */
async function broken(breaks: readonly Break[]): Promise<Break | undefined> {
  await vi.waitFor(() => expect(breaks).not.toEqual([]), { timeout: 20_000, interval: 10 });
  return breaks[0];
}

async function join(
  channel: UserChannelId | undefined = 'fdc3.channel.1',
  onDelivery?: (delivery: Delivery) => Promise<boolean> | undefined,
  options: BridgeOptions = {},
): Promise<Joined> {
  const bridge = await openBridge(options);
  const { client, delivered, breaks } = clientOf(onDelivery);
  client.join(channel);
  client.switchOn([bridge.port]);
  await isAt(client, 'connected');
  return { bridge, client, delivered, breaks };
}

const tickersOf = (delivered: readonly Delivery[]) =>
  delivered.map(({ facts }) => (facts?.kind === 'instrument' ? facts.ids.ticker : undefined));

/** Waits until everything that was said before has been read. */
async function read({ bridge }: Joined): Promise<void> {
  const question = samples.findInstances('Breakwater');
  bridge.say(question);
  await bridge.heard('findInstancesResponse', question.meta.requestUuid);
}

describe('the console at a bridge', () => {
  it('joins with the handshake of the standard', async () => {
    const { bridge, client } = await join();
    const handshake = await bridge.heard('handshake');
    expect(faultsBy('connectionStep3Handshake', handshake)).toEqual([]);
    expect(client.link).toMatchObject({ status: 'connected', name: 'Breakwater', agents: ['agent-A'] });
  });

  it('passes over ports where something else answers, or nothing', async () => {
    const mute = createServer((socket) =>
      socket.on('error', () => undefined).end('HTTP/1.1 404 Not Found\r\n\r\n'),
    );
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    const strange = await openBridge({ hello: { desktopAgentBridgeVersion: '' } });
    const bridge = await openBridge();
    const { client } = clientOf();
    client.switchOn([(mute.address() as AddressInfo).port, strange.port, bridge.port]);
    await isAt(client, 'connected');
    expect(client.link).toMatchObject({ port: bridge.port });
  });

  it('shows its token only to a bridge that asks, and tells a refusal', async () => {
    const open = await openBridge();
    const { client, breaks } = clientOf(undefined, 'a.b.c');
    client.switchOn([open.port]);
    expect((await open.heard('handshake')).payload).not.toHaveProperty('authToken');
    const strict = await openBridge({
      hello: { authRequired: true },
      answer: () => samples.authenticationFailed('no such key'),
    });
    client.switchOn([strict.port]);
    expect((await strict.heard('handshake')).payload).toMatchObject({ authToken: 'a.b.c' });
    expect(await broken(breaks)).toMatchObject({ kind: 'refused', why: 'no such key' });
  });

  it('comes back by itself after the bridge was killed', async () => {
    const { bridge, client, breaks } = await join();
    const { port } = bridge;
    await bridge.kill();
    expect(await broken(breaks)).toMatchObject({ kind: 'lost' });
    await openBridge({ port });
    await isAt(client, 'connected');
  });

  it('hears no more once it is switched off', async () => {
    const joined = await join();
    joined.client.switchOff();
    await vi.waitFor(() => expect(joined.bridge.isConnected).toBe(false));
    expect(joined.client.link).toEqual({ status: 'off' });
  });
});

describe('a context', () => {
  it('comes from the joined channel alone, with the name of its program', async () => {
    const joined = await join();
    joined.bridge.say(samples.broadcast(samples.instrument('AAPL'), 'fdc3.channel.2'));
    joined.bridge.say(samples.broadcast(samples.instrument('MSFT')));
    await read(joined);
    expect(tickersOf(joined.delivered)).toEqual(['MSFT']);
    expect(joined.delivered[0]?.from).toBe('ChartApp (agent-A)');
    joined.client.join('fdc3.channel.2');
    expect(tickersOf(joined.delivered)).toEqual(['MSFT', 'AAPL']);
  });

  it('that stood on the channel before is taken once, also over reconnections', async () => {
    const channelsState = {
      'fdc3.channel.1': [{ type: 'fdc3.chart' }, { type: 'fdc3.instrument', id: { ticker: 'AAPL' } }],
    };
    const joined = await join('fdc3.channel.1', undefined, { channelsState });
    const { port } = joined.bridge;
    await joined.bridge.kill();
    const again = await openBridge({ port, channelsState });
    await again.heard('handshake');
    await isAt(joined.client, 'connected');
    await read({ ...joined, bridge: again });
    expect(tickersOf(joined.delivered)).toEqual(['AAPL']);
  });

  it('of a flood is dropped for the newest', async () => {
    const joined = await join();
    const floodOf = 10_000;
    const texts = Array.from({ length: floodOf }, (_, at) =>
      JSON.stringify(samples.broadcast(samples.instrument(`S${at}`))),
    );
    for (const text of texts) joined.bridge.sayText(text);
    await vi.waitFor(() => expect(tickersOf(joined.delivered).at(-1)).toBe(`S${floodOf - 1}`), {
      timeout: 20_000,
      interval: 20,
    });
    expect(joined.delivered.length).toBeLessThan(200);
    expect(joined.client.link.status).toBe('connected');
  });
});

describe('a bridge that breaks its bounds', () => {
  it('is let go when it sends faster than anybody can mean it', async () => {
    const joined = await join();
    const text = JSON.stringify({ type: 'PrivateChannel.broadcast', payload: {}, meta: {} });
    for (let at = 0; at < messagesPerSecondMax * 3; at += 1) joined.bridge.sayText(text);
    const why = `the bridge sent more than ${messagesPerSecondMax} messages within a second`;
    expect(await broken(joined.breaks)).toMatchObject({ kind: 'lost', why });
  });

  it('is let go when a message is too big', async () => {
    const joined = await join();
    joined.bridge.sayText(JSON.stringify({ type: 'x'.repeat(messageBytesMax) }));
    const why = `the bridge sent a message of more than ${messageBytesMax} bytes`;
    expect(await broken(joined.breaks)).toMatchObject({ kind: 'lost', why });
  });

  it('has its wrong messages counted and told, and its wrong requests answered', async () => {
    const joined = await join();
    joined.bridge.sayText('{');
    const wrong = { ...samples.findIntent({ intent: 'ViewOrders' }), payload: {} };
    joined.bridge.say(wrong);
    const answer = await joined.bridge.heard('findIntentResponse', wrong.meta.requestUuid);
    expect(answer.payload).toEqual({ error: 'MalformedMessage' });
    expect(faultsBy('findIntentAgentErrorResponse', answer)).toEqual([]);
    joined.bridge.say(samples.broadcast({ type: 'fdc3.instrument', id: { ticker: 5 } }));
    await read(joined);
    expect(joined.client.wrongMessages).toEqual({
      count: 3,
      last: 'an fdc3.instrument whose id.ticker is no text of at most 100 characters',
    });
    expect(joined.delivered).toEqual([]);
  });
});

describe('ViewOrders', () => {
  it.each<[what: string, done: boolean, schema: string, payload: unknown]>([
    ['what the window did', true, 'raiseIntentResultAgentResponse', { intentResult: {} }],
    [
      'that the window would not',
      false,
      'raiseIntentResultAgentErrorResponse',
      { error: 'IntentHandlerRejected' },
    ],
  ])('is answered with a resolution, and then with %s', async (_what, done, schema, payload) => {
    const { bridge, delivered } = await join(undefined, () => Promise.resolve(done));
    const request = samples.raiseIntent('ViewOrders', samples.microsoft);
    bridge.say(request);
    const resolution = await bridge.heard('raiseIntentResponse', request.meta.requestUuid);
    expect(faultsBy('raiseIntentAgentResponse', resolution)).toEqual([]);
    const result = await bridge.heard('raiseIntentResultResponse', request.meta.requestUuid);
    expect(faultsBy(schema, result)).toEqual([]);
    expect(result.payload).toEqual(payload);
    expect(delivered).toMatchObject([{ kind: 'ViewOrders', from: 'ChartApp (agent-A)' }]);
  });

  it('is refused without a window, and when it comes too fast', async () => {
    const { bridge, delivered } = await join(undefined, ({ facts }) =>
      facts?.kind === 'other' ? undefined : Promise.resolve(true),
    );
    const first = samples.raiseIntent('ViewOrders', { type: 'fdc3.contact' });
    const second = samples.raiseIntent('ViewOrders', samples.microsoft);
    bridge.say(first);
    bridge.say(second);
    for (const { meta } of [first, second]) {
      const answer = await bridge.heard('raiseIntentResponse', meta.requestUuid);
      expect(answer.payload).toEqual({ error: 'IntentDeliveryFailed' });
    }
    expect(delivered).toHaveLength(1);
  });

  it('opens the console for a program that asks for no more', async () => {
    const { bridge } = await join();
    const request = samples.open('Breakwater');
    bridge.say(request);
    const answer = await bridge.heard('openResponse', request.meta.requestUuid);
    expect(faultsBy('openAgentResponse', answer)).toEqual([]);
  });
});
