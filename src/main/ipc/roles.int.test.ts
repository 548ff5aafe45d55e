/** What a role may do counts at each call, and a refusal changes nothing. The table is walked by everyDoor.int.test.ts. */
import { beforeEach, expect, test } from 'vitest';
import { ids } from '../../shared/kernel/testing/ids.ts';
import type { Api } from '../../shared/contract/api.ts';
import type { AlertKind } from '../domain/desk/alert.ts';
import { personActor } from '../../shared/kernel/ids.ts';
import type { Role } from '../../shared/kernel/roles.ts';
import { BridgeDesk } from './testing/bridgeDesk.ts';
import { StreamWindow } from './testing/streamWindow.ts';

const reason = 'table of rights';
const password = 'a good password';
const boss = personActor('first-user');
let desk: BridgeDesk;
let control: Api;

beforeEach(async () => {
  desk = await new BridgeDesk().open();
  control = desk.bridge.controlCalls();
});

async function add(operator: string, role: Role): Promise<void> {
  const command = { type: 'add', operator, role, reason } as const;
  const added = desk.runtime.logins.changeWithPassword(command, password, boss);
  expect(await desk.until(added)).toMatchObject({ ok: true });
}

/** A person of this role stands at both doors. */
async function stand(role: Role): Promise<void> {
  await add('boss', 'administrator');
  await add(role, role);
  const login = { operator: role, password };
  expect(await desk.call('login', login)).toMatchObject({ ok: true });
  expect(await desk.until(control.login(login))).toMatchObject({ ok: true });
}

test('a viewer changes nothing: of the refused calls only the refusals are on record, once a minute', async () => {
  await stand('viewer');
  const before = desk.engine.store.head().position;
  for (let again = 0; again < 3; again++) {
    const stopped = await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason });
    expect(stopped).toEqual({
      ok: false,
      fault: {
        code: 'not_allowed',
        message:
          'engageKillSwitch needs the right to halt trading, and cancel what works by the kill switch: the role viewer may not, a trader, a risk officer or an administrator may',
        details: { field: 'role', actual: 'viewer', expected: 'kill' },
      },
    });
  }
  expect(desk.engine.trading.ledgers()).toEqual([]);
  expect(desk.engine.store.head().position).toBe(before + 1);
  const page = await desk.call('queryEvents', { types: ['ActionRefused'], limit: 10 });
  expect(page.ok && page.value.events).toMatchObject([
    {
      actor: ids.actor('operator:viewer'),
      data: { action: 'engageKillSwitch', standing: 'viewer', right: 'kill' },
    },
  ]);
  await desk.time.advance(60_000);
  await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason });
  expect(desk.engine.store.head().position).toBeGreaterThan(before + 1);
});

test('a role that changes counts at the next call, and a removed operator may do nothing more', async () => {
  await stand('trader');
  const { operators } = desk.engine;
  expect(await desk.call('getOrder', { orderId: ids.order('o1') })).toMatchObject({
    fault: { code: 'order_unknown' },
  });
  const enable = () => desk.call('enableTrading', { scope: 'desk', reason });
  expect(await enable()).toMatchObject({ fault: { code: 'not_allowed' } });
  const ak = { operator: 'trader', reason };
  await desk.until(operators.change({ ...ak, type: 'changeRole', role: 'risk_officer' }, boss));
  expect(await enable()).not.toMatchObject({ fault: { code: 'not_allowed' } });
  await desk.until(operators.change({ ...ak, type: 'remove' }, boss));
  expect(await desk.call('getOrder', { orderId: ids.order('o1') })).toMatchObject({
    fault: { code: 'not_allowed' },
  });
});

test('only a person with the right to resume acknowledges an alert that holds orders', async () => {
  await stand('trader');
  const alert = { kind: 'overfill', message: 'a test', advice: 'none' } as const;
  await desk.until(desk.engine.alerts.raise({ ...alert, alertId: ids.alert('a1'), holdsOrders: true }));
  await desk.until(desk.engine.alerts.raise({ ...alert, alertId: ids.alert('a2'), holdsOrders: false }));
  const acknowledge = (...texts: string[]) =>
    desk.call('acknowledgeAlerts', { alertIds: texts.map(ids.alert), reason });
  expect(await acknowledge('a2', 'a1')).toMatchObject({
    fault: { code: 'not_allowed', details: { expected: 'resume' } },
  });
  expect(await acknowledge('a2')).toMatchObject({ ok: true });
});

