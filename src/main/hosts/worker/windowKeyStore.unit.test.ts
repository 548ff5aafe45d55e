import { expect, test } from 'vitest';
import type { FromEngineThread } from '../../../shared/contract/engineThread.ts';
import { readCredentials } from '../../infra/venues/fix/transport/credentials.ts';
import { WindowKeyStore } from './windowKeyStore.ts';

const secret = 'hunter2=secret';
const settings = { username: 'ada', passwordKey: 'exec', passwordAs: 'password' } as const;

function asked(): { readonly store: WindowKeyStore; readonly posted: FromEngineThread[] } {
  const posted: FromEngineThread[] = [];
  return { store: new WindowKeyStore((message) => posted.push(message)), posted };
}

test('a Logon has the password that the main process keeps, and after a change the new one', async () => {
  const { store, posted } = asked();
  const loading = store.load('exec');
  expect(posted).toEqual([{ type: 'password-wanted', requestId: 1, key: 'exec' }]);
  store.answered({ type: 'password-answered', requestId: 1, password: 'before' });
  await loading;
  expect(readCredentials(settings, store)).toMatchObject({ ok: true, value: { secret: 'before' } });
  const keeping = store.keep('exec', secret);
  expect(posted[1]).toEqual({ type: 'password-given', requestId: 2, key: 'exec', password: secret });
  expect(readCredentials(settings, store)).toMatchObject({ value: { secret: 'before' } });
  store.answered({ type: 'password-answered', requestId: 2 });
  expect(await keeping).toEqual({ ok: true });
  const fields = [
    [553, 'ada'],
    [554, secret],
  ];
  expect(readCredentials(settings, store)).toEqual({ ok: true, value: { fields, secret } });
});

test('a venue starts without a password and with one that can not be read, and its Logon says what to do', async () => {
  const { store } = asked();
  const loading = store.load('exec');
  store.answered({ type: 'password-answered', requestId: 1 });
  await loading;
  expect(readCredentials(settings, store)).toMatchObject({
    error: {
      code: 'password_unusable',
      message: expect.stringContaining('give it on the Resilience screen'),
    },
  });
  const fault = { code: 'password_unusable', message: 'can not be decrypted here' };
  const again = store.load('exec');
  store.answered({ type: 'password-answered', requestId: 2, fault });
  await again;
  expect(readCredentials(settings, store)).toEqual({ ok: false, error: fault });
});

test('an unusable key store is told at each Logon, and when a password is given', async () => {
  const { store } = asked();
  const fault = { code: 'key_store_unusable', message: 'there is no keyring; expected passwordFile' };
  const loading = store.load('exec');
  store.answered({ type: 'password-answered', requestId: 1, fault });
  await loading;
  expect(store.passwordOf('exec')).toEqual({ ok: false, error: fault });
  const keeping = store.keep('exec', secret);
  store.answered({ type: 'password-answered', requestId: 2, fault });
  expect(await keeping).toEqual({ ok: false, error: fault });
});

test('what no Logon can have is refused, and repeated nowhere', async () => {
  const { store, posted } = asked();
  for (const password of [`${secret}\u0001554=x`, `${secret}\n`, `${secret}€`, 'x'.repeat(257)]) {
    const refused = await store.keep('exec', password);
    expect(refused).toMatchObject({ ok: false, error: { code: 'password_unusable' } });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  }
  expect(posted).toEqual([]);
});
