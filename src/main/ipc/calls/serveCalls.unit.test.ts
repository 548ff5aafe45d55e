import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { releaseProxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { apiMethods, type Api, type ServedApi } from '../../../shared/contract/api.ts';
import { bridgePort } from '../ports/bridgePort.ts';
import { portPair } from '../testing/portPair.ts';
import { callsInFlightMax, serveCalls } from './serveCalls.ts';

type Answer = (input: unknown) => Promise<unknown>;

function apiOf(answer: Answer): ServedApi {
  return Object.assign(
    Object.create(null) as object,
    Object.fromEntries(apiMethods.map((method) => [method, answer])),
  ) as ServedApi;
}

const call = (id: string): unknown => ({
  id,
  type: 'APPLY',
  path: ['getOrder'],
  argumentList: [{ type: 'RAW', value: { orderId: 'o1' } }],
});

describe('calls over a real port, through comlink at both ends', () => {
  let window: MessagePort;
  let remote: Remote<Api>;
  const answer = vi.fn<Answer>();

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    window = port1;
    serveCalls(apiOf(answer), bridgePort(port2));
    remote = wrap<Api>(webEndpoint(port1));
  });
  afterEach(() => window.close());

  test('reach the api and come back', async () => {
    answer.mockResolvedValue({ ok: true, value: { rows: [], total: 0 } });
    expect(await remote.queryOrders({ limit: 3 })).toEqual({ ok: true, value: { rows: [], total: 0 } });
    expect(answer).toHaveBeenCalledWith({ limit: 3 });
  });

  test('of anything else are refused, and the next one is served', async () => {
    answer.mockResolvedValue({ ok: true, value: {} });
    const forged = remote as unknown as Record<string, Answer>;
    expect(await forged['dropTables']?.({})).toMatchObject({ ok: false, fault: { code: 'invalid_message' } });
    expect(await remote.startVerify({})).toEqual({ ok: true, value: {} });
  });

  test('end when the window releases the api', async () => {
    const closed = new Promise((resolve) => window.once('close', () => resolve('closed')));
    remote[releaseProxy]();
    expect(await closed).toBe('closed');
  });
});

describe('the call port', () => {
  test('answers what it refuses in the form of a reply', () => {
    const { bridge, window } = portPair();
    serveCalls(apiOf(vi.fn<Answer>()), bridge);
    window.post({ id: 'c1', type: 'SET', path: ['getOrder'] });
    window.post('nonsense');
    expect(window.received).toMatchObject([
      { id: 'c1', type: 'RAW', value: { ok: false, fault: { code: 'invalid_message' } } },
      { id: '', type: 'RAW', value: { ok: false, fault: { code: 'invalid_message' } } },
    ]);
  });

  test('refuses more calls at once than it has room for', async () => {
    const { bridge, window } = portPair();
    const waiting: (() => void)[] = [];
    serveCalls(
      apiOf(() => new Promise((resolve) => waiting.push(() => resolve({ ok: true, value: {} })))),
      bridge,
    );
    for (let i = 0; i <= callsInFlightMax; i++) window.post(call(`c${i}`));
    expect(window.received).toMatchObject([
      { id: `c${callsInFlightMax}`, value: { fault: { code: 'busy' } } },
    ]);
    for (const resolve of waiting) resolve();
    await vi.waitFor(() => expect(window.received).toHaveLength(callsInFlightMax + 1));
    window.post(call('next'));
    expect(waiting).toHaveLength(callsInFlightMax + 1);
  });

  test('refuses an id that is under way', () => {
    const { bridge, window } = portPair();
    const answer = vi.fn<Answer>(() => new Promise(() => undefined));
    serveCalls(apiOf(answer), bridge);
    window.post(call('c1'));
    window.post(call('c1'));
    expect(answer).toHaveBeenCalledOnce();
    expect(window.received).toMatchObject([{ id: '', value: { fault: { code: 'invalid_message' } } }]);
  });
});

/** Node's port as comlink wants one. */
function webEndpoint(port: MessagePort) {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    addEventListener: (_type: string, listener: (event: { data: unknown }) => void) =>
      void port.on('message', (data) => listener({ data })),
    removeEventListener: () => undefined,
  } as unknown as Parameters<typeof wrap>[0];
}
