/** The operator's commands: on an engine that runs, and on one of their own. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunningDesk, runToEnd, type DeskResult } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { switchFaults } from '../../testing/venueProcess.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

interface Outcome {
  readonly orderId: string;
  readonly before: string;
  readonly after: string;
}

const resting = { orderType: 'limit', limitPrice: '1000', timeInForce: 'GTC' };
const why = ['--reason', 'a test of the desk'];

/** A running desk with orders that rest at the venue; gives their ids. */
async function restingDesk(data: string, count: number) {
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  desk.send(...Array.from({ length: count }, (_, index) => sampleSignal(`S-${index}`, resting)));
  const answers = (await desk.answered(1 + count)).slice(1);
  const working = async () =>
    (await runHere('orders', '--active', '--data', data, '--json')).json<{ status: string }>();
  await expect
    .poll(async () => (await working()).map(({ status }) => status))
    .toEqual(Array(count).fill('accepted'));
  return { desk, orderIds: answers.map(({ orderId }) => String(orderId)) };
}

async function ended(desk: RunningDesk): Promise<void> {
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
}

async function eventsOf(stream: string, data: string) {
  return (await runHere('events', stream, '--data', data, '--json')).json<{ type: string; actor: string }>();
}

describe('on a running engine', () => {
  it('cancels orders by id, by symbol and all of them, and says before and after', async () => {
    const { data } = tempDesk();
    const { desk, orderIds } = await restingDesk(data, 4);
    const [first = '', second = ''] = orderIds;
    const one = await runHere('cancel', first, ...why, '--data', data, '--json');
    expect(one.json<Outcome>()).toMatchObject([{ orderId: first, before: 'accepted', after: 'canceled' }]);
    expect(one.code).toBe(0);
    const again = await runHere('cancel', first, second, ...why, '--data', data, '--json');
    expect(again.code).toBe(0);
    expect(again.json<Outcome>()).toMatchObject([
      {
        orderId: first,
        before: 'canceled',
        after: 'canceled',
        refusal: { code: expect.any(String) as string },
      },
      { orderId: second, before: 'accepted', after: 'canceled' },
    ]);
    const text = await runHere('cancel', '--symbol', 'SPX', ...why, '--data', data);
    expect(text.code).toBe(0);
    expect(text.stdout.trim().split('\n')).toHaveLength(2);
    expect(text.stdout).toMatch(/buy 10 SPX {2}accepted -> canceled/);
    expect(await runHere('cancel', '--all', ...why, '--data', data)).toMatchObject({ code: 0, stdout: '' });
    const unknown = await runHere('cancel', 'nobody', ...why, '--data', data);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('There is no order nobody');
    const events = await eventsOf(`order-${first}`, data);
    const request = events.find(({ type }) => type === 'OrderCancelRequested');
    expect(request?.actor).toMatch(/^operator:.+@control$/);
    await ended(desk);
    expect(existsSync(join(data, 'control.sock'))).toBe(false);
  });

  it('says what every check says about an order, and by which price, and makes none', async () => {
    const { data } = tempDesk();
    const { desk } = await restingDesk(data, 0);
    const order = ['--symbol', 'SPX', '--side', 'buy', '--quantity'];
    const passed = await runHere('dry-run', ...order, '10', '--data', data);
    expect(passed).toMatchObject({ code: 0, stderr: '' });
    expect(passed.stdout).toMatch(/^price {4}\d+(\.\d+)?: sim, \d+\.\d s old$/m);
    const refused = await runHere('dry-run', ...order, '10001', '--data', data, '--json');
    expect(refused.code).toBe(1);
    expect(refused.json()).toMatchObject([
      { refusals: [{ code: 'max_order_quantity' }], risk: { reference: { source: 'sim' } } },
    ]);
    const status = await runHere('status', '--data', data);
    expect(status.stdout).toMatch(/^price {7}SPX \d+(\.\d+)?: sim, \d+\.\d s old$/m);
    expect((await runHere('orders', '--data', data, '--json')).json()).toEqual([]);
    await ended(desk);
  });

  it('trips, isolates and resets a breaker, and shows it in the status', async () => {
    const { data } = tempDesk();
    const { desk } = await restingDesk(data, 0);
    expect(statSync(join(data, 'control.sock')).mode & 0o777).toBe(0o600);
    const breaker = (...args: string[]): Promise<DeskResult> =>
      runHere('breaker', ...args, ...why, '--data', data);
    expect(await breaker('trip', 'sim')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^breaker of sim: closed -> open \(a test of the desk, operator:.+@control\)$/m,
      ) as string,
    });
    const isolated = await breaker('isolate', 'sim', '--json');
    expect(isolated.json()).toMatchObject([
      { venue: 'sim', action: 'isolate', before: { state: 'open' }, after: { state: 'isolated' } },
    ]);
    const shut = await runHere('status', '--data', data);
    expect(shut.stdout).toMatch(/^venue +sim connected, breaker isolated\n +no cancel on disconnect$/m);
    expect(shut.stdout).toMatch(/^orders +none leaves: sim: its breaker is isolated: a test of the desk$/m);
    expect(shut.stdout).toMatch(/^health +degraded: venue sim \(.*breaker isolated\)$/m);
    expect(shut.code).toBe(1);
    expect((await breaker('reset', 'sim', '--json')).json()).toMatchObject([{ after: { state: 'closed' } }]);
    const halt = ['restrict', '--scope', 'account:main', '--state', 'halted', ...why, '--data', data];
    expect(await runHere(...halt)).toMatchObject({ code: 0 });
    expect((await runHere('status', '--data', data)).stdout).toMatch(
      /^ +account:main halted by operator:.+ since \d{4}-\S+Z: a test of the desk$/m,
    );
    const again = await runHere('enable', '--scope', 'account:main', ...why, '--data', data);
    expect(again).toMatchObject({ code: 0 });
    const unknown = await breaker('trip', 'moon');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('there is no venue moon, only sim (venue_unknown)');
    const status = await runHere('status', '--data', data, '--json');
    expect(status).toMatchObject({ code: 0 });
    expect(status.json()).toMatchObject([
      { accepting: true, health: { status: 'healthy' }, venues: [{ breaker: { state: 'closed' } }] },
    ]);
    await ended(desk);
  });
});

