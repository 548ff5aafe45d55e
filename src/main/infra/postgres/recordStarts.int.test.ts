/** Which record an engine starts on, and which copy of it: everything else is refused in words. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appended } from '../../engine/events/testing/eventStoreFixture.ts';
import { idsOf, readEverything, sampleEvents, stream } from '../../engine/events/testing/sampleEvents.ts';
import { verifyChain } from '../sqlite/chain/verifyChain.ts';
import { testFolder } from '../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../testing/postgresServer.ts';
import type { PostgresSettings } from './recordAddress.ts';
import { RecordSession } from './recordSession.ts';
import { RecordBed, time } from './testing/recordBed.ts';
import { verifyRecord } from './verifyRecord.ts';

const a = stream('order-a');

/** As a backup of an earlier time would leave the record. */
const rollBack = `DELETE FROM breakwater.events WHERE position = 3; DELETE FROM breakwater.checkpoints;
  UPDATE breakwater.writer SET position = 2, hash = (SELECT hash FROM breakwater.events WHERE position = 2)`;

describe.skipIf(!hasPostgres)('a start on the record in PostgreSQL', () => {
  const bed = new RecordBed();

  it('has one writer: a second engine is refused in words that name the first', async () => {
    await bed.opened(testFolder());
    expect(await bed.refusal(testFolder())).toMatchObject({
      code: 'record_in_use',
      message: expect.stringContaining(`desk run (process ${process.pid} on ${hostname()}, since `) as string,
    });
  });

  it.each([
    [
      'synchronous_commit = off',
      'synchronous_commit is off, so that it acknowledges what its own disk may not have',
    ],
    [
      'synchronous_commit = local',
      'synchronous_commit is local, so that it acknowledges what its standby may not have',
    ],
  ])('is refused with %s', async (setting, words) => {
    bed.sql(`ALTER DATABASE ${bed.settings.database} SET ${setting}`);
    onTestFinished(() => void bed.sql(`ALTER DATABASE ${bed.settings.database} RESET ALL`));
    expect(await bed.refusal(testFolder())).toMatchObject({
      code: 'record_unfit',
      message: expect.stringContaining(words) as string,
    });
  });

  it('keeps what it was promised about commits for as long as its session lasts', async () => {
    const session = await RecordSession.open(bed.settings, 'desk run');
    onTestFinished(() => session.close());
    const change = (text: string): void => {
      bed.sql(text);
      bed.sql('SELECT pg_reload_conf()');
    };
    change('ALTER SYSTEM SET synchronous_commit = off');
    onTestFinished(() => change('ALTER SYSTEM RESET synchronous_commit'));
    await expect.poll(() => bed.sql('SHOW synchronous_commit')).toBe('off');
    expect((await session.ask({ text: 'SHOW synchronous_commit' })).rows).toEqual([
      { synchronous_commit: 'on' },
    ]);
  });

  it('has sessions that no setting of the server, the database or the role changes', async () => {
    const others = {
      default_transaction_isolation: 'serializable',
      lock_timeout: '1',
      idle_session_timeout: '1',
      statement_timeout: '1',
    };
    for (const [name, value] of Object.entries(others)) {
      bed.sql(`ALTER ROLE ${bed.settings.user} SET ${name} = '${value}'`);
    }
    onTestFinished(() => void bed.sql(`ALTER ROLE ${bed.settings.user} RESET ALL`));
    const session = await RecordSession.open(bed.settings, 'desk run');
    onTestFinished(() => session.close());
    const { rows } = await session.ask({
      text: `SELECT ${Object.keys(others)
        .map((name) => `current_setting('${name}') AS ${name}`)
        .join(', ')}`,
    });
    expect(rows).toEqual([
      {
        default_transaction_isolation: 'read committed',
        lock_timeout: '0',
        idle_session_timeout: '0',
        statement_timeout: '0',
      },
    ]);
  });

  it('says why it is not let in, and never the password', async () => {
    const passwordFile = join(testFolder(), 'password');
    writeFileSync(passwordFile, 'hunter2\n', { mode: 0o600 });
    const wrong = await bed.refusal(testFolder(), { ...bed.settings, passwordFile });
    expect(wrong).toMatchObject({ code: 'record_refused' });
    expect(wrong.message).toContain('password authentication failed');
    const link = join(testFolder(), 'link');
    symlinkSync(passwordFile, link);
    expect((await bed.refusal(testFolder(), { ...bed.settings, passwordFile: link })).message).toContain(
      `${link} is a link`,
    );
    writeFileSync(passwordFile, '');
    const none = await bed.refusal(testFolder(), { ...bed.settings, passwordFile });
    const away = await bed.refusal(testFolder(), { ...bed.settings, port: 1 });
    expect([none.message, away.code]).toEqual([
      expect.stringContaining('holds no password'),
      'record_unreachable',
    ]);
    expect(JSON.stringify([wrong, none, away])).not.toMatch(/hunter2|only for tests/);
  });

  it.each([
    [{ passwordFile: undefined }, 'PostgreSQL asks for a password'],
    [{ passwordFile: '/nowhere/password' }, 'The file with the password for PostgreSQL can not be used'],
    [{ tls: { caFile: '/nowhere/ca.pem' } }, 'The file with the authorities for PostgreSQL can not be used'],
  ])('with %j says which setting is wrong, not that PostgreSQL is away', async (given, words) => {
    const refusal = await bed.refusal(testFolder(), { ...bed.settings, ...given });
    expect(refusal).toMatchObject({
      code: 'record_refused',
      message: expect.stringContaining(words) as string,
    });
  });

  it('is reached over TLS only where the certificate is one that is trusted, made out to the name', async () => {
    const caFile = bed.server.takeTls('db.example');
    const tls = (given: PostgresSettings['tls'], host = '127.0.0.1') => ({
      ...bed.settings,
      host,
      tls: given,
    });
    const [unknown, other] = [{}, { caFile, serverName: 'db.other' }];
    await expect
      .poll(async () => (await bed.refusal(testFolder(), tls(unknown))).message)
      .toContain('self-signed');
    for (const host of ['127.0.0.1', 'localhost']) {
      expect((await bed.refusal(testFolder(), tls(other, host))).message).toContain('db.other');
      expect((await bed.refusal(testFolder(), tls({ caFile }, host))).message).toContain(host);
      const store = await bed.opened(testFolder(), tls({ caFile, serverName: 'db.example' }, host));
      expect(
        bed.sql(`SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE ssl AND application_name = 'breakwater desk run'`),
      ).toBe('1');
      await store.close();
    }
  });

  it('gives a machine that has no copy the whole store, with its hashes', async () => {
    const first = await bed.opened(testFolder());
    const stored = appended(await first.append(a, sampleEvents(2_500), 'no_stream')).events;
    const head = first.head();
    await first.close();
    const folder = testFolder();
    const second = await bed.opened(folder);
    expect([second.head(), second.streamVersion(a), second.findings?.broken]).toEqual([
      head,
      2_499,
      undefined,
    ]);
    expect(idsOf(await readEverything(second))).toEqual(idsOf(stored));
    const verified = await verifyChain({ folder, scheduler: time.scheduler });
    expect(verified).toMatchObject({ value: { intact: true, head, foreignCheckpoints: 1 } });
  });

  it.each([
    ['record_behind', 'the record was rolled back', rollBack],
    [
      'record_differs',
      'different events at position 3',
      `UPDATE breakwater.events SET hash = 'f' WHERE position = 3;
      UPDATE breakwater.writer SET hash = 'f'`,
    ],
    ['record_other', 'another store', `UPDATE breakwater.store SET id = 'other'`],
    ['record_empty', 'desk migrate --to postgres', 'DROP SCHEMA breakwater CASCADE'],
    ['record_changed', 'its last row is not the one', 'DELETE FROM breakwater.events WHERE position = 3'],
  ])('is refused with %s where it does not fit the copy', async (code, words, change) => {
    const folder = testFolder();
    const store = await bed.opened(folder);
    appended(await store.append(a, sampleEvents(3), 'any'));
    await store.close();
    bed.sql(change);
    expect(await bed.refusal(folder)).toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: 3 },
    });
  });

  it('gives tables of format 1 what they lack, and keeps their events', async () => {
    const folder = testFolder();
    const store = await bed.opened(folder);
    appended(await store.append(a, sampleEvents(3), 'any'));
    await store.close();
    bed.sql(`DROP TABLE breakwater.standby, breakwater.fix_sessions, breakwater.fix_messages;
      DROP TABLE breakwater.reports, breakwater.order_rows, breakwater.signal_rows CASCADE;
      ALTER TABLE breakwater.writer DROP moved, DROP machine, DROP beat, DROP released, DROP cut_off;
      UPDATE breakwater.store SET format = 1`);
    expect(await verifyRecord({ settings: bed.settings, folder })).toMatchObject({
      error: { code: 'record_older' },
    });
    const again = await bed.opened(folder);
    appended(await again.append(a, sampleEvents(1), 'any'));
    expect([again.head().position, bed.sql('SELECT format FROM breakwater.store')]).toEqual([4, '2']);
  });

  it('says of a copy that is damaged how a new one is made', async () => {
    const folder = testFolder();
    writeFileSync(join(folder, 'events.db'), 'no database '.repeat(1_000));
    const { message } = await bed.refusal(folder);
    expect(message).toContain('move events.db away, and the next start makes a new one');
  });

  it('that was rolled back shows by the note beside a copy that is made anew', async () => {
    const folder = testFolder();
    const store = await bed.opened(folder);
    appended(await store.append(a, sampleEvents(3), 'any'));
    const { hash } = store.head();
    await store.close();
    bed.sql(rollBack);
    rmSync(join(folder, 'events.db'));
    const again = await bed.opened(folder);
    expect(again.head().position).toBe(2);
    expect(again.findings?.seen).toContainEqual(expect.objectContaining({ position: 3, hash }));
  });

  it('is not copied from a broken row on', async () => {
    const store = await bed.opened(testFolder());
    appended(await store.append(a, sampleEvents(3), 'any'));
    await store.close();
    bed.sql(`UPDATE breakwater.events SET actor = 'operator:eve' WHERE position = 2`);
    expect(await bed.refusal(testFolder())).toMatchObject({
      code: 'record_broken',
      message: expect.stringContaining('broken at position 2') as string,
    });
  });
});
