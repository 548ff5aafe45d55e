import { beforeEach, describe, expect, test } from 'vitest';
import { personActor } from '../../../shared/kernel/ids.ts';
import type { Role } from '../../../shared/kernel/roles.ts';
import { TradingBed } from '../trading/testing/tradingBed.ts';
import type { DoorSession } from './doorSession.ts';
import { Logins } from './logins.ts';
import { memoryVault } from './testing/memoryVault.ts';

const reason = 'test';
const user = personActor('ak');
const password = 'a good password';
const vault = () => memoryVault();
let bed: TradingBed;
let kept: ReturnType<typeof memoryVault>;
let logins: Logins;
let window: DoorSession;

beforeEach(async () => {
  bed = await TradingBed.open();
  kept = vault();
  const { engine } = bed;
  logins = new Logins({
    operators: engine.operators,
    vault: kept,
    clock: bed.time,
    settings: () => engine.configuration.operators,
    record: (event, actor) => engine.record(event, actor),
    user: 'ak',
  });
  window = logins.open('window');
});

async function add(operator: string, role: Role, text = password): Promise<void> {
  const added = logins.changeWithPassword({ type: 'add', operator, role, reason }, text, user);
  expect(await bed.until(added)).toMatchObject({ ok: true });
}

const enter = (session: DoorSession, operator: string, text = password) =>
  bed.until(session.enter(operator, text));
const typesOf = async (prefix: string): Promise<string[]> =>
  (await bed.events()).map(({ type }) => type).filter((type) => type.startsWith(prefix));

describe('a desk without operators', () => {
  test('asks for no login, and says so', async () => {
    expect(window.view()).toEqual({ operator: 'ak', standing: 'administrator', login: 'not_asked' });
    expect(await enter(window, 'ak')).toMatchObject({ error: { code: 'login_not_asked' } });
  });

  test('asks everybody for one once it has the first', async () => {
    await add('eva', 'administrator');
    expect(window.view()).toEqual({ operator: 'nobody', standing: 'nobody', login: 'out' });
    expect(window.actor).toBe('operator:nobody');
    expect(await enter(window, 'eva')).toEqual({ ok: true, value: undefined });
    expect(window.view()).toMatchObject({ operator: 'eva', standing: 'administrator', login: 'in' });
    expect(window.actor).toBe('operator:eva');
    expect(logins.open('control').view()).toMatchObject({ login: 'out' });
  });
});

describe('a session', () => {
  beforeEach(async () => {
    await add('eva', 'administrator');
    await add('tom', 'trader');
    await enter(window, 'tom');
  });

  test('of the window ends when nobody did anything for a while, that of a command does not', async () => {
    const control = logins.open('control');
    await enter(control, 'tom');
    await bed.time.advance(14 * 60_000);
    window.touch();
    await bed.time.advance(14 * 60_000);
    expect(window.view().login).toBe('in');
    await bed.time.advance(60_000);
    expect(window.view().login).toBe('out');
    expect(control.view().login).toBe('in');
    await bed.time.advance(10);
    const ended = (await bed.events()).filter(({ type }) => type === 'OperatorLoggedOut');
    expect(ended).toMatchObject([
      { actor: 'operator:tom', data: { operator: 'tom', door: 'window', why: 'idle' } },
    ]);
  });

  test('ends after its hours, however busy the person is', async () => {
    for (let hour = 0; hour < 12; hour++) {
      expect(window.view().login).toBe('in');
      for (let i = 0; i < 6; i++) {
        await bed.time.advance(10 * 60_000);
        window.touch();
      }
    }
    expect(window.view().login).toBe('out');
  });

  test('ends with the profile and with its password, and not with its role', async () => {
    const control = logins.open('control');
    await enter(control, 'tom');
    const role = { type: 'changeRole', operator: 'tom', role: 'viewer', reason } as const;
    await bed.until(bed.engine.operators.change(role, user));
    expect(control.view()).toMatchObject({ login: 'in', standing: 'viewer' });
    const other = { type: 'changePassword', operator: 'tom', reason } as const;
    await bed.until(logins.changeWithPassword(other, 'a better password', user));
    expect(control.view().login).toBe('out');
    expect(await enter(control, 'tom')).toMatchObject({ error: { code: 'login_failed' } });
    await bed.time.advance(1_000);
    expect(await enter(control, 'tom', 'a better password')).toMatchObject({ ok: true });
    await bed.until(bed.engine.operators.change({ type: 'remove', operator: 'tom', reason }, user));
    expect(control.view().login).toBe('out');
  });

  test('that is kept is taken up by another connection, until it is ended', async () => {
    const first = logins.open('control');
    await enter(first, 'tom');
    const token = first.keep() ?? '';
    const second = logins.open('control');
    expect(second.resume('another')).toMatchObject({ error: { code: 'session_over' } });
    expect(second.resume(token)).toMatchObject({ ok: true });
    expect(second.actor).toBe('operator:tom@control');
    second.end('asked');
    expect(first.view()).toMatchObject({ operator: 'nobody', login: 'out' });
    first.end('asked');
    await bed.time.advance(1_000);
    expect(await typesOf('OperatorLoggedOut')).toHaveLength(1);
    expect(logins.open('control').resume(token)).toMatchObject({ error: { code: 'session_over' } });
    expect(logins.open('control').keep()).toBeUndefined();
  });

  test('is counted while it is open: at the window, and kept for commands', async () => {
    const { operators } = bed.engine;
    expect([logins.sessionsOf('eva'), operators.lastLoginOf('eva')]).toEqual([0, undefined]);
    expect(logins.sessionsOf('tom')).toBe(1);
    expect(operators.lastLoginOf('tom')).toBeGreaterThan(0);
    const command = logins.open('control');
    await enter(command, 'tom');
    command.keep();
    expect(logins.sessionsOf('tom')).toBe(2);
    await bed.until(operators.change({ type: 'remove', operator: 'tom', reason }, user));
    expect([logins.sessionsOf('tom'), operators.lastLoginOf('tom')]).toEqual([0, undefined]);
  });

  test('that is kept is over after its hours, and when the password has changed', async () => {
    const first = logins.open('control');
    await enter(first, 'tom');
    const token = first.keep() ?? '';
    await bed.time.advance(12 * 3_600_000);
    expect(logins.open('control').resume(token)).toMatchObject({ error: { code: 'session_over' } });
  });
});