describe('trading states and amendments on a running engine', () => {
  it('restricts a scope and enables it again, saying exactly what changes and what stays', async () => {
    const { data } = tempDesk();
    const { desk } = await restingDesk(data, 0);
    const restrict = (scope: string, state: string): Promise<DeskResult> =>
      runHere('restrict', '--scope', scope, '--state', state, ...why, '--data', data);
    expect(await restrict('desk', 'halted')).toMatchObject({ code: 0, stdout: 'desk: active -> halted\n' });
    expect(await restrict('symbol:SPX', 'reducing')).toMatchObject({ code: 0 });
    expect(await restrict('symbol:XYZ', 'reducing')).toMatchObject({ code: 1, stdout: '' });
    const enable = (...args: string[]): Promise<DeskResult> =>
      runHere('enable', ...args, ...why, '--data', data);
    expect((await enable('--scope', 'desk', '--json')).json()).toEqual([
      {
        changes: [{ scope: 'desk', from: 'halted', to: 'active' }],
        stillRestricted: [{ scope: 'symbol:SPX', state: 'reducing' }],
      },
    ]);
    expect(await enable('--scope', 'symbol:SPX')).toMatchObject({
      code: 0,
      stdout: 'symbol:SPX: reducing -> active\n',
    });
    expect(await enable('--scope', 'desk')).toMatchObject({ code: 1, stdout: '' });
    const events = await eventsOf('desk', data);
    expect(events.filter(({ type }) => type === 'TradingStateChanged')).toHaveLength(4);
    await ended(desk);
  });

  it('amends an order, and says its terms before and after', async () => {
    const { data } = tempDesk();
    const { desk, orderIds } = await restingDesk(data, 1);
    const [orderId = ''] = orderIds;
    const amend = (...args: string[]): Promise<DeskResult> =>
      runHere('amend', orderId, ...args, ...why, '--data', data);
    const amended = await amend('--quantity', '7', '--limit', '1001', '--json');
    expect(amended.json()).toEqual([
      {
        orderId,
        before: { status: 'accepted', quantity: '10', limitPrice: '1000' },
        after: { status: 'accepted', quantity: '7', limitPrice: '1001' },
      },
    ]);
    expect(amended.code).toBe(0);
    expect(await amend('--limit', '999.5')).toMatchObject({
      code: 0,
      stdout: `${orderId}  7 limit 1001 (accepted) -> 7 limit 999.5 (accepted)\n`,
    });
    const unchanged = await amend('--quantity', '7', '--limit', '999.5');
    expect(unchanged).toMatchObject({ code: 1, stdout: '' });
    expect(unchanged.stderr).toContain(
      'nothing changes: quantity is 7 already, the limit price is 999.5 already',
    );
    const refused = await amend('--limit', 'high');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('the limit price is no number');
    await ended(desk);
  });
});

