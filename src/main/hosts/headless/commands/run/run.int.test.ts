/** The protocol of `desk run`, in a process of its own. */
import { describe, expect, it } from 'vitest';
import { RunningDesk, runToEnd } from '../../testing/deskProcess.ts';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

interface Row {
  readonly signalId: string;
  readonly status: string;
}

const bySignal = (one: Row, other: Row): number => one.signalId.localeCompare(other.signalId);

async function ordersOf(data: string): Promise<readonly Row[]> {
  return (await runToEnd('orders', '--data', data, '--json')).json<Row>();
}

describe('desk run --signals -', () => {
  it('says when it is ready, and answers each line in its turn', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--signals', '-');
    const [ready] = await desk.answered(1);
    expect(ready).toEqual({
      type: 'ready',
      version: expect.any(String) as string,
      pid: desk.pid,
      dataFolder: data,
      venues: [{ venue: 'sim', kind: 'sim', connected: true, ordersLeave: expect.any(Boolean) as boolean }],
      accounts: ['main'],
      symbols: ['SPX'],
      lastPosition: expect.any(Number) as number,
      sqlite: expect.stringMatching(/^SQLite 3\.\d+\.\d+/) as string,
    });
    desk.send(sampleSignal('S-1'), sampleSignal('S-2', { quantity: '0' }));
    desk.write('{"id":"S-3",\n\n');
    desk.send(sampleSignal('S-1'), sampleSignal('S-2'), sampleSignal('S-4', { id: 'not an id' }));
    const answers = (await desk.answered(7)).slice(1);
    expect(answers).toMatchObject([
      { type: 'acknowledged', signalId: 'S-1', line: 1 },
      { type: 'refused', signalId: 'S-2', code: 'quantity_zero', line: 2 },
      { type: 'refused', code: 'json_malformed', line: 3 },
      { type: 'acknowledged', signalId: 'S-1', duplicate: true, line: 5 },
      { type: 'refused', signalId: 'S-2', code: 'quantity_zero', duplicate: true, line: 6 },
      { type: 'refused', code: 'id_malformed', line: 7 },
    ]);
    const [first, , , again] = answers;
    expect(again).toMatchObject({ position: first?.['position'], orderId: first?.['orderId'] });
    for (const answer of answers) expect(answer['position']).toEqual(expect.any(Number));
    desk.kill('SIGTERM');
    expect(await desk.ended).toEqual({ code: 0, signal: null });
    const events = await runToEnd('events', 'signal-S-1', '--data', data, '--json');
    expect(events.json()).toMatchObject([{ position: first?.['position'], type: 'SignalReceived' }]);
  });

  it('tells what becomes of the orders, up to the last change', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--signals', '-', '--orders');
    await desk.answered(2);
    desk.send(...Array.from({ length: 50 }, (_, index) => sampleSignal(`S-${index}`)));
    await desk.answered(52 + 1);
    desk.kill('SIGTERM');
    expect(await desk.ended).toEqual({ code: 0, signal: null });
    interface Update {
      readonly update: string;
      readonly sequence: number;
      readonly position: number;
      readonly orders: readonly Row[];
    }
    const updates = desk.answers.filter(({ type }) => type === 'orders') as unknown as readonly Update[];
    expect(updates.map(({ sequence }) => sequence)).toEqual(updates.map((_, index) => index + 1));
    expect(updates[0]).toMatchObject({ update: 'snapshot', orders: [] });
    const last = new Map(updates.flatMap(({ orders }) => orders.map((row) => [row.signalId, row] as const)));
    const acknowledged = desk.answers.filter(({ type }) => type === 'acknowledged');
    expect(last.size).toBe(acknowledged.length);
    const stored = await ordersOf(data);
    expect([...last.values()].toSorted(bySignal)).toEqual([...stored].toSorted(bySignal));
  });

  it('finishes what is in flight at SIGTERM: every acknowledged signal has its outcome', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    desk.send(...Array.from({ length: 2_000 }, (_, index) => sampleSignal(`S-${index}`)));
    await desk.answered(101);
    desk.kill('SIGTERM');
    expect(await desk.ended).toEqual({ code: 0, signal: null });
    const acknowledged = desk.answers
      .filter(({ type }) => type === 'acknowledged')
      .map(({ signalId }) => signalId);
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    const orders = await ordersOf(data);
    expect(new Set(orders.map(({ signalId }) => signalId))).toEqual(new Set(acknowledged));
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['filled']));
    expect(await runToEnd('verify', '--data', data)).toMatchObject({ code: 0 });
  });

  it('goes on after the end of its input, and stops cleanly at SIGINT', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    desk.send(sampleSignal('S-1'));
    desk.endInput();
    await desk.answered(2);
    desk.kill('SIGINT');
    expect(await desk.ended).toEqual({ code: 0, signal: null });
    const events = (await runToEnd('events', 'desk', '--data', data, '--json')).json<{ type: string }>();
    expect(events.map(({ type }) => type)).toEqual(['EngineStarted', 'EngineStopped']);
  });

  it('stops when nobody reads its answers any more', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    desk.stopReading();
    desk.send(sampleSignal('S-1'), sampleSignal('S-2'));
    expect(await desk.ended).toEqual({ code: 0, signal: null });
  });
});