describe('who guesses passwords', () => {
  beforeEach(() => add('eva', 'administrator'));

  test('waits longer after each failure, up to a minute, and is never locked out for good', async () => {
    /** Seconds until the next attempt is judged. */
    const untilJudged = async (): Promise<number> => {
      for (let seconds = 0; ; seconds++) {
        const entered = await enter(window, 'eva', 'a wrong password');
        if (entered.ok || entered.error.code !== 'login_too_soon') return seconds;
        await bed.time.advance(1_000);
      }
    };
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) waits.push(await untilJudged());
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
    await bed.time.advance(60_000);
    expect(await enter(window, 'eva')).toMatchObject({ ok: true });
    window.end('asked');
    await enter(window, 'eva', 'a wrong password');
    await bed.time.advance(1_000);
    expect(await enter(window, 'eva')).toMatchObject({ ok: true });
  });

  test('does not slow down the other door, nor other names', async () => {
    await add('tom', 'trader');
    await enter(logins.open('control'), 'eva', 'a wrong password');
    expect(await enter(window, 'eva')).toMatchObject({ ok: true });
    expect(await enter(logins.open('control'), 'tom')).toMatchObject({ ok: true });
  });

  test('is on record once a minute, without the name that nobody has', async () => {
    for (let second = 0; second < 200; second++) {
      await enter(window, 'secret in the wrong field', 'x');
      await bed.time.advance(1_000);
    }
    const failed = (await bed.events()).filter(({ type }) => type === 'OperatorLoginFailed');
    expect(failed.length).toBeGreaterThan(1);
    expect(failed.length).toBeLessThanOrEqual(4);
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(failed[0]).toMatchObject({ actor: 'operator:nobody', data: { door: 'window', failures: 1 } });
  });

  test('learns no more about a name that there is not', async () => {
    const wrong = await enter(window, 'eva', 'a wrong password');
    expect(await enter(window, 'ida', 'a wrong password')).toEqual(wrong);
  });
});

test('a lost password lets nobody in, and says what to do', async () => {
  await add('eva', 'administrator');
  kept.passwords.clear();
  expect(await enter(window, 'eva')).toMatchObject({
    error: {
      code: 'password_lost',
      message: expect.stringContaining('desk operators recover eva') as string,
    },
  });
  await bed.time.advance(1_000);
  const renewed = { type: 'changePassword', operator: 'eva', reason } as const;
  await bed.until(logins.changeWithPassword(renewed, 'a new password', personActor('owner')));
  expect(await enter(window, 'eva', 'a new password')).toMatchObject({ ok: true });
});

test.each(['', 'short', ' '.repeat(12), 'x'.repeat(12), 'ab'.repeat(129)])(
  'a password such as %j is refused',
  async (text) => {
    const added = logins.changeWithPassword(
      { type: 'add', operator: 'eva', role: 'administrator', reason },
      text,
      user,
    );
    expect(await bed.until(added)).toMatchObject({ error: { code: 'password_invalid' } });
    expect(kept.passwords.size).toBe(0);
  },
);

test('no event has a password, and passwords that no profile names are forgotten', async () => {
  await add('eva', 'administrator');
  const again = logins.changeWithPassword(
    { type: 'add', operator: 'eva', role: 'trader', reason },
    'another password',
    user,
  );
  expect(await bed.until(again)).toMatchObject({ error: { code: 'operator_known' } });
  expect([...kept.passwords.values()]).toEqual([password]);
  await enter(window, 'eva');
  expect(JSON.stringify(await bed.events())).not.toContain(password);
  expect(await typesOf('Operator')).toEqual(['OperatorAdded', 'OperatorLoggedIn']);
});

test('a person without the right to trade sends no signal, by whatever way it comes', async () => {
  await add('eva', 'administrator');
  await add('vic', 'viewer');
  await add('tom', 'trader');
  const send = (name: string) => {
    const { acknowledged } = bed.engine.intake.submit(
      { id: `s-${name}` },
      { actor: personActor(name, 'control') },
    );
    return bed.until(acknowledged);
  };
  for (const name of ['vic', 'ak', 'nobody']) {
    expect(await send(name)).toMatchObject({ type: 'unavailable', fault: { code: 'not_allowed' } });
  }
  expect(await send('tom')).toMatchObject({ type: 'refused' });
  const { position } = bed.engine.store.head();
  const unreadable = bed.engine.intake.refuseUnreadable(
    { code: 'json_malformed', message: 'no JSON' },
    { excerpt: '{bad', bytes: 4, sha256: '0'.repeat(64) },
    { actor: personActor('vic', 'control') },
  );
  expect(await bed.until(unreadable)).toMatchObject({ type: 'unavailable', fault: { code: 'not_allowed' } });
  expect(bed.engine.store.head().position).toBe(position);
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
});
