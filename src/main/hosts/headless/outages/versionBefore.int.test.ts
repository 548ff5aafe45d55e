/** A data folder that the version before has written: today's code opens, proves, rebuilds and continues it. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { runToEnd } from '../testing/deskProcess.ts';
import { runHere } from '../testing/runHere.ts';
import { tempDesk, type TempDesk } from '../testing/tempDesk.ts';

const before = fileURLToPath(new URL('../testing/versionBefore', import.meta.url));
const config = ['--config', join(before, 'configuration.json')];

let desk: TempDesk;

beforeEach(() => {
  desk = tempDesk();
  cpSync(join(before, 'data'), desk.data, { recursive: true });
});

const read = async <T>(...args: string[]): Promise<T[]> => {
  const { code, stderr, json } = await runHere(...args, '--data', desk.data, '--json');
  expect(code, stderr).toBe(0);
  return json<T>();
};

const orders = (): Promise<OrderView[]> => read<OrderView>('orders');

describe('the data of the version before', () => {
  it('is proven whole, and its orders read as they were', async () => {
    expect(await read('verify')).toMatchObject([
      { good: true, chain: { intact: true, events: 146, checkpoints: 3 } },
    ]);
    const rows = await orders();
    const count = (wanted: string) => rows.filter(({ status }) => status === wanted).length;
    expect(['filled', 'canceled', 'denied', 'accepted'].map(count)).toEqual([20, 2, 1, 2]);
    expect(rows).toHaveLength(25);
    expect(rows.find(({ clientOrderId }) => clientOrderId?.endsWith('-r1'))).toMatchObject({
      quantity: '8',
      limitPrice: '1301',
      status: 'canceled',
    });
  });

  it('shows every event under the name that its type has today', async () => {
    const types = (await read<{ type: string }>('events', 'desk')).map(({ type }) => type);
    expect(types.filter((type) => type === 'VenueSimulationConfigured')).toHaveLength(2);
    expect(types).not.toContain('SimulatorConfigured');
    expect(types).toContain('AlertRaised');
    expect(types).not.toContain('AlarmRaised');
    expect(types).not.toContain('EventNotUnderstood');
  });

  it('gives the same orders from read models that are made anew', async () => {
    const rows = await orders();
    await read('rebuild');
    expect(await orders()).toEqual(rows);
    await read('verify');
  });

  it('goes on: exits keep working, new orders fill, and what was stopped stays stopped', async () => {
    const line = (id: string, change: Readonly<Record<string, unknown>>) =>
      JSON.stringify(sampleSignal(id, change));
    const signals = desk.file(
      'signals.ndjson',
      [
        line('after', { account: 'second', side: 'sell', quantity: '4', reduceOnly: true }),
        line('killed', { account: 'main' }),
      ].join('\n'),
    );
    const replayed = await runToEnd('replay', signals, ...config, '--data', desk.data, '--report', 'json');
    expect(replayed.json()).toMatchObject([{ signals: 2, accepted: 2, orders: { filled: 1, denied: 1 } }]);
    const exits = (await orders()).filter(({ role }) => role !== undefined);
    expect(exits.map(({ status, quantity }) => [status, quantity])).toEqual([
      ['accepted', '6'],
      ['accepted', '6'],
    ]);
    await read('verify');
  });
});
