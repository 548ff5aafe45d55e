/** Operators by commands: through the control channel of an engine in simulated time, and on a desk without an engine. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { BridgeDesk } from '../../../../ipc/testing/bridgeDesk.ts';
import { openControlChannel } from '../../../control/controlServer.ts';
import { whileTimePasses } from '../../../control/testing/whileTimePasses.ts';
import { signalSender } from '../../desk/identify.ts';
import { configurationOf, openDesk } from '../../desk/openDesk.ts';
import { processIo } from '../../terminal/deskIo.ts';
import type { DeskResult } from '../../testing/deskProcess.ts';
import { runWithSecrets } from '../../testing/runHere.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const why = ['--reason', 'a test of operators'];
const password = 'a good password';
const other = 'another password';

describe.skipIf(process.platform === 'win32')('on a running engine', () => {
  let bridgeDesk: BridgeDesk;
  let folder: string;
  const desk = (secrets: readonly string[], ...args: string[]): Promise<DeskResult> =>
    whileTimePasses(bridgeDesk, runWithSecrets(secrets, ...args, '--data', folder));

  beforeEach(async () => {
    bridgeDesk = await new BridgeDesk().open();
    folder = tempDesk().data;
    mkdirSync(folder);
    writeFileSync(join(folder, 'events.db'), '');
    const apiFor = () => bridgeDesk.bridge.controlCalls();
    const channel = await openControlChannel({ folder, apiFor, logger: { log: () => undefined } });
    onTestFinished(() => channel.close());
  });

  const addEva = () => desk([password], 'operators', 'add', 'eva', '--role', 'administrator', ...why);

  it('asks for a login from the first operator on, and keeps it for the commands that follow', async () => {
    expect(await addEva()).toMatchObject({ code: 0, stdout: 'eva is administrator now\n' });
    expect(await desk([], 'operators', 'list')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not_allowed') as string,
    });
    expect(await desk(['not the one'], 'login', 'eva')).toMatchObject({ code: 1 });
    await bridgeDesk.time.advance(1_000);
    expect((await desk([password], 'login', 'eva')).stdout).toMatch(/^eva, administrator, until 2026-/);
    expect(statSync(join(folder, 'session.token')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'session.token'), 'utf8')).not.toContain(password);
    expect((await desk([], 'operators', 'list')).stdout).toMatch(
      /^eva {2}administrator {2}last login 2026-\S+ {2}1 session open\n$/,
    );
    expect(await desk([other], 'operators', 'add', 'tom', '--role', 'trader', ...why)).toMatchObject({
      code: 0,
    });
    expect(await desk([], 'logout')).toMatchObject({ code: 0, stdout: 'logged out\n' });
    expect(await desk([], 'operators', 'list')).toMatchObject({ code: 1 });
  });

  it('takes a name and a password with one command', async () => {
    await addEva();
    const asEva = ['--operator', 'eva'];
    expect(
      await desk([password, other], 'operators', 'add', 'tom', '--role', 'trader', ...why, ...asEva),
    ).toMatchObject({ code: 0 });
    const asTom = (...args: string[]) => desk([other], ...args, '--operator', 'tom');
    const copy = join(folder, 'copy.db');
    expect(await asTom('enable', '--scope', 'desk', ...why)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the role trader may not') as string,
    });
    expect(await asTom('restrict', '--scope', 'desk', '--state', 'halted', ...why)).toMatchObject({
      code: 0,
    });
    expect(await asTom('restrict', '--scope', 'desk', '--state', 'reducing', ...why)).toMatchObject({
      code: 1,
    });
    expect(await asTom('rebuild')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the role trader may not') as string,
    });
    const nothingOpen = ['cancel', '--all', ...why];
    expect(await asTom(...nothingOpen)).toMatchObject({ code: 0 });
    await desk([password], 'operators', 'role', 'tom', 'viewer', ...why, ...asEva);
    const mayNot = { code: 1, stderr: expect.stringContaining('the role viewer may not') as string };
    expect(await asTom(...nothingOpen)).toMatchObject(mayNot);
    expect(await asTom('cancel', 'no-such-order', ...why)).toMatchObject(mayNot);
    expect(await asTom('backup', copy)).toMatchObject(mayNot);
    expect(existsSync(copy)).toBe(false);
    const { events } = await bridgeDesk.runtime.search.search({ types: ['TradingStateChanged'], limit: 1 });
    expect(events).toMatchObject([{ actor: 'operator:tom@control' }]);
    await desk([password], 'operators', 'role', 'tom', 'risk_officer', ...why, ...asEva);
    expect(await asTom('enable', '--scope', 'desk', ...why)).toMatchObject({ code: 0 });
    expect(await desk([other, other, password], 'password', '--operator', 'tom')).toMatchObject({ code: 0 });
    expect(await asTom('operators', 'list')).toMatchObject({ code: 1 });
    await bridgeDesk.time.advance(1_000);
    expect(await desk([password], 'operators', 'remove', 'tom', ...why, ...asEva)).toMatchObject({ code: 0 });
    expect((await desk([password], 'operators', 'list', ...asEva)).stdout).toMatch(
      /^eva {2}administrator {2}last login 2026-\S+\n$/,
    );
  });
});

describe('without an engine', () => {
  it('signals need an operator, whose lost password the owner of the folder sets', async () => {
    const { data, file } = tempDesk();
    const signals = file('one.ndjson', JSON.stringify(sampleSignal('s-1')));
    const secret = file('secret', `${other}\n`);
    chmodSync(secret, 0o600);
    const desk = (secrets: readonly string[], ...args: string[]) =>
      runWithSecrets(secrets, ...args, '--data', data);
    mkdirSync(data);
    const read = await configurationOf(undefined, data);
    const opened = await openDesk({ folder: data, host: 'test', market: 'held', json: true, ...read });
    if (!opened.ok) throw new Error(opened.error.message);
    const api = opened.value.calls();
    const eva = { operator: 'eva', role: 'administrator', password, reason: 'first' } as const;
    expect(await api.addOperator(eva)).toMatchObject({ ok: true });
    const call = { io: processIo(), host: 'desk run', data, config: undefined, json: true };
    expect(await signalSender(call, api)).toMatchObject({ ok: false, error: { code: 'not_allowed' } });
    await opened.value.close('the operator is added');
    rmSync(join(data, 'operators.json'));
    expect(await desk([other], 'operators', 'recover', 'eva', ...why)).toMatchObject({ code: 0 });
    const replayed = await desk(
      [],
      'replay',
      signals,
      '--json',
      '--operator',
      'eva',
      '--password-file',
      secret,
    );
    expect(replayed.json()).toMatchObject([{ accepted: 1, rejected: 0 }]);
    const events = (await desk([], 'events', 'desk', '--json')).json<{ type: string; actor: string }>();
    const changed = events.find(({ type }) => type === 'OperatorPasswordChanged');
    expect(changed?.actor).toBe('operator:owner@control');
    expect(readFileSync(join(data, 'operators.json'), 'utf8')).not.toContain(other);
  });
});