test('a trader mutes nothing critical, no difference with a venue and no refused limits, by kind or by cause', async () => {
  await stand('trader');
  const alert = { message: 'a test', advice: 'none', holdsOrders: false } as const;
  const raise = (kind: AlertKind) =>
    desk.until(
      desk.engine.alerts.raise({ ...alert, kind, alertId: ids.alert(`${kind}:1`), cause: `${kind}:sim` }),
    );
  await raise('drop_copy_differs');
  await raise('order_restated');
  await raise('venue_throttles');
  const mutes = [
    (what: string) => desk.call('muteAlerts', { what, minutes: 5, reason }),
    (what: string) => desk.until(control.muteAlerts({ what, minutes: 5, reason })),
  ];
  for (const mute of mutes) {
    for (const kind of ['drop_copy_differs', 'order_restated', 'configuration_refused'] as const) {
      expect(await mute(kind), kind).toMatchObject({ fault: { code: 'not_allowed' } });
    }
    const byCause = await mute('drop_copy_differs:sim');
    expect(byCause).toMatchObject({ fault: { code: 'not_allowed', details: { expected: 'mute' } } });
    expect(!byCause.ok && byCause.fault.message).toMatch(
      /the role trader may not, a risk officer or an administrator may$/,
    );
    expect(await mute('order_restated:sim')).toMatchObject({ fault: { code: 'not_allowed' } });
    expect(await mute('venue_throttles:sim')).toMatchObject({ ok: true });
    expect(await mute('nothing')).toMatchObject({ fault: { code: 'mute_unknown' } });
  }
  expect(desk.engine.alerts.mutes().map(({ what }) => what)).toEqual(['venue_throttles:sim']);
});

test('a desk without operators lets its user do everything, without a password', async () => {
  const session = { operator: 'ak', standing: 'administrator', login: 'not_asked' };
  expect(await desk.call('getSession', {})).toEqual({ ok: true, value: session });
  expect(await desk.call('getStatus', {})).toMatchObject({ value: { session } });
});

test('whoever adds the first operator stands outside until the login, with the kill switch and the status', async () => {
  const first = { operator: 'eva', role: 'administrator', password, reason } as const;
  expect(await desk.call('addOperator', { ...first, role: 'trader' })).toMatchObject({
    fault: { code: 'first_not_administrator' },
  });
  expect(await desk.call('addOperator', first)).toEqual({ ok: true, value: {} });
  expect(await desk.call('listOperators', {})).toMatchObject({ fault: { code: 'not_allowed' } });
  expect(await desk.call('getStatus', {})).toMatchObject({ value: { session: { login: 'out' } } });
  expect(await desk.call('engageKillSwitch', { scope: 'desk', flatten: true, reason })).toMatchObject({
    fault: { code: 'not_allowed' },
  });
  expect(await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason })).toMatchObject({
    ok: true,
  });
  expect(desk.engine.trading.ledgers()).toMatchObject([{ actor: ids.actor('operator:nobody') }]);
  expect(await desk.call('login', { operator: 'eva', password })).toMatchObject({
    value: { session: { operator: 'eva', standing: 'administrator', login: 'in' } },
  });
  expect(await desk.call('listOperators', {})).toEqual({
    ok: true,
    value: {
      operators: [
        {
          operator: 'eva',
          role: 'administrator',
          lastLoginAt: expect.stringMatching(/^2026-11-23T10:/) as string,
          sessions: 1,
        },
      ],
    },
  });
  expect(await desk.call('logout', {})).toMatchObject({ value: { login: 'out' } });
});

test('a person changes the own password with the present one only, and every session of theirs ends', async () => {
  await stand('viewer');
  const change = (current: string) =>
    desk.call('changeOwnPassword', { current, password: 'a better password' });
  expect(await change('a wrong password')).toMatchObject({ fault: { code: 'login_failed' } });
  await desk.time.advance(1_000);
  expect(await change(password)).toEqual({ ok: true, value: {} });
  expect(await desk.until(control.getSession({}))).toMatchObject({ value: { login: 'out' } });
  const again = { operator: 'viewer', password: 'a better password' };
  expect(await desk.call('login', again)).toMatchObject({ ok: true });
});

test('a locked console sees the status and nothing else, and what it watched ends', async () => {
  await stand('viewer');
  const watch = (id: string, topic: 'status' | 'events') =>
    new StreamWindow(desk.streams, topic, id).subscribe(
      topic === 'events' ? { query: { streamPrefix: 'desk' } } : {},
    );
  const [status, events] = [watch('s', 'status'), watch('e', 'events')];
  const receive = async (window: StreamWindow) => {
    await desk.time.advance(1_000);
    window.receive();
    return window.messages.map(({ type }) => type);
  };
  expect(await receive(events)).not.toContain('refused');
  await desk.call('logout', {});
  expect((await receive(events)).at(-1)).toBe('refused');
  expect(await receive(watch('late', 'events'))).toEqual(['refused']);
  expect(await receive(status)).not.toContain('refused');
});