describe('desk run', () => {
  it('runs the engine only, without --signals', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data);
    await desk.answered(1);
    desk.kill('SIGTERM');
    expect(await desk.ended).toEqual({ code: 0, signal: null });
    expect(desk.answers).toHaveLength(1);
  });

  it('refuses a second engine on the same data, and names the first one', async () => {
    const { data } = tempDesk();
    const first = new RunningDesk('--data', data);
    await first.answered(1);
    const second = await runToEnd('run', '--data', data);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain(`desk run (process ${first.pid}`);
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const third = new RunningDesk('--data', data);
    await third.answered(1);
    third.kill('SIGTERM');
    expect((await third.ended).code).toBe(0);
  });

  it('runs on a configuration of its own', async () => {
    const desk = tempDesk();
    const config = desk.file(
      'desk.json',
      JSON.stringify({
        accounts: ['alpha'],
        instruments: [
          { symbol: 'ABC', venue: 'lab', currency: 'EUR', tickSize: '0.01', lotSize: '5' },
          { symbol: 'SPX', venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1' },
        ],
        venues: [{ venue: 'lab', simulator: { startPrices: { ABC: '50' } } }, { venue: 'sim' }],
      }),
    );
    const running = new RunningDesk('--data', desk.data, '--signals', '-', '--config', config);
    const [ready] = await running.answered(1);
    expect(ready).toMatchObject({
      accounts: ['alpha'],
      symbols: ['ABC', 'SPX'],
      venues: [
        { venue: 'lab', connected: true },
        { venue: 'sim', connected: true },
      ],
    });
    running.send(
      sampleSignal('A-1', { account: 'alpha', symbol: 'ABC' }),
      sampleSignal('A-2', { account: 'alpha' }),
    );
    await running.answered(3);
    running.kill('SIGTERM');
    await running.ended;
    const orders = (await runToEnd('orders', '--data', desk.data, '--json')).json();
    expect(orders).toMatchObject([
      { venue: 'lab', symbol: 'ABC', status: 'filled' },
      { venue: 'sim', symbol: 'SPX', status: 'filled' },
    ]);
  });

  it('refuses a configuration with a mistake, with its path and what was expected', async () => {
    const desk = tempDesk();
    const config = desk.file(
      'desk.json',
      JSON.stringify({ risk: { positionMx: '1' }, maxConcurrentOrders: 0 }),
    );
    const refused = await runToEnd('run', '--data', desk.data, '--config', config);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('risk.positionMx: unknown key; expected one of ');
    expect(refused.stderr).toContain('maxConcurrentOrders: expected a whole number from 1 to 1000000');
  });
});