describe('the kill switch on a running engine', () => {
  it('names exactly the orders that are left when the venue does not answer in time', async () => {
    const { data } = tempDesk();
    const { desk, orderIds } = await restingDesk(data, 2);
    await switchFaults(data, { freeze: true });
    const kill = ['kill', '--scope', 'symbol:SPX', ...why, '--timeout', '0.5', '--data', data];
    const killed = await runHere(...kill);
    expect(killed.code).toBe(1);
    const [engaged, before, ...told] = killed.stdout.trim().split('\n');
    expect(engaged).toMatch(/^kill switch on symbol:SPX \([0-9a-f]{32}\)$/);
    expect(before).toBe('before: 2 orders working at sim; no positions');
    const left = told.slice(1 + told.indexOf('symbol:SPX is NOT cleared; the engine goes on with it'));
    expect(left.map((line) => /^ {2}(\S+) {2}10 SPX at sim {2}/.exec(line)?.[1] ?? line).toSorted()).toEqual(
      orderIds.toSorted(),
    );
    const refused = await runHere('kill', '--scope', 'venue:moon', ...why, '--data', data);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('scope_unknown');
    await switchFaults(data, { freeze: false });
    const status = async () => (await runHere('orders', '--data', data, '--json')).json<{ status: string }>();
    await expect
      .poll(async () => (await status()).map((order) => order.status))
      .toEqual(['canceled', 'canceled']);
    desk.send(sampleSignal('S-late'));
    const [answer] = (await desk.answered(4)).slice(3);
    expect(answer).toMatchObject({ signalId: 'S-late' });
    await expect
      .poll(async () => (await status()).map((order) => order.status))
      .toEqual(['canceled', 'canceled', 'denied']);
    await ended(desk);
  });
});

