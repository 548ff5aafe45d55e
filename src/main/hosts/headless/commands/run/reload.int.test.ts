/** The configuration read again by a running `desk run`: at SIGHUP and when its file changes. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunningDesk, runToEnd } from '../../testing/deskProcess.ts';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

interface DeskEvent {
  readonly type: string;
  readonly actor: string;
  readonly data: { readonly code?: string; readonly message?: string; readonly reason?: string };
}

const only = { skip: process.platform === 'win32' };

/** With the reason, where several events of the type are there. */
async function eventOf(data: string, type: string, reason?: string): Promise<DeskEvent> {
  for (;;) {
    const events = (await runToEnd('events', 'desk', '--data', data, '--json')).json<DeskEvent>();
    const found = events.find(
      (event) => event.type === type && (reason === undefined || event.data.reason === reason),
    );
    if (found !== undefined) return found;
  }
}

describe('a running desk', () => {
  it('reads its configuration again at SIGHUP, and the next signal meets the new limits', only, async () => {
    const { data, file } = tempDesk();
    const config = file('desk.json', '{}');
    const desk = new RunningDesk('--data', data, '--signals', '-', '--config', config);
    await desk.answered(1);
    desk.send(sampleSignal('S-1', { confidence: '0.5' }));
    await desk.answered(2);
    writeFileSync(config, JSON.stringify({ confidenceMin: '0.6' }));
    desk.kill('SIGHUP');
    expect(await eventOf(data, 'ConfigurationChanged')).toMatchObject({
      data: { trigger: 'reload', changes: [{ path: 'confidenceMin', from: '0.1', to: '0.6' }] },
    });
    desk.send(sampleSignal('S-2', { confidence: '0.5' }));
    const [, first, second] = await desk.answered(3);
    expect(first).toMatchObject({ type: 'acknowledged' });
    expect(second).toMatchObject({ type: 'refused', code: 'confidence_too_low' });
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
  });

  it('sees that the file in its data folder was replaced; one with a mistake changes nothing', async () => {
    const { data } = tempDesk();
    const config = join(data, 'configuration.json');
    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    const replace = (text: string): void => {
      writeFileSync(`${config}.new`, text);
      renameSync(`${config}.new`, config);
    };
    replace(JSON.stringify({ confidenceMin: '2' }));
    expect(await eventOf(data, 'ConfigurationRefused')).toMatchObject({
      actor: 'engine:configuration',
      data: {
        code: 'configuration_invalid',
        message: expect.stringContaining('confidenceMin: expected a decimal from "0" to "1"') as string,
        reason: 'the configuration file has changed',
      },
    });
    const told = /configuration\.json is not a valid configuration: confidenceMin: expected/;
    await expect.poll(async () => (await runToEnd('alerts', '--data', data)).stdout).toMatch(told);
    expect((await runToEnd('status', '--data', data)).stdout).toMatch(told);
    const kill = ['kill', '--scope', 'symbol:SPX', '--reason', 'drill', '--data', data];
    expect(await runToEnd(...kill)).toMatchObject({ code: 0 });
    const enable = ['enable', '--scope', 'symbol:SPX', '--reason', 'drill is over', '--data', data];
    expect(await runToEnd(...enable)).toMatchObject({ code: 0 });
    desk.send(sampleSignal('S-1', { confidence: '0.5' }));
    expect((await desk.answered(2))[1]).toMatchObject({ type: 'acknowledged' });
    replace(JSON.stringify({ confidenceMin: '0.6' }));
    await eventOf(data, 'ConfigurationChanged');
    desk.send(sampleSignal('S-2', { confidence: '0.5' }));
    expect((await desk.answered(3))[2]).toMatchObject({ type: 'refused', code: 'confidence_too_low' });
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
    expect(desk.stderr).toContain('the configuration was not changed');
  });

  it('refuses as a whole a file that needs a restart, and names what needs it', only, async () => {
    const { data, file } = tempDesk();
    const config = file('desk.json', '{}');
    const desk = new RunningDesk('--data', data, '--config', config);
    await desk.answered(1);
    writeFileSync(
      config,
      JSON.stringify({ confidenceMin: '0.6', venues: [{ venue: 'sim', simulator: { seed: 9 } }] }),
    );
    desk.kill('SIGHUP');
    expect(await eventOf(data, 'ConfigurationRefused')).toMatchObject({
      data: {
        code: 'restart_required',
        message: expect.stringContaining('venues.sim.simulator') as string,
      },
    });
    desk.kill('SIGTERM');
    await desk.ended;
    const events = (await runToEnd('events', 'desk', '--data', data, '--json')).json<DeskEvent>();
    expect(events.map(({ type }) => type)).not.toContain('ConfigurationChanged');
  });

  it('loosens no limit with four eyes at SIGHUP, and tightens it', only, async () => {
    const { data, file } = tempDesk();
    const guarded = (hard: string, more = {}) =>
      JSON.stringify({ ...more, risk: { orderQuantityMax: { hard, fourEyes: true } } });
    const config = file('desk.json', guarded('9'));
    const desk = new RunningDesk('--data', data, '--config', config);
    await desk.answered(1);
    const reread = (text: string): void => {
      writeFileSync(config, text);
      desk.kill('SIGHUP');
    };
    reread(guarded('20', { confidenceMin: '0.6' }));
    expect(await eventOf(data, 'ConfigurationRefused')).toMatchObject({
      data: {
        code: 'four_eyes_needed',
        message: expect.stringContaining('orderQuantityMax of desk') as string,
      },
    });
    reread(guarded('5'));
    expect(await eventOf(data, 'RiskLimitChanged', 'another configuration tightens it')).toMatchObject({
      actor: 'engine:risk',
      data: { from: { hard: '9', fourEyes: true }, to: { hard: '5', fourEyes: true } },
    });
    const alone = ['limits', 'set', 'orderQuantityMax', '--scope', 'desk', '--hard', '9'];
    expect(await runToEnd(...alone, '--reason', 'alone', '--data', data)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('four_eyes_needed') as string,
    });
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
    const events = (await runToEnd('events', 'desk', '--data', data, '--json')).json<DeskEvent>();
    const changed = events.filter(({ type }) => type === 'ConfigurationChanged');
    expect(JSON.stringify(changed)).not.toContain('confidenceMin');
  });
});
