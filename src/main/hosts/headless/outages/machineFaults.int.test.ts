/** What a machine does to a desk: a full disk, files that may not grow, a venue that stands still. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ofType, readRecords } from '../testing/compareRecords.ts';
import { RunningDesk } from '../testing/deskProcess.ts';
import { answersOf, feedUntil, statusOf, wrongAtRest } from '../testing/feedDesk.ts';
import { runHere } from '../testing/runHere.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { SmallDisk } from '../testing/smallDisk.ts';
import { tempDesk } from '../testing/tempDesk.ts';
import { venueStatus } from '../testing/venueProcess.ts';

const waitMsMax = 60_000;
const testMsMax = 180_000;

/** Full and free again: refuses what it can't keep, says so, and goes on by itself. */
async function expectOutlivesFullDisk(desk: RunningDesk, data: string, makeRoom: () => void): Promise<void> {
  await feedUntil(desk, 'full', () => answersOf(desk, 'refused').length > 0);
  // Nothing is on record that says it is not.
  for (const { position } of answersOf(desk, 'refused')) expect(position).toBeUndefined();
  await expect.poll(async () => (await statusOf(data)).status?.accepting, { timeout: waitMsMax }).toBe(false);
  const full = await statusOf(data);
  expect(full).toMatchObject({ code: 1, status: { accepting: false, store: { writable: false } } });
  const [code] = answersOf(desk, 'refused').map((answer) => answer['code']);
  expect(code).toBe(full.status?.fault?.code);
  expect((await runHere('status', '--data', data)).stdout).toMatch(/^orders +not taken: /);

  makeRoom();
  await expect.poll(async () => (await statusOf(data)).code, { timeout: waitMsMax }).toBe(0);
  const connected = async (): Promise<boolean | undefined> =>
    (await statusOf(data)).status?.venues[0]?.connected;
  await expect.poll(connected, { timeout: waitMsMax }).toBe(true);
  const before = answersOf(desk, 'acknowledged').length;
  await feedUntil(desk, 'free', () => answersOf(desk, 'acknowledged').length >= before + 100);
}

describe('a disk that is full, and free again', () => {
  it(
    'of little room: takes no orders, says so, loses nothing, and goes on by itself',
    async (context) => {
      const disk = SmallDisk.mount(24 * 1024 * 1024, onTestFinished);
      if (disk === undefined) {
        context.skip('nothing can be mounted here');
        return;
      }
      const { file } = tempDesk();
      const data = join(disk.folder, 'data');
      const desk = new RunningDesk('--data', data, '--signals', '-');
      await desk.answered(1);
      disk.fill(512 * 1024);
      await expectOutlivesFullDisk(desk, data, () => disk.free());
      expect(await wrongAtRest(desk, data, file('empty.ndjson', ''))).toEqual([]);
    },
    testMsMax,
  );

  it.skipIf(process.platform !== 'linux')(
    'where no file may grow any more: the same',
    async () => {
      const { data, file } = tempDesk();
      const desk = RunningDesk.through(
        ['prlimit', '--fsize=1000000:unlimited'],
        '--data',
        data,
        '--signals',
        '-',
      );
      await desk.answered(1);
      await expectOutlivesFullDisk(desk, data, () => {
        const { status, stderr } = spawnSync('prlimit', [
          '--pid',
          String(desk.pid),
          '--fsize=unlimited:unlimited',
        ]);
        expect(status, String(stderr)).toBe(0);
      });
      expect(await wrongAtRest(desk, data, file('empty.ndjson', ''))).toEqual([]);
    },
    testMsMax,
  );
});

