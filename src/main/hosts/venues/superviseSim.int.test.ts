/** A simulated venue whose record can't be used: the cause is told as it is, once, and it goes on when it is gone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Logger } from '../../engine/ports.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { launchSim } from '../../infra/venues/sim/client/simLauncher.ts';
import { heldAt1400 } from '../../infra/venues/sim/testing/simTestBed.ts';
import { SmallDisk } from '../headless/testing/smallDisk.ts';
import { superviseSim } from './superviseSim.ts';

const venue = 'sim' as VenueId;
const waitMsMax = 60_000;

function supervised() {
  const told: string[] = [];
  const logger: Logger = {
    log: (_level, message, fields) => void told.push(`${message}: ${String(fields?.['why'])}`),
  };
  return { start: superviseSim({ scheduler: nodeScheduler(), logger }), told };
}

/** A small disk; where none can be mounted the test is told as skipped, not as passed. */
function mounted(context: TestContext): SmallDisk {
  return SmallDisk.mount(4 * 1024 * 1024, onTestFinished) ?? context.skip('nothing can be mounted here');
}

function remount(folder: string, how: 'ro' | 'rw'): void {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${how}`, folder]);
  expect(status, String(stderr)).toBe(0);
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bw-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('a record that can not be used', () => {
  it.for<[cause: string, code: string, spoil: (disk: SmallDisk) => void]>([
    ['a full disk', 'disk_full', (disk) => disk.fill(0)],
    ['a read-only disk', 'store_read_only', (disk) => remount(disk.folder, 'ro')],
  ])('keeps a venue from starting, and %s is told as such', async ([, code, spoil], context) => {
    const disk = mounted(context);
    const request = { venue, record: join(disk.folder, 'venue.db'), args: heldAt1400 };
    const { start } = supervised();
    const first = await start(request);
    if (!first.ok) throw new Error(first.error.message);
    await first.value.close();
    spoil(disk);
    const refused = await start(request);
    expect(refused).toMatchObject({ ok: false, error: { code } });
    expect(refused.ok ? '' : refused.error.message).not.toContain('another venue process');
  });

  it('is told from one that is in use, or is no file', async () => {
    const record = join(folder(), 'venue.db');
    const { start } = supervised();
    const first = await start({ venue, record, args: heldAt1400 });
    if (!first.ok) throw new Error(first.error.message);
    const second = await launchSim({ record, args: heldAt1400, listen: 'port' });
    expect(second).toMatchObject({ ok: false, error: { code: 'record_in_use' } });
    await first.value.close();
    const noFile = join(folder(), 'venue.db');
    mkdirSync(noFile);
    expect(await start({ venue, record: noFile, args: heldAt1400 })).toMatchObject({
      ok: false,
      error: { code: 'store_unreachable' },
    });
  });

  it('is told once while it is tried again, and is gone from the status when it works again', async (context) => {
    const disk = mounted(context);
    const { start, told } = supervised();
    const record = join(disk.folder, 'venue.db');
    const host = await start({ venue, record, args: ['--tick-ms', '10'] });
    if (!host.ok) throw new Error(host.error.message);
    onTestFinished(() => host.value.close());
    disk.fill(256 * 1024);
    await expect.poll(() => host.value.fault(), { timeout: waitMsMax }).toMatch(/^The disk is full: /);
    expect(host.value.address()).toBeUndefined();
    disk.free();
    await expect.poll(() => host.value.address(), { timeout: waitMsMax }).toBeDefined();
    expect(host.value.fault()).toBeUndefined();
    expect(told).not.toEqual([]);
    expect(new Set(told).size).toBe(told.length);
  });
});
