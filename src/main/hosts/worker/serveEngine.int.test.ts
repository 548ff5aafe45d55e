/** The engine's thread without a thread: what it tells the main process, and how it serves windows. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { Api } from '../../../shared/contract/api.ts';
import type { FromEngineThread, ToEngineThread } from '../../../shared/contract/engineThread.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import { LogTail } from '../../infra/logging/logTail.ts';
import { serveEngine, type OpenedEngine } from './serveEngine.ts';

function serve(opened: Promise<Result<OpenedEngine, Fault>>, desk: BridgeDesk) {
  const posted: FromEngineThread[] = [];
  let tell: (message: ToEngineThread<MessagePort>) => void = () => undefined;
  const venues = {
    said: vi.fn<(venue: string, message: unknown) => void>(),
    ended: vi.fn<(venue: string, code: number) => void>(),
  };
  const control: { api?: Api; open: boolean } = { open: false };
  const ended = serveEngine({
    parent: { post: (message) => posted.push(message), onMessage: (listener) => void (tell = listener) },
    data: { dataFolder: 'data', resourceFolder: 'resources', version: '0' },
    ports: { clock: desk.time, scheduler: desk.time, logger: { log: () => undefined } },
    log: new LogTail('breakwater.log'),
    venues,
    keyStore: { answered: () => undefined },
    nextId: () => 'id',
    openControl: (apiFor) => {
      Object.assign(control, { api: apiFor(), open: true });
      return Promise.resolve({
        close: () => {
          control.open = false;
          return Promise.resolve();
        },
      });
    },
    open: () => opened,
  });
  return { posted, tell: (message: ToEngineThread<MessagePort>) => tell(message), venues, control, ended };
}

function openedOf(desk: BridgeDesk): OpenedEngine {
  return {
    runtime: desk.runtime,
    facts: desk.facts,
    close: (reason) => desk.until(desk.engine.stop(reason)),
  };
}

/** A window's connection; gives its end of the call port. */
function connection(): { readonly window: MessagePort; readonly message: ToEngineThread<MessagePort> } {
  const [calls, streams] = [new MessageChannel(), new MessageChannel()];
  onTestFinished(() => {
    calls.port1.close();
    streams.port1.close();
  });
  return { window: calls.port1, message: { type: 'connect', calls: calls.port2, streams: streams.port2 } };
}

const askDeskInfo = {
  id: 'c1',
  type: 'APPLY',
  path: ['getDeskInfo'],
  argumentList: [{ type: 'RAW', value: {} }],
};

