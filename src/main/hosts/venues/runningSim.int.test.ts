/** A desk on a simulated venue that it did not start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RecordingListener } from '../../infra/venues/testing/recordingListener.ts';
import { launchSim } from '../../infra/venues/sim/client/simLauncher.ts';
import { closeVenues } from './startVenues.ts';
import { venuesOf } from './testing/venuesOf.ts';

test('connects with the token of the file, says why it does not, and leaves the venue running', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-running-sim-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sim = await launchSim({ record: join(folder, 'record.db'), listen: 'port' });
  if (!sim.ok || !('port' in sim.value.address)) throw new Error('the venue listens on a port');
  onTestFinished(() => sim.value.stop());
  const { host, port, token } = sim.value.address;
  const venues = [{ venue: 'sim', simulator: { at: { host, port, tokenFile: 'sim.token' } } }];
  const started = await venuesOf({ venues }, folder);
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
