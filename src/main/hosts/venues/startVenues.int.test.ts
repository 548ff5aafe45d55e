/** What keeps a FIX venue from starting. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { parseConfiguration } from '../../infra/configuration/loadConfiguration.ts';
import { scriptedDesk } from '../../infra/venues/fix/testing/scriptedDesk.ts';
import { startVenues } from './startVenues.ts';

test.skipIf(process.platform === 'win32')(
  'a password that others can read keeps the desk from starting, in words that do not have it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-fix-start-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'exec.password'), 'hunter2');
    chmodSync(join(folder, 'exec.password'), 0o644);
    const text = JSON.stringify(scriptedDesk(1, { passwordFile: 'exec.password' }));
    const configuration = parseConfiguration(text, folder);
    if (!configuration.ok) throw new Error(JSON.stringify(configuration.error));
    const started = await startVenues({
      folder,
      events: { async *read() {} },
      configuration: configuration.value,
      resources: '',
      startSim: () => Promise.reject(new Error('no simulated venue is configured')),
      market: 'held',
      scheduler: nodeScheduler(),
      clock: systemClock(),
      logger: { log: () => undefined },
      onNotice: () => undefined,
    });
    expect(started).toMatchObject({ ok: false, error: { code: 'password_unusable' } });
    const message = started.ok ? '' : started.error.message;
    expect(message).toContain('venue exec does not start: ');
    expect(message).toContain(
      'exec.password can be read by other users; expected a file that only its owner',
    );
    expect(message).not.toContain('hunter2');
    expect(existsSync(join(folder, 'fix-exec.db'))).toBe(false);
  },
);