describe('recovery on a running engine', () => {
  it('shows orders in doubt with their evidence, settles one, and compares with the venue', async () => {
    const { data, file } = tempDesk();
    const config = file('hasty.json', JSON.stringify({ venues: [{ venue: 'sim', ackTimeoutMs: 500 }] }));
    const desk = new RunningDesk('--data', data, '--config', config, '--signals', '-');
    await desk.answered(1);
    desk.send(sampleSignal('S-0'));
    const status = async (): Promise<string | undefined> =>
      (await runHere('orders', '--data', data, '--json')).json<{ status: string }>()[0]?.status;
    await expect.poll(status, { timeout: 20_000 }).toBe('filled');
    expect(await runHere('doubts', '--data', data)).toMatchObject({ code: 0, stdout: '' });
    await switchFaults(data, { freeze: true });
    desk.send(sampleSignal('S-1'));
    const orderId = String((await desk.answered(3))[2]?.['orderId']);
    const attempts = async (): Promise<number> =>
      (await runHere('doubts', '--data', data, '--json')).json<{ attempts: number }>()[0]?.attempts ?? 0;
    await expect.poll(attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    const told = await runHere('doubts', '--data', data);
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(
      new RegExp(`^${orderId}  buy 10 SPX at sim  submission without an answer since `),
    );
    expect(told.stdout).toMatch(/no answer: /);
    const settle = (...args: string[]): Promise<DeskResult> =>
      runHere('settle', orderId, ...args, ...why, '--data', data);
    expect(await settle('--outcome', 'filled', '--execution', '10@high')).toMatchObject({
      code: 1,
      stdout: '',
    });
    expect(await settle('--outcome', 'never_received')).toMatchObject({
      code: 0,
      stdout: `${orderId}  in_doubt -> rejected\n`,
    });
    expect(await settle('--outcome', 'never_received')).toMatchObject({ code: 1, stdout: '' });
    const events = await eventsOf(`order-${orderId}`, data);
    expect(events.find(({ type }) => type === 'OrderRejected')?.actor).toMatch(/@control$/);
    desk.kill('SIGKILL');
    await desk.ended;
  });

  it('compares with the venue on request, and reads its configuration again', async () => {
    const { data, file } = tempDesk();
    const config = file('desk.json', JSON.stringify({ risk: { positionMax: '500' } }));
    const desk = new RunningDesk('--data', data, '--config', config, '--signals', '-');
    await desk.answered(1);
    const reconciled = await runHere('reconcile', ...why, '--data', data, '--json');
    expect(reconciled.json()).toMatchObject([
      { venue: 'sim', gate: 'open', report: { trigger: 'operator', clean: true, differences: [] } },
    ]);
    expect(reconciled.code).toBe(0);
    expect((await runHere('reconcile', '--venue', 'sim', ...why, '--data', data)).stdout).toMatch(
      /^sim: orders may leave$/m,
    );
    expect((await runHere('reconcile', '--report', '--data', data)).stdout).toMatch(
      /^sim: orders may leave\n  \d+ orders? and \d+ executions? compared/,
    );
    for (const wrong of [[], ['--report', ...why]]) {
      expect((await runHere('reconcile', ...wrong, '--data', data)).code).toBe(2);
    }
    expect(await runHere('reconcile', '--venue', 'moon', ...why, '--data', data)).toMatchObject({ code: 1 });
    expect(await runHere('reload', ...why, '--data', data)).toMatchObject({
      code: 0,
      stdout: 'nothing changed\n',
    });
    file('desk.json', JSON.stringify({ risk: { positionMax: '600' } }));
    expect(await runHere('reload', ...why, '--data', data)).toMatchObject({
      code: 0,
      stdout: 'risk.positionMax: 500 -> 600\n',
    });
    file('desk.json', 'no JSON');
    expect(await runHere('reload', ...why, '--data', data)).toMatchObject({ code: 1, stdout: '' });
    await ended(desk);
    expect(await runHere('reload', ...why, '--data', data)).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('with no engine running', () => {
  it('opens one on the data, does it, waits for the outcome, and ends', async () => {
    const { data } = tempDesk();
    const { desk, orderIds } = await restingDesk(data, 3);
    desk.kill('SIGKILL');
    await desk.ended;
    const canceled = await runToEnd('cancel', '--all', ...why, '--data', data, '--json');
    expect(canceled.code, canceled.stderr).toBe(0);
    expect(canceled.json<Outcome>().map(({ after }) => after)).toEqual(['canceled', 'canceled', 'canceled']);
    expect(new Set(canceled.json<Outcome>().map(({ orderId }) => orderId))).toEqual(new Set(orderIds));
    const tripped = await runToEnd('breaker', 'isolate', 'sim', ...why, '--data', data, '--json');
    expect(tripped.json()).toMatchObject([{ before: { state: 'closed' }, after: { state: 'isolated' } }]);
    const reset = await runToEnd('breaker', 'reset', 'sim', ...why, '--data', data, '--json');
    expect(reset.json()).toMatchObject([{ before: { state: 'isolated' }, after: { state: 'closed' } }]);
    expect(await runHere('verify', '--data', data)).toMatchObject({ code: 0 });
  });

  it('kills on its own until it is proven, and enables again', async () => {
    const { data } = tempDesk();
    const { desk, orderIds } = await restingDesk(data, 3);
    desk.kill('SIGKILL');
    await desk.ended;
    const killed = await runToEnd('kill', '--scope', 'account:main', ...why, '--data', data);
    expect(killed.code, killed.stderr).toBe(0);
    expect(killed.stdout).toMatch(/^before: 3 orders working at sim; no positions$/m);
    expect(killed.stdout).toMatch(/^account:main is cleared, proven at \d{4}-\S+Z$/m);
    const rows = (await runHere('orders', '--data', data, '--json')).json<Outcome & { status: string }>();
    expect(rows.map(({ status }) => status)).toEqual(orderIds.map(() => 'canceled'));
    const enabled = await runToEnd('enable', '--scope', 'account:main', ...why, '--data', data);
    expect(enabled).toMatchObject({ code: 0, stdout: 'account:main: halted -> active\n' });
  });

  it('says that there is none, and makes no desk where there was none', async () => {
    const { data } = tempDesk();
    const status = await runHere('status', '--data', data);
    expect(status).toMatchObject({ code: 1, stdout: '' });
    expect(status.stderr).toContain('no engine runs on');
    const canceled = await runHere('cancel', '--all', ...why, '--data', data);
    expect(canceled).toMatchObject({ code: 1, stdout: '' });
    expect(canceled.stderr).toContain('there is no desk in');
    expect(existsSync(data)).toBe(false);
  });

  it.each([
    ['without a reason', ['cancel', '--all']],
    ['with a reason that says nothing', ['cancel', '--all', '--reason', ' x ']],
    ['without orders', ['cancel', ...why]],
    ['with orders and all', ['cancel', 'o1', '--all', ...why]],
    ['with an action that there is not', ['breaker', 'kick', 'sim', ...why]],
    ['with a scope that there is not', ['enable', '--scope', 'moon', ...why]],
    ['with an outcome that there is not', ['settle', 'o1', '--outcome', 'lost', ...why]],
    ['with half an execution', ['settle', 'o1', '--outcome', 'filled', '--execution', '10', ...why]],
    ['with a change to nothing', ['amend', 'o1', ...why]],
    ['with a time that is none', ['cancel', '--all', '--timeout', 'soon', ...why]],
  ])('is wrong usage %s', async (_what, args) => {
    const { data } = tempDesk();
    expect(await runHere(...args, '--data', data)).toMatchObject({ code: 2, stdout: '' });
  });
});