describe.skipIf(process.platform !== 'linux')('the kill switch while no file may grow', () => {
  it(
    'cancels at the venue, says that it is not on record, and is on record once there is room',
    async () => {
      const { data, file } = tempDesk();
      const desk = new RunningDesk('--data', data, '--signals', '-');
      await desk.answered(1);
      const resting = { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC' };
      desk.send(...Array.from({ length: 20 }, (_, index) => sampleSignal(`rest-${index}`, resting)));
      await desk.answered(21);
      const statuses = async (): Promise<string[]> =>
        (await runHere('orders', '--data', data, '--json'))
          .json<{ status: string }>()
          .map(({ status }) => status);
      const all = (status: string): string[] => Array.from({ length: 20 }, () => status);
      await expect.poll(statuses, { timeout: waitMsMax }).toEqual(all('accepted'));
      const limitFiles = (bytes: string): void => {
        const limited = spawnSync('prlimit', ['--pid', String(desk.pid), `--fsize=${bytes}:unlimited`]);
        expect(limited.status, String(limited.stderr)).toBe(0);
      };
      limitFiles('1');
      const killing = ['kill', '--scope', 'desk', '--reason', 'wild prices', '--data', data];
      const full = await runHere(...killing, '--timeout', '5');
      expect(full.code).toBe(1);
      expect(full.stdout).toMatch(
        /^not on record: .+; cancels sent 20 of 20, 20 no longer open there; if the engine stops now this kill is forgotten$/m,
      );
      expect(full.stdout).toMatch(/^desk is NOT cleared/m);
      expect((await runHere('status', '--data', data)).stdout).toMatch(/desk halted .*, not on record: /);
      const refused = await runHere('enable', '--scope', 'desk', '--reason', 'too early', '--data', data);
      expect(refused.code).toBe(1);
      limitFiles('unlimited');
      const free = await runHere(...killing, '--timeout', '60', '--json');
      expect(free.code, free.stdout).toBe(0);
      expect(await statuses()).toEqual(all('canceled'));
      expect(await wrongAtRest(desk, data, file('empty.ndjson', ''))).toEqual([]);
      const { events } = await readRecords(data);
      expect(ofType(events, 'KillSwitchEngaged')).toMatchObject([
        { data: { reason: 'wild prices', orders: 20, offRecord: { since: expect.any(String) as string } } },
      ]);
      expect(ofType(events, 'OrderCanceled')).toHaveLength(20);
      expect(ofType(events, 'OrderCancelRequested')).toEqual([]);
    },
    testMsMax,
  );
});

describe('a venue that stands still (SIGSTOP) for longer than its answers may take', () => {
  it(
    'leaves orders in doubt, which are settled by evidence when it goes on; nothing is doubled',
    async () => {
      const { data, file } = tempDesk();
      const config = file('hasty.json', JSON.stringify({ venues: [{ venue: 'sim', ackTimeoutMs: 200 }] }));
      const desk = new RunningDesk('--data', data, '--config', config, '--signals', '-');
      await desk.answered(1);
      const resting = { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC' };
      desk.send(...Array.from({ length: 10 }, (_, index) => sampleSignal(`rest-${index}`, resting)));
      await desk.answered(11);
      const orders = async (...statuses: string[]) =>
        (await runHere('orders', '--data', data, '--json'))
          .json<{ status: string; orderId: string }>()
          .filter(({ status }) => statuses.includes(status));
      await expect.poll(() => orders('accepted')).toHaveLength(10);
      const pid = (await venueStatus(data))?.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      desk.send(
        ...Array.from({ length: 30 }, (_, index) =>
          sampleSignal(`doubt-${index}`, { side: index % 2 === 0 ? 'buy' : 'sell' }),
        ),
      );
      await desk.answered(41);
      const [some] = await orders('accepted');
      await runHere(
        'cancel',
        some?.orderId ?? '',
        '--reason',
        'while it stands',
        '--timeout',
        '0.1',
        '--data',
        data,
      );
      await expect
        .poll(async () => (await orders('in_doubt')).length, { timeout: waitMsMax })
        .toBeGreaterThan(0);
      expect((await statusOf(data)).status?.ordersInDoubt).toBeGreaterThan(0);
      process.kill(pid, 'SIGCONT');
      await expect
        .poll(() => orders('in_doubt', 'submitting', 'pending_cancel'), { timeout: waitMsMax })
        .toEqual([]);
      expect(await wrongAtRest(desk, data, file('empty.ndjson', ''))).toEqual([]);
      const { events } = await readRecords(data);
      const doubted = new Set(ofType(events, 'OrderInDoubt').map(({ streamId }) => streamId));
      const settled = new Set(
        [
          ...ofType(events, 'OrderAccepted'),
          ...ofType(events, 'OrderRejected'),
          ...ofType(events, 'OrderFilled'),
        ]
          .filter(({ data: { evidence } }) => evidence === 'venue' || evidence === 'reconciliation')
          .map(({ streamId }) => streamId),
      );
      expect([...doubted].filter((stream) => !settled.has(stream))).toEqual([]);
    },
    testMsMax,
  );
});
