/** Passwords that somebody writes into the address of the collector: refused, and kept nowhere. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const secret = 'hunter2';
const addresses = [
  `https://ada:${secret}@127.0.0.1:4318`,
  `https://${secret}@127.0.0.1:4318`,
  `https://127.0.0.1:4318/otlp?api-key=${secret}`,
  `https://127.0.0.1:4318/#${secret}`,
  `ftp://ada:${secret}@127.0.0.1`,
];

/** The files at and below that hold the secret. */
function holding(path: string): string[] {
  if (statSync(path).isDirectory()) return readdirSync(path).flatMap((name) => holding(join(path, name)));
  return statSync(path).isFile() && readFileSync(path).includes(secret) ? [path] : [];
}

function configurationWith(otlpUrl: string): string {
  return JSON.stringify({ metrics: { otlpUrl } });
}

describe('credentials in metrics.otlpUrl', () => {
  it.each(addresses)('are refused at the start and not repeated: %s', async (address) => {
    const { data, file } = tempDesk();
    const config = file('desk.json', configurationWith(address));
    const refused = await runToEnd('run', '--data', data, '--config', config);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('metrics.otlpUrl: expected an ');
    expect(refused.stderr).not.toContain(secret);
  });

  it('are refused at a reload, and are in no event, log, answer or status', async () => {
    const { data, file } = tempDesk();
    const config = file('desk.json', '{}');
    const desk = new RunningDesk('--data', data, '--config', config);
    await desk.answered(1);
    const told: string[] = [];
    for (const address of addresses) {
      writeFileSync(config, configurationWith(address));
      const reloaded = await runToEnd('reload', '--data', data, '--reason', 'a collector');
      expect(reloaded.code).toBe(1);
      const status = await runToEnd('status', '--data', data, '--json');
      told.push(reloaded.stdout, reloaded.stderr, status.stdout);
    }
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
    const events = await runToEnd('events', 'desk', '--data', data, '--json');
    expect(events.stdout).toContain('ConfigurationRefused');
    expect([...told, events.stdout, desk.stderr].filter((text) => text.includes(secret))).toEqual([]);
    expect(holding(data)).toEqual([]);
  });
});