describe('the engine served in a thread', () => {
  test('says that it is ready, and ends when told to, drained', async () => {
    const desk = await new BridgeDesk().open();
    const { posted, tell, ended } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    await vi.waitFor(() => expect(posted).toEqual([{ type: 'ready', environment: 'SIMULATION' }]));
    tell({ type: 'stop', reason: 'end of the test' });
    expect(await ended).toBe(true);
    expect(posted.at(-1)).toEqual({ type: 'stopped' });
    expect(desk.engine.health()).toMatchObject({ accepting: false });
  });

  test('serves a window that connected while it was being opened', async () => {
    const desk = await new BridgeDesk().open();
    let open: (opened: Result<OpenedEngine, Fault>) => void = () => undefined;
    const { tell } = serve(new Promise((resolve) => (open = resolve)), desk);
    const { window, message } = connection();
    tell(message);
    const answer = new Promise((resolve) => window.once('message', resolve));
    window.postMessage(askDeskInfo);
    open(ok(openedOf(desk)));
    expect(await answer).toMatchObject({
      id: 'c1',
      value: { ok: true, value: { accounts: [ids.account('main')] } },
    });
  });

  test('serves a window that comes later, and another one', async () => {
    const desk = await new BridgeDesk().open();
    const { tell, posted } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    for (const { window, message } of [connection(), connection()]) {
      tell(message);
      const answer = new Promise((resolve) => window.once('message', resolve));
      window.postMessage(askDeskInfo);
      expect(await answer).toMatchObject({ id: 'c1', value: { ok: true } });
    }
  });

  test('serves the control channel in a name of its own, as long as it runs', async () => {
    const desk = await new BridgeDesk().open();
    const { tell, control, ended } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    await vi.waitFor(() => expect(control.open).toBe(true));
    const reason = 'by command';
    expect(await desk.until(control.api!.tripBreaker({ venue: ids.venue('sim'), reason }))).toMatchObject({
      ok: true,
    });
    const { events } = await desk.runtime.search.search({ types: ['BreakerStateChanged'], limit: 1 });
    expect(events).toMatchObject([{ actor: expect.stringMatching(/^operator:.+@control$/) as string }]);
    tell({ type: 'stop', reason: 'end of the test' });
    await ended;
    expect(control.open).toBe(false);
  });

  test('that can not be opened says why', async () => {
    const desk = await new BridgeDesk().open();
    const fault: Fault = {
      code: 'data_folder_in_use',
      message: 'In use.',
      cause: { code: 'x', message: 'secret' },
    };
    const { posted, ended } = serve(Promise.resolve(err(fault)), desk);
    expect(await ended).toBe(false);
    expect(posted).toEqual([{ type: 'failed', fault: { code: 'data_folder_in_use', message: 'In use.' } }]);
  });

  test('tells what stays working by venue, and what would be forgotten', async () => {
    const desk = await new BridgeDesk().open();
    const { posted, tell } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    tell({ type: 'list-left-behind', requestId: 1 });
    desk.venue.behaviour = 'rest';
    for (const quantity of ['1', '2', '3', '4', '5', '6', '7']) {
      await desk.call('submitTicket', {
        signalId: ids.signal(`t${quantity}`),
        account: ids.account('main'),
        strategy: ids.strategy('manual'),
        symbol: ids.symbol('SPX'),
        side: 'buy',
        quantity,
        orderType: 'limit',
        limitPrice: '1400',
        timeInForce: 'GTC',
      });
    }
    tell({ type: 'list-left-behind', requestId: 2 });
    expect(posted.filter(({ type }) => type === 'left-behind')).toEqual([
      { type: 'left-behind', requestId: 1, left: { venues: [], forgotten: [] } },
      {
        type: 'left-behind',
        requestId: 2,
        left: {
          venues: [
            {
              venue: ids.venue('sim'),
              orders: 7,
              pendingCancels: 0,
              inDoubt: 0,
              cancelOnDisconnect: false,
              examples: ['1', '2', '3', '4', '5'].map(
                (quantity) => `buy ${quantity} SPX limit at 1400.00 GTC`,
              ),
            },
          ],
          forgotten: [],
        },
      },
    ]);
  });

  test('tells what is in force and would be forgotten', async () => {
    const desk = await new BridgeDesk().open();
    const { posted, tell } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    desk.disk.fault = { code: 'disk_full', message: 'The disk is full.' };
    await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason: 'runaway' });
    tell({ type: 'list-left-behind', requestId: 1 });
    expect(posted.at(-1)).toMatchObject({
      left: { venues: [], forgotten: ['kill switch on desk: runaway', 'desk halted: runaway'] },
    });
  });

  test('asks the main process for a file, one dialog at a time', async () => {
    const desk = await new BridgeDesk().open();
    const { tell, posted } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    const { window, message } = connection();
    tell(message);
    const answers: unknown[] = [];
    window.on('message', (answer) => answers.push(answer));
    const ask = (id: string, method: string): void =>
      window.postMessage({
        id,
        type: 'APPLY',
        path: [method],
        argumentList: [{ type: 'RAW', value: { source: 'dialog' } }],
      });
    ask('r', 'startReplay');
    await vi.waitFor(() => expect(posted).toContainEqual({ type: 'file-wanted', purpose: 'replay' }));
    ask('b', 'startBackup');
    const second = { id: 'b', value: { ok: false, fault: { code: 'dialog_open' } } };
    await vi.waitFor(() => expect(answers).toMatchObject([second]));
    tell({ type: 'file-chosen' });
    const first = { id: 'r', value: { ok: true, value: { canceled: true } } };
    await vi.waitFor(() => expect(answers).toMatchObject([second, first]));
    ask('c', 'startBackup');
    await vi.waitFor(() => expect(posted.at(-1)).toEqual({ type: 'file-wanted', purpose: 'backup' }));
    tell({ type: 'file-chosen', path: '/home/ak/copy.db' });
    await vi.waitFor(() => expect(answers.at(-1)).toMatchObject({ id: 'c', value: { ok: true } }));
  });

  test("passes on what the venues' processes say", async () => {
    const desk = await new BridgeDesk().open();
    const { tell, venues } = serve(Promise.resolve(ok(openedOf(desk))), desk);
    tell({ type: 'venue-said', venue: ids.venue('sim'), message: 'hello' });
    tell({ type: 'venue-ended', venue: ids.venue('sim'), exitCode: 3 });
    expect(venues.said).toHaveBeenCalledWith('sim', 'hello');
    expect(venues.ended).toHaveBeenCalledWith('sim', 3);
  });
});
