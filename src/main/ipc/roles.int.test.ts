/** Walks the table of rights through the doors: for each role and each call, allowed or refused. */
import { beforeEach, describe, expect, test } from 'vitest';
import { apiMethods, type ApiInput, type ApiMethod } from '../../shared/contract/api.ts';
import { neededRight } from '../../shared/contract/neededRights.ts';
import { personActor } from '../../shared/kernel/ids.ts';
import { holds, roles, type Role } from '../../shared/kernel/roles.ts';
import { BridgeDesk } from './testing/bridgeDesk.ts';
import { sampleCalls, type SampleCall } from './testing/sampleCalls.ts';

const reason = 'table of rights';
const boss = personActor('boss');
let desk: BridgeDesk;

beforeEach(async () => {
  desk = await new BridgeDesk().open();
});

/** Adds an administrator, and gives this role to the person at the window. */
async function stand(role: Role | 'nobody'): Promise<void> {
  const { operators } = desk.engine;
  const add = async (operator: string, as: Role): Promise<void> => {
    const command = { type: 'add', operator, role: as, credential: 'c', reason } as const;
    expect(await desk.until(operators.change(command, boss))).toMatchObject({ ok: true });
  };
  await add('boss', 'administrator');
  if (role !== 'nobody') await add('ak', role);
}

const rows = apiMethods.flatMap((method) =>
  sampleCalls[method].map(({ input }: SampleCall) => ({ method, input })),
);

describe.each([...roles, 'nobody'] as const)('%s', (role) => {
  test('may do what the table says, at the window and through the control channel', async () => {
    await stand(role);
    const control = desk.bridge.callsOf(personActor('ak', 'control'));
    for (const { method, input } of rows) {
      const right = neededRight(method, input as ApiInput<ApiMethod>);
      const call = control[method] as (given: unknown) => ReturnType<typeof desk.callWith>;
      const doors = [await desk.callWith(method, input), await desk.until(call(input))];
      for (const reply of doors) {
        const refused = !reply.ok && reply.fault.code === 'not_allowed';
        expect([method, refused]).toEqual([method, !holds(role, right)]);
      }
    }
  });
});

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
          'engageKillSwitch needs the right to halt trading, and cancel what works by the kill switch; the role viewer may not',
        details: { field: 'role', actual: 'viewer', expected: 'kill' },
      },
    });
  }
  expect(desk.engine.trading.ledgers()).toEqual([]);
  expect(desk.engine.store.head().position).toBe(before + 1);
  const page = await desk.call('queryEvents', { types: ['ActionRefused'], limit: 10 });
  expect(page.ok && page.value.events).toMatchObject([
    { actor: 'operator:ak', data: { action: 'engageKillSwitch', standing: 'viewer', right: 'kill' } },
  ]);
  await desk.time.advance(60_000);
  await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason });
  expect(desk.engine.store.head().position).toBeGreaterThan(before + 1);
});

test('a role that changes counts at the next call, and a removed operator may do nothing more', async () => {
  await stand('trader');
  const { operators } = desk.engine;
  expect(await desk.call('getOrder', { orderId: 'o1' })).toMatchObject({ fault: { code: 'order_unknown' } });
  const enable = () => desk.call('enableTrading', { scope: 'desk', reason });
  expect(await enable()).toMatchObject({ fault: { code: 'not_allowed' } });
  const ak = { operator: 'ak', reason };
  await desk.until(operators.change({ ...ak, type: 'changeRole', role: 'risk_officer' }, boss));
  expect(await enable()).not.toMatchObject({ fault: { code: 'not_allowed' } });
  await desk.until(operators.change({ ...ak, type: 'remove' }, boss));
  expect(await desk.call('getOrder', { orderId: 'o1' })).toMatchObject({ fault: { code: 'not_allowed' } });
});

test('only a person with the right to resume acknowledges an alert that holds orders', async () => {
  await stand('trader');
  const alert = { kind: 'overfill', message: 'a test', advice: 'none' } as const;
  await desk.until(desk.engine.alerts.raise({ ...alert, alertId: 'a1', holdsOrders: true }));
  await desk.until(desk.engine.alerts.raise({ ...alert, alertId: 'a2', holdsOrders: false }));
  const acknowledge = (...alertIds: string[]) => desk.call('acknowledgeAlerts', { alertIds, reason });
  expect(await acknowledge('a2', 'a1')).toMatchObject({
    fault: { code: 'not_allowed', details: { expected: 'resume' } },
  });
  expect(await acknowledge('a2')).toMatchObject({ ok: true });
});

test('a desk without operators lets its user do everything', () => {
  expect(desk.engine.operators.standingOf(desk.facts.operator)).toBe('administrator');
});
