/** Two engines on one record and one venue: the second takes over from the first, however that ends. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { trusted, parseVenueId } from '../../../../shared/kernel/ids.ts';
import { leaseMs, takeoverMs } from '../../../domain/lease/leaseRules.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { signingKeyName } from '../../../infra/checkpoints/signingKey.ts';
import { defaultDeskConfiguration } from '../../../infra/configuration/deskConfiguration.ts';
import { hasPostgres, PostgresServer, storeOn } from '../../../infra/testing/postgresServer.ts';
import { launchSim, type LaunchedSim } from '../../../infra/venues/sim/client/simLauncher.ts';
import { simCommandLine } from '../../venues/simCommandLine.ts';
import { venueRecordFile } from '../../venues/startVenues.ts';
import { resourcesFolder } from '../desk/resourcesFolder.ts';
import { contradictions, ofType, readRecords } from '../testing/compareRecords.ts';
import { RunningDesk } from '../testing/deskProcess.ts';
import { answersOf, feedUntil } from '../testing/feedDesk.ts';
import { runHere } from '../testing/runHere.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const venue = trusted(parseVenueId, 'sim');

describe.skipIf(!hasPostgres)('a desk with a standby', () => {
  let server: PostgresServer;
  let store: object;
  beforeAll(async () => {
    server = await PostgresServer.start();
    store = storeOn(server.database('desk'));
  });
  afterAll(() => server.stop());

  /** Two data folders, and a venue that runs by itself, with its record in the first. */
  async function twoFolders(): Promise<{
    readonly a: string;
    readonly b: string;
    readonly sim: LaunchedSim;
  }> {
    const [a, b] = [tempDesk().data, tempDesk().data];
    for (const data of [a, b]) mkdirSync(data, { recursive: true, mode: 0o700 });
    const args = simCommandLine(defaultDeskConfiguration(), venue, 'paced', resourcesFolder);
    const launched = await launchSim({ record: venueRecordFile(a, venue), listen: 'port', args });
    if (!launched.ok) throw new Error(launched.error.message);
    const { address } = launched.value;
    if (!('port' in address)) throw new Error('expected a port');
    const { host, port, token } = address;
    const at = { host, port, tokenFile: 'sim.token' };
    for (const data of [a, b]) {
      writeFileSync(join(data, 'sim.token'), token, { mode: 0o600 });
      const configuration = { store, venues: [{ venue, simulator: { at } }] };
      writeFileSync(join(data, 'configuration.json'), JSON.stringify(configuration));
    }
    onTestFinished(() => launched.value.stop());
    return { a, b, sim: launched.value };
  }

  const standby = (data: string): RunningDesk =>
    new RunningDesk('--data', data, '--standby', '--signals', '-');

  /** Waits until it is active, and gives the line of its takeover and its ready line. */
  async function takenOver(desk: RunningDesk): Promise<readonly Record<string, unknown>[]> {
    await expect.poll(() => answersOf(desk, 'ready').length, { timeout: 40_000 }).toBe(1);
    return [answersOf(desk, 'takeover')[0] ?? {}, answersOf(desk, 'ready')[0] ?? {}];
  }

  const takes = async (desk: RunningDesk, prefix: string): Promise<void> => {
    const before = answersOf(desk, 'acknowledged').length;
    await feedUntil(desk, prefix, () => answersOf(desk, 'acknowledged').length > before);
  };

  it('loses nothing when the engine is killed, handed over, or stopped and let go, and an engine that lost the record ends', async () => {
    const { a, b, sim } = await twoFolders();
    const first = new RunningDesk('--data', a, '--signals', '-');
    await first.answered(1);
    await takes(first, 'first');
    copyFileSync(join(a, signingKeyName), join(b, signingKeyName));
    const second = standby(b);
    expect(await second.answered(1)).toMatchObject([
      { type: 'standby', holder: { pid: first.pid, what: 'desk run', epoch: 1 } },
    ]);
    expect(await runHere('status', '--data', b)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`is held by desk run (process ${first.pid} on `) as string,
    });
    await expect
      .poll(async () => (await runHere('status', '--data', a)).stdout, { timeout: 10_000 })
      .toContain(`standby: process ${second.pid} on `);
    second.send(sampleSignal('early'));
    await second.answered(2);
    expect(answersOf(second, 'refused')).toMatchObject([{ signalId: 'early', code: 'standby' }]);

    first.send(...Array.from({ length: 20 }, (_, index) => sampleSignal(`killed-${index}`)));
    first.kill('SIGKILL');
    const lapsed = await takenOver(second);
    expect(lapsed).toMatchObject([{ reason: 'lapsed', epoch: 2 }, { epoch: 2 }]);
    expect(lapsed[0]?.['waitedMs']).toBeGreaterThanOrEqual(takeoverMs);
    expect((await runHere('status', '--data', b)).stdout).toContain(
      'which did not renew it in time, epoch 2',
    );
    second.send(...Array.from({ length: 20 }, (_, index) => sampleSignal(`killed-${index}`)));
    await takes(second, 'second');

    const third = standby(a);
    await third.answered(1);
    expect(await runHere('handover', '--data', b, '--reason', 'maintenance')).toMatchObject({ code: 0 });
    expect((await second.ended).code, second.stderr).toBe(0);
    const released = await takenOver(third);
    expect(released).toMatchObject([{ reason: 'released' }, { type: 'ready' }]);
    expect(released[0]?.['waitedMs']).toBeLessThan(leaseMs);
    await takes(third, 'third');

    const fourth = standby(b);
    await fourth.answered(1);
    third.kill('SIGSTOP');
    expect(await takenOver(fourth)).toMatchObject([{ reason: 'lapsed' }, { type: 'ready' }]);
    third.kill('SIGCONT');
    expect((await third.ended).code).toBe(1);
    expect(third.stderr).toContain('has lost the record');
    await takes(fourth, 'fourth');
    fourth.kill('SIGTERM');
    expect((await fourth.ended).code, fourth.stderr).toBe(0);
    await sim.stop();

    copyFileSync(venueRecordFile(a, venue), venueRecordFile(b, venue));
    const records = await readRecords(b);
    expect(contradictions(records)).toEqual([]);
    const orders = new Set<string>(records.orders.map(({ orderId }) => orderId));
    const acknowledged = [first, second, third, fourth].flatMap((desk) => answersOf(desk, 'acknowledged'));
    expect(acknowledged.filter(({ orderId }) => !orders.has(String(orderId)))).toEqual([]);
    expect(ofType(records.events, 'LeaseTaken').map(({ data }) => data.why)).toEqual([
      'first',
      'lapsed',
      'released',
      'lapsed',
    ]);
    expect(ofType(records.events, 'LeaseHandedOver').map(({ data }) => data.reason)).toEqual(['maintenance']);
    expect(ofType(records.events, 'AlertRaised').map(({ data }) => data.kind)).not.toContain('chain_broken');
    expect((await runHere('verify', '--data', b)).code).toBe(0);
  }, 120_000);

  it('is no standby without a record that both engines reach, or with a venue that ends with its engine', async () => {
    const { data } = tempDesk();
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const refusal = async (configuration: object): Promise<string> => {
      writeFileSync(join(data, 'configuration.json'), JSON.stringify(configuration));
      const result = await runHere('run', '--data', data, '--standby');
      expect(result.code).toBe(2);
      return result.stderr;
    };
    expect(await refusal({})).toContain('expected "store": { "kind": "postgres", … }');
    expect(await refusal({ store })).toContain('venue sim runs inside the engine');
  });
});
