/** Durable subscribers from a shell: over the control channel, on an engine in simulated time with one that throws. */
import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SubscriberView } from '../../../../../shared/contract/status.ts';
import { BridgeDesk } from '../../../../ipc/testing/bridgeDesk.ts';
import { openControlChannel } from '../../../control/controlServer.ts';
import { whileTimePasses } from '../../../control/testing/whileTimePasses.ts';
import type { DeskResult } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const why = ['--reason', 'there is room again'];
let bridgeDesk: BridgeDesk;
let folder: string;
let broken: boolean;

beforeEach(async () => {
  bridgeDesk = new BridgeDesk();
  broken = true;
  bridgeDesk.engine.bus.subscribeDurably({
    name: 'collector',
    handle() {
      if (broken) throw new Error('no room left');
    },
  });
  await bridgeDesk.open();
  await bridgeDesk.time.advance(300_000);
  folder = tempDesk().data;
  mkdirSync(folder);
  const apiFor = () => bridgeDesk.bridge.controlCalls();
  const channel = await openControlChannel({ folder, apiFor, logger: { log: () => undefined } });
  onTestFinished(() => channel.close());
});

const desk = (...args: string[]): Promise<DeskResult> =>
  whileTimePasses(bridgeDesk, runHere(...args, '--data', folder));

describe.skipIf(process.platform === 'win32')('desk subscribers', () => {
  it('tells each, and ends with 1 when one does not run', async () => {
    const head = bridgeDesk.engine.store.head().position;
    const told = await desk('subscribers', '--json');
    expect(told.code).toBe(1);
    const all = told.json<SubscriberView>();
    expect(all.map(({ name }) => name)).toEqual(['alerts', 'collector']);
    const collector = all.find(({ name }) => name === 'collector');
    expect(collector).toMatchObject({ name: 'collector', state: 'parked', position: 0, lag: head });
    const line = `collector parked at position 0, ${head} behind, since ${collector?.since}, after 10 failures: no room left`;
    expect((await desk('subscribers')).stdout).toMatch(/^alerts running /);
    expect((await desk('subscribers')).stdout).toContain(`${line}\n`);
    expect((await desk('status')).stdout).toContain(`subscriber  ${line}\n`);
  });
});

describe.skipIf(process.platform === 'win32')('desk resume-subscriber', () => {
  it('has it go on, says before and after, and is in the audit trail', async () => {
    broken = false;
    const resumed = await desk('resume-subscriber', 'collector', ...why, '--json');
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.json()).toMatchObject([
      { subscriber: 'collector', before: { state: 'parked' }, after: { state: 'running' } },
    ]);
    const left = await desk('subscribers', '--json');
    expect(left.json()).toMatchObject([
      { name: 'alerts', state: 'running', lag: 0 },
      { name: 'collector', state: 'running', lag: 0 },
    ]);
    expect(left.code).toBe(0);
    const events = await bridgeDesk.call('queryEvents', { types: ['SubscriberResumed'] });
    expect(events).toMatchObject({
      ok: true,
      value: {
        events: [{ actor: 'operator:ak@control', data: { subscriber: 'collector', reason: why[1] } }],
      },
    });
  });

  it('refuses one that runs or that there is not, and wants a reason', async () => {
    const unknown = await desk('resume-subscriber', 'nobody', ...why);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('there is no subscriber nobody, only alerts, collector');
    broken = false;
    await desk('resume-subscriber', 'collector', ...why);
    await bridgeDesk.time.advance(1_000);
    expect((await desk('resume-subscriber', 'collector', ...why)).stderr).toContain('subscriber_running');
    expect(await desk('resume-subscriber', 'collector')).toMatchObject({ code: 2 });
  });

  it('needs an engine that runs: one that starts tries again anyway', async () => {
    const { data } = tempDesk();
    const refused = await runHere('resume-subscriber', 'collector', ...why, '--data', data);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('engine_not_running');
  });
});
