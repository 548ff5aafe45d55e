/** The lease on the record in PostgreSQL: who may send, and how long a start waits for it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { leaseMs } from '../../domain/lease/leaseRules.ts';
import { fileCheckMs } from '../sqlite/events/writableEventStore.ts';
import { testFolder } from '../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../testing/postgresServer.ts';
import { openPostgresEventStore } from './postgresEventStore.ts';
import { becomeWriter, leaseState } from './recordLease.ts';
import { postgresLink } from './postgresLink.ts';
import { RecordSession } from './recordSession.ts';
import { leaseMoment, SharedLease } from './sharedLease.ts';
import { RecordBed, time } from './testing/recordBed.ts';
import { takeLock } from './writerLock.ts';

describe.skipIf(!hasPostgres)('the lease on the record', () => {
  const bed = new RecordBed();
  const beat = 'SELECT epoch, beat FROM breakwater.writer';

  it('is renewed while nothing is written, and is over for good once another engine has the record', async () => {
    const lease = new SharedLease();
    const options = { folder: testFolder(), owner: 'desk run', ...time };
    const store = await openPostgresEventStore(options, bed.settings, lease);
    if (!store.ok) throw new Error(store.error.message);
    onTestFinished(() => store.value.close());
    expect([lease.maySend(), store.value.lease?.why]).toEqual([true, 'first']);
    const before = bed.sql(beat);
    time.advance(fileCheckMs);
    await expect.poll(() => bed.sql(beat)).not.toBe(before);
    bed.sql('UPDATE breakwater.writer SET epoch = epoch + 1');
    await expect
      .poll(() => {
        time.advance(fileCheckMs);
        return store.value.writeFault()?.code;
      })
      .toBe('record_taken');
    expect(lease.maySend()).toBe(false);
    await store.value.close();
    expect(bed.sql('SELECT released FROM breakwater.writer')).toBe('f');
  });

  it('whose row somebody has removed is told as that, and not as taken by another engine', async () => {
    const store = await bed.opened(testFolder());
    bed.sql('DELETE FROM breakwater.writer');
    await expect
      .poll(() => {
        time.advance(fileCheckMs);
        return store.writeFault();
      })
      .toMatchObject({
        code: 'record_changed',
        message: expect.stringContaining('the table breakwater.writer has no row') as string,
      });
  });

  it('is released by a close, so that the next engine starts at once and says from whom it has it', async () => {
    await (await bed.opened(testFolder())).close();
    expect(bed.sql('SELECT released FROM breakwater.writer')).toBe('t');
    const next = await bed.opened(testFolder());
    expect(next.lease).toMatchObject({ why: 'released', epoch: 2, from: { pid: process.pid } });
  });

  it('is not taken from a holder that has renewed it in the last moment', async () => {
    const holder = await bed.opened(testFolder());
    const session = await RecordSession.open(bed.settings, 'standby');
    onTestFinished(() => session.close());
    const seen = await leaseState(session);
    bed.sql('UPDATE breakwater.writer SET beat = beat + 1');
    expect(await becomeWriter(session, postgresLink(bed.settings, 'standby'), seen)).toBeUndefined();
    expect(
      (await becomeWriter(session, postgresLink(bed.settings, 'standby'), await leaseState(session)))?.epoch,
    ).toBe(seen.epoch + 1);
    await holder.close();
  });

  it('stays with a process that has raised the epoch and got no answer, and with no other', async () => {
    const holder = await bed.opened(testFolder());
    const session = await RecordSession.open(bed.settings, 'again');
    onTestFinished(() => session.close());
    const link = postgresLink(bed.settings, 'again');
    const { epoch } = await leaseState(session);
    await becomeWriter(session, link, { epoch });
    expect((await becomeWriter(session, link, { epoch }))?.epoch).toBe(epoch + 2);
    bed.sql(`UPDATE breakwater.writer SET machine = 'elsewhere'`);
    expect(await becomeWriter(session, link, { epoch })).toBeUndefined();
    await holder.close();
  });

  it('of an engine on another machine is waited for, though its session is over', async () => {
    await (await bed.opened(testFolder())).close();
    bed.sql(`UPDATE breakwater.writer SET released = false, machine = 'elsewhere'`);
    const from = leaseMoment();
    const next = await bed.opened(testFolder());
    expect(Number(leaseMoment().monotonicNs - from.monotonicNs) / 1e6).toBeGreaterThan(leaseMs);
    expect(next.lease?.why).toBe('lapsed');
  }, 30_000);

  it('that a standby takes before an engine which waits too refuses that engine with the name of the standby', async () => {
    await (await bed.opened(testFolder())).close();
    bed.sql(`UPDATE breakwater.writer SET released = false, machine = 'elsewhere'`);
    const waiting = bed.refusal(testFolder());
    await expect.poll(() => bed.sql(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'`)).toBe('1');
    const session = await RecordSession.open(bed.settings, 'standby');
    onTestFinished(() => session.close());
    const third = { host: 'third', pid: 7, machine: 'third' };
    const link = { ...postgresLink(bed.settings, 'desk run'), process: third };
    expect(await becomeWriter(session, link, await leaseState(session))).toBeDefined();
    await takeLock(session, link, 'all');
    expect(await waiting).toMatchObject({
      code: 'record_in_use',
      message: expect.stringContaining('desk run (process 7 on third') as string,
    });
  });
});
