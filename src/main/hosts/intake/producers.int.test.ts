/** Programs with tokens of their own at a running desk. */
import { writeFileSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { runHere, runWithSecrets } from '../headless/testing/runHere.ts';
import { post, refusedUpgrade, SocketClient, startIntakeDesk } from './testing/intakeClient.ts';

const why = ['--reason', 'a test of producers'];

it('each sends under its own name and for its own strategies, with a token that is rotated and taken away', async () => {
  const { desk, place, address, token: shared } = await startIntakeDesk();
  const here = (...command: readonly string[]) => runHere(...command, '--data', place.data);
  const given = async (...command: readonly string[]) => {
    const told = await here('tokens', ...command, ...why);
    expect(told.code, told.stderr).toBe(0);
    return told.stdout.trim();
  };
  const own = ['--strategy', 'cross', '--strategy', 'mean', '--account', 'main'];
  const token = await given('add', 'algo', ...own);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect((await here('tokens', 'add', 'algo', ...why)).stderr).toContain('producer_known');
  expect((await here('tokens', 'add', 'other', '--account', 'moon', ...why)).stderr).toContain(
    'account_unknown',
  );
  const send = (shown: string, id: string, change = {}) =>
    post({ address, token: shown }, JSON.stringify(sampleSignal(id, { strategy: 'cross', ...change })), {
      type: 'application/json',
    });
  expect(await send(token, 'own')).toMatchObject({ status: 200 });
  expect(await send(token, 'not-own', { strategy: 'other' })).toMatchObject({
    status: 422,
    answers: [{ code: 'strategy_not_own', reasons: [{ actual: 'other', expected: 'cross, mean' }] }],
  });
  expect(await send(shared, 'shared', { strategy: 'other' })).toMatchObject({ status: 200 });
  const actorOf = async (id: string) =>
    (await here('events', `signal-${id}`, '--json')).json<{ actor: string }>()[0]?.actor;
  expect(await Promise.all(['own', 'not-own', 'shared'].map(actorOf))).toEqual([
    'producer:algo@http',
    'producer:algo@http',
    'intake:http',
  ]);

  const socket = await SocketClient.open({ address, token });
  socket.send(sampleSignal('by-socket', { strategy: 'mean' }));
  await socket.answered(1);
  const next = await given('rotate', 'algo', '--old-for', '5');
  expect((await send(token, 'old')).status).toBe(200);
  const last = await given('rotate', 'algo', '--old-for', '0');
  // The connection was opened with a token that is taken no more.
  await socket.closed;
  expect([(await send(token, 'a')).status, (await send(next, 'b')).status]).toEqual([401, 401]);
  expect((await send(last, 'c')).status).toBe(200);
  const second = await SocketClient.open({ address, token: last });
  expect((await here('tokens', 'list')).stdout).toContain('algo  strategies cross, mean; accounts main');
  await given('remove', 'algo');
  await second.closed;
  expect((await send(last, 'd')).status).toBe(401);
  expect(await refusedUpgrade(new SocketClient({ address, token: last }))).toMatchObject({ status: 401 });

  // No file of the desk has a token, and none is open to others.
  for (const name of readdirSync(place.data)) {
    const path = join(place.data, name);
    if (!statSync(path).isFile() || name === 'intake.token') continue;
    const text = readFileSync(path, 'latin1');
    expect([name, [token, next, last].some((one) => text.includes(one))]).toEqual([name, false]);
  }

  // With operators a token without a name opens nothing, and a producer has the rights of its operator.
  const password = join(place.data, '..', 'password');
  writeFileSync(password, 'a good password\n', { mode: 0o600 });
  const boss = ['--operator', 'eva', '--password-file', password];
  const addEva = ['operators', 'add', 'eva', '--role', 'administrator', ...why, '--data', place.data];
  expect((await runWithSecrets(['a good password'], ...addEva)).code).toBe(0);
  expect(await send(shared, 'e')).toMatchObject({ status: 403, answers: [{ code: 'token_shared' }] });
  const evas = await given('add', 'eva', ...boss);
  expect((await send(evas, 'f')).status).toBe(200);
  expect((await here('events', 'signal-f', '--json', ...boss)).json<{ actor: string }>()[0]?.actor).toBe(
    'operator:eva@http',
  );
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
}, 120_000);
