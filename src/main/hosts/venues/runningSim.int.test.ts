/** A desk on a simulated venue that it did not start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { parseConfiguration } from '../../infra/configuration/loadConfiguration.ts';
import { RecordingListener } from '../../infra/venues/testing/recordingListener.ts';
import { launchSim } from '../../infra/venues/sim/client/simLauncher.ts';
import { closeVenues, startVenues } from './startVenues.ts';

test('connects with the token of the file, says why it does not, and leaves the venue running', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-running-sim-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sim = await launchSim({ record: join(folder, 'record.db'), listen: 'port' });
  if (!sim.ok || !('port' in sim.value.address)) throw new Error('the venue listens on a port');
  onTestFinished(() => sim.value.stop());
  const { host, port, token } = sim.value.address;
  const text = { venues: [{ venue: 'sim', simulator: { at: { host, port, tokenFile: 'sim.token' } } }] };
  const configuration = parseConfiguration(JSON.stringify(text), folder);
  if (!configuration.ok) throw new Error(JSON.stringify(configuration.error));
  const started = await startVenues({
    folder,
    events: { async *read() {} },
    configuration: configuration.value,
    resources: '',
    startSim: () => Promise.reject(new Error('the venue runs already')),
    market: 'paced',
    scheduler: nodeScheduler(),
    clock: systemClock(),
    logger: { log: () => undefined },
    onNotice: () => undefined,
    onOver: () => undefined,
  });
  if (!started.ok || started.value[0]?.kind !== 'sim') throw new Error('one simulated venue');
  const [{ venue, host: at }] = started.value;

  const connected = venue.connect(new RecordingListener(), 20_000);
  expect(at.fault()).toContain('no such file or directory');
  writeFileSync(join(folder, 'sim.token'), `${token}\n`, { mode: 0o600 });
  expect(await connected).toMatchObject({ ok: true });
  expect(at.fault()).toBeUndefined();
  expect(await venue.control.send({ type: 'status' })).toMatchObject({ pid: sim.value.pid, sessions: 1 });
  await closeVenues(started.value);
  expect(() => process.kill(sim.value.pid, 0)).not.toThrow();
});
