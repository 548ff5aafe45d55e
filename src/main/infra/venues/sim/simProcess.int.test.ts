import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { parseVenueId, trusted } from '../../../../shared/kernel/ids.ts';
import { epochMicrosFromMillis } from '../../../../shared/kernel/time.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { RecordingListener } from '../testing/recordingListener.ts';
import { launchSim } from './client/simLauncher.ts';
import { SimVenue } from './client/simVenue.ts';
import { heldAt1400, SimTestBed, spx } from './testing/simTestBed.ts';

let bed: SimTestBed;

beforeEach(() => {
  bed = new SimTestBed();
});

afterEach(() => bed.dispose());

const goneMsMax = 10_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the venue process', () => {
  it.each([
    ['arguments', ['--mode', 'fast']],
    ['price_file', ['--prices', 'SPX=/nowhere/prices.csv']],
  ])('says why it can not start: %s', async (code, args) => {
    const launched = await launchSim({ record: bed.record, args });
    expect(launched).toMatchObject({ ok: false, error: { code } });
  });

  it('listens on a port where it is asked to', async () => {
    const launched = await launchSim({ record: bed.record, args: heldAt1400, listen: 'port' });
    if (!launched.ok) throw new Error(launched.error.message);
    const { address } = launched.value;
    expect(address).toMatchObject({ host: '127.0.0.1' });
    const venue = new SimVenue({
      id: trusted(parseVenueId, 'sim'),
      address: () => address,
      scheduler: nodeScheduler(),
    });
    expect(await venue.connect(new RecordingListener(), 10_000)).toMatchObject({ ok: true });
    await venue.close();
    await launched.value.stop();
    expect(await launched.value.exited).toBe(0);
  });

  it('leaves when its parent is killed', async () => {
    const launcher = new URL('./client/simLauncher.ts', import.meta.url).href;
    const script = `
      const { launchSim } = await import(${JSON.stringify(launcher)});
      const launched = await launchSim({ record: ${JSON.stringify(bed.record)}, args: ${JSON.stringify(heldAt1400)} });
      console.log(launched.value.pid);
      setInterval(() => undefined, 1_000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(Number(line)));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: goneMsMax }).toBe(false);
    // The record was let go of: another venue can take it.
    await bed.start();
  });

  it('can not be reached while it does not run; the adapter goes on trying and finds it', async () => {
    let running = false;
    const listener = new RecordingListener();
    const venue = new SimVenue({
      id: trusted(parseVenueId, 'sim'),
      address: () => (running ? bed.sim.address : { socket: '/nowhere/venue.sock' }),
      scheduler: nodeScheduler(),
    });
    const connected = await venue.connect(listener, 50);
    expect(connected).toMatchObject({ ok: false, error: { code: 'venue_unreachable' } });
    await bed.start();
    running = true;
    await listener.until('the connection', () => venue.connected);
    await venue.close();
    expect(listener).toMatchObject({ connections: 1, disconnections: 0 });
  });
});

describe('the market of the venue process', () => {
  const prices = 'date,open,high,low,close\n2001-01-03,100,110,90,105\n2001-01-04,80,85,70,75\n';

  it('moves by itself when paced, says each close, and that it has ended', async () => {
    const file = join(bed.record, '..', 'prices.csv');
    writeFileSync(file, prices);
    await bed.start(['--prices', file, '--tick-ms', '20']);
    const { venue, listener, logged } = await bed.connect();
    await listener.until('the last close', () =>
      listener.ticks.some(({ barClose }) => barClose === decimal('75')),
    );
    await expect.poll(async () => (await venue.control.send({ type: 'status' })).market).toBe('ended');
    await expect
      .poll(() => logged)
      .toContain('the simulated market came to the end of its prices and stands still');
    const lasts = listener.ticks.map(({ last }) => last);
    const walked = ['100', '90', '110', '105', '80', '85', '70', '75'].map(decimal);
    // The first ones may have passed before the client was there.
    expect(walked.join()).toContain(lasts.slice(0, lasts.indexOf(decimal('75')) + 1).join());
  });

  it('starts where it is told, and goes on from there after a restart', async () => {
    const file = join(bed.record, '..', 'prices.csv');
    writeFileSync(file, prices);
    const args = ['--prices', file, '--mode', 'held', '--start', '2001-01-04'];
    await bed.start(args);
    const { venue, listener } = await bed.connect();
    await listener.until('a price', () => listener.ticks.length > 0);
    expect(listener.ticks[0]).toMatchObject({ symbol: spx, last: decimal('80') });
    await venue.control.send({ type: 'step', steps: 1 });
    expect(listener.ticks.at(-1)?.last).toBe(decimal('85'));
    await bed.kill();
    await bed.start(args);
    await listener.until('the new connection', () => listener.connections === 2);
    expect((await venue.control.send({ type: 'step', steps: 1 })).symbols[0]?.last).toBe('70');
    const early = await venue.control.advanceTo(epochMicrosFromMillis(Date.UTC(1999, 0, 1)));
    expect(early.symbols[0]).toMatchObject({ last: '105', marketTime: Date.UTC(2001, 0, 3) * 1_000 });
  });

  it('shows that it is alive while it stands still', async () => {
    await bed.start();
    const { listener } = await bed.connect();
    await listener.until('two prices', () => listener.ticks.length >= 2);
    expect(new Set(listener.ticks.map(({ last }) => last))).toEqual(new Set([decimal('1400')]));
  });
});
