/** FIX sessions that move with the record: each machine has a folder of its own, and an engine has an epoch. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { testFolder } from '../../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../../testing/postgresServer.ts';
import { RecordTakenError, type SessionRecord } from '../../venues/fix/store/sessionRecord.ts';
import { identity, message, numbers } from '../../venues/fix/store/testing/sampleMessages.ts';
import {
  sessionRecordContract,
  type OpenedRecord,
} from '../../venues/fix/store/testing/sessionRecordContract.ts';
import { makeRecord } from '../recordSchema.ts';
import { RecordSession } from '../recordSession.ts';
import { CutProxy, type Cut } from '../testing/cutProxy.ts';
import { pageSql } from '../testing/pageSql.ts';
import { RecordBed } from '../testing/recordBed.ts';
import { openRecordedFixStore } from './openRecordedFixStore.ts';
import type { RecordedFixStore } from './recordedFixStore.ts';
import { promisedAhead } from './sessionCopy.ts';

const waitMsMax = 20_000;

describe.skipIf(!hasPostgres)('a FIX session in PostgreSQL', () => {
  const bed = new RecordBed();
  beforeEach(async () => {
    const session = await RecordSession.open(bed.settings, 'a test');
    await makeRecord(session);
    await session.close();
    // A role that can change nothing of what it has written is enough.
    bed.sql(pageSql('ALTER'));
  });

  function opening(
    epoch: number,
    folder: string,
    port = bed.settings.port,
    who = identity,
  ): Promise<Result<RecordedFixStore, Fault>> {
    return openRecordedFixStore({
      path: join(folder, 'fix-exec.db'),
      identity: who,
      schedule: undefined,
      record: { settings: { ...bed.settings, port }, epoch },
      clock: systemClock(),
      scheduler: nodeScheduler(),
      logger: { log: () => undefined },
    });
  }

  async function open(epoch: number, folder = testFolder(), port = bed.settings.port) {
    const opened = await opening(epoch, folder, port);
    if (!opened.ok) throw new Error(opened.error.message);
    const store = opened.value;
    let isOpen = true;
    const end = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      await store.shared.handOver();
      store.close();
    };
    onTestFinished(end);
    return { store, end, folder };
  }

  /** Resolves when the record has everything. */
  const followed = ({ shared }: RecordedFixStore): Promise<void> =>
    expect.poll(() => shared.isBusy, { timeout: waitMsMax }).toBe(false);

  const messagesOf = (store: SessionRecord): readonly string[] =>
    [...store.messages()].map(({ position, seqNum }) => `${position}:${seqNum}`);

  async function another(epoch: number): Promise<OpenedRecord> {
    const { store, end } = await open(epoch);
    return {
      record: store,
      again: async () => {
        await end();
        return another(epoch + 1);
      },
    };
  }
  sessionRecordContract('PostgreSQL, and each engine on another machine', () => another(1));

  it('goes on elsewhere beyond the promised numbers, and says from which number messages may be lost', async () => {
    const first = await open(1);
    first.store.commit([message(1)], numbers(2, 5));
    await followed(first.store);
    const { store } = await open(2);
    expect([store.numbers(), store.lost, messagesOf(store)]).toEqual([
      numbers(1 + promisedAhead, 5),
      [{ epoch: 1, from: 2, position: 1 }],
      ['1:1'],
    ]);
    // The machine after the next knows it too.
    await followed(store);
    const third = await open(3);
    expect(third.store.lost).toEqual([
      ...store.lost,
      { epoch: 1, from: store.numbers().nextOut, position: 1 },
    ]);
    expect(third.store.numbers().nextOut).toBeGreaterThan(store.numbers().nextOut);
  });

  it('goes on with the next number after a crash on the same machine', async () => {
    const { store, folder } = await open(1);
    store.commit([message(1), message(2)], numbers(3, 5));
    const again = await open(2, folder);
    expect([again.store.numbers(), again.store.lost]).toEqual([numbers(3, 5), []]);
  });

  it('changes no number for an engine whose session another one has', async () => {
    const first = await open(1);
    const second = await open(2);
    second.store.commit([message(7)], numbers(20_000, 9));
    await followed(second.store);
    const row = (): string =>
      bed.sql('SELECT writer, next_out, next_in, position FROM breakwater.fix_sessions');
    const before = row();
    first.store.commit([message(1)], numbers(2, 2));
    await followed(first.store);
    expect(() => first.store.commit([message(2)], numbers(3, 2))).toThrow(RecordTakenError);
    expect(() => first.store.numbers()).toThrow(RecordTakenError);
    await first.end();
    expect([row(), bed.sql('SELECT count(*) FROM breakwater.fix_messages')]).toEqual([before, '1']);
    expect(before).toBe('2|20000|9|1');
    expect(await opening(1, testFolder())).toMatchObject({ ok: false, error: { code: 'record_taken' } });
  });

  it('sets the file of a machine aside that has other messages than the record', async () => {
    const first = await open(1);
    first.store.commit([message(1)], numbers(2, 2));
    await followed(first.store);
    const second = await open(2);
    first.store.commit([message(2)], numbers(3, 2));
    await first.end();
    const { nextOut } = second.store.numbers();
    second.store.commit([message(nextOut)], numbers(nextOut + 1, 2));
    await second.end();
    const { store, folder } = await open(3, first.folder);
    expect(store.numbers()).toEqual(numbers(nextOut + 1, 2));
    expect(messagesOf(store)).toEqual(['1:1', `2:${nextOut}`]);
    const kept = readdirSync(folder).filter((name) => /^fix-exec\.\d{8}T\d{6}Z\.db$/.test(name));
    expect(kept).toHaveLength(1);
  });

  it('takes a file that a desk has brought from the time without PostgreSQL', async () => {
    const { store, end, folder } = await open(1);
    store.commit([message(1), message(2)], numbers(3, 4));
    await end();
    bed.sql('TRUNCATE breakwater.fix_sessions, breakwater.fix_messages');
    const again = await open(2, folder);
    expect(again.store.numbers()).toEqual(numbers(3, 4));
    await again.end();
    expect(messagesOf((await open(3)).store)).toEqual(['1:1', '2:2']);
  });

  it.each<Cut>(['before', 'after'])(
    'has each message once when its connection is cut %s a commit',
    async (cut) => {
      const proxy = await CutProxy.open(bed.settings.port);
      onTestFinished(() => proxy.close());
      const { store } = await open(1, testFolder(), proxy.port);
      proxy.cutAt('fix-add', cut);
      store.commit([message(1)], numbers(2, 1));
      await expect.poll(() => store.shared.fault, { timeout: waitMsMax }).toContain('can not follow');
      // The session goes on with what is promised; what adds risk has to wait.
      store.commit([message(2, { msgType: '0' })], numbers(3, 1));
      expect(store.shared.isBusy).toBe(true);
      await followed(store);
      expect([store.shared.fault, store.shared.sure.nextOut, proxy.cuts]).toEqual([undefined, 3, 1]);
      expect(bed.sql('SELECT position, seq_num FROM breakwater.fix_messages ORDER BY position')).toBe(
        '1|1\n2|2',
      );
    },
  );

  it('uses no number that is not promised, and has promised others long before', async () => {
    const { store } = await open(1);
    expect(() => store.commit([], numbers(promisedAhead + 2, 1))).toThrow('PostgreSQL has promised');
    store.commit([message(promisedAhead)], numbers(promisedAhead + 1, 1));
    await followed(store);
    store.commit([message(promisedAhead + 1)], numbers(promisedAhead + 2, 1));
  });

  it('brings more messages than one statement takes', async () => {
    const { store, end } = await open(1);
    const many = Array.from({ length: 1_201 }, (_, index) => message(index + 1));
    store.commit(many, numbers(1_202, 1));
    await end();
    expect(messagesOf((await open(2)).store)).toHaveLength(1_201);
  });

  it('reads as the page for auditors says', async () => {
    const { store } = await open(1);
    store.commit([message(1)], numbers(2, 1));
    await followed(store);
    const page = pageSql('SELECT position, to_timestamp').replace('fix-VENUE', 'fix-exec');
    expect(bed.sql(page)).toBe('1|2023-11-14 22:13:20.000001+00|out|sent|8=FIX.4.4|35=D|34=1|');
  });

  it('refuses the record of another session', async () => {
    await (await open(1)).end();
    const other = { ...identity, targetCompId: 'OTHER' };
    expect(await opening(2, testFolder(), bed.settings.port, other)).toMatchObject({
      ok: false,
      error: { code: 'fix_store_other_session' },
    });
  });
});
