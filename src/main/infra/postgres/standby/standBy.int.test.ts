/** A standby on a record that another engine writes. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appended } from '../../../engine/events/testing/eventStoreFixture.ts';
import { idsOf, readEverything, sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { signingKeyName, signingKeyOf } from '../../checkpoints/signingKey.ts';
import { testFolder } from '../../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../../testing/postgresServer.ts';
import { openPostgresEventStore } from '../postgresEventStore.ts';
import { RecordSession } from '../recordSession.ts';
import { SharedLease } from '../sharedLease.ts';
import { RecordBed, time } from '../testing/recordBed.ts';
import { standBy, type StandbyState } from './standBy.ts';
import { standbysOf, tellCutOff } from './standbyRows.ts';

const a = stream('order-a');
const logger = { log: () => undefined };

describe.skipIf(!hasPostgres)('a standby', () => {
  const bed = new RecordBed();

  /** An engine that writes, and a folder with its key. */
  async function holder() {
    const folder = testFolder();
    const store = await bed.opened(folder);
    appended(await store.append(a, sampleEvents(3), 'any'));
    const other = testFolder();
    copyFileSync(join(folder, signingKeyName), join(other, signingKeyName));
    return { store, other };
  }

  function wait(folder: string, reached = () => Promise.resolve<readonly string[]>([])) {
    const states: StandbyState[] = [];
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const { signal } = abort;
    const { settings } = bed;
    const onState = (state: StandbyState): void => void states.push(state);
    const mayCopy = (): boolean => true;
    const ended = standBy({ folder, settings, what: 'desk run', logger, signal, mayCopy, reached, onState });
    return { states, ended, end: () => abort.abort() };
  }

  it('has all of the record in its copy, and takes over at once what its holder lets go of', async () => {
    const { store, other } = await holder();
    const { states, ended } = wait(other);
    await expect.poll(() => states.at(-1)?.position).toBe(3);
    expect(states.at(-1)).toMatchObject({
      behind: 0,
      holder: { pid: process.pid, epoch: 1 },
      fault: undefined,
    });
    appended(await store.append(a, sampleEvents(2), 'any'));
    await expect.poll(() => states.at(-1)?.position).toBe(5);
    expect(await openPostgresEventStore({ folder: testFolder(), ...time }, bed.settings)).toMatchObject({
      error: { code: 'record_in_use' },
    });
    await store.close();
    const taken = await ended;
    if (!taken.ok || taken.value === undefined) throw new Error('expected the lease');
    expect(taken.value).toMatchObject({ epoch: 2, why: 'released', from: { pid: process.pid } });
    expect(bed.sql('SELECT count(*) FROM breakwater.standby')).toBe('0');
    const lease = new SharedLease();
    const next = await openPostgresEventStore({ folder: other, ...time }, bed.settings, lease, taken.value);
    if (!next.ok) throw new Error(next.error.message);
    onTestFinished(() => next.value.close());
    expect([lease.maySend(), next.value.lease?.epoch]).toEqual([true, 2]);
    expect(idsOf(await readEverything(next.value))).toEqual(bed.recorded());
  });

  it('goes on with the next events after a signed checkpoint', async () => {
    const { store, other } = await holder();
    await store.close();
    const folder = testFolder();
    copyFileSync(join(other, signingKeyName), join(folder, signingKeyName));
    const next = await bed.opened(folder);
    expect(bed.sql('SELECT count(*) FROM breakwater.checkpoints')).toBe('1');
    const { states, ended } = wait(other);
    for (let position = 4; position <= 6; position++) {
      await expect.poll(() => states.at(-1)?.position).toBe(position - 1);
      appended(await next.append(a, sampleEvents(1), 'any'));
    }
    await expect.poll(() => states.at(-1)?.position).toBe(6);
    await next.close();
    expect(await ended).toMatchObject({ ok: true, value: { why: 'released' } });
  });

  it('goes on while PostgreSQL is away, and counts no silence meanwhile', async () => {
    const { store, other } = await holder();
    const { states, ended, end } = wait(other);
    await expect.poll(() => states.at(-1)?.position).toBe(3);
    await bed.server.crash();
    await expect.poll(() => states.at(-1)?.fault?.code).toBe('record_unreachable');
    await bed.server.begin();
    await expect.poll(() => states.at(-1)?.fault).toBeUndefined();
    end();
    expect(await ended).toEqual({ ok: true, value: undefined });
    expect(bed.sql('SELECT epoch FROM breakwater.writer')).toMatch(/^[12]$/);
    await store.close();
  });

  it('asks its venues when the holder reaches none, and says which it reaches', async () => {
    const { other } = await holder();
    let asked = 0;
    const { states } = wait(other, () => Promise.resolve(++asked > 1 ? ['sim'] : []));
    await expect.poll(() => states.length).toBeGreaterThan(1);
    const session = await RecordSession.open(bed.settings, 'cut off');
    onTestFinished(() => session.close());
    await expect.poll(async () => (await standbysOf(session)).length, { timeout: 5_000 }).toBe(1);
    await tellCutOff(session, true);
    await expect
      .poll(async () => (await standbysOf(session))[0]?.reaches, { timeout: 10_000 })
      .toEqual(['sim']);
  });

  it('with a key of its own is refused as soon as the desk has signed anything, and takes nothing over', async () => {
    const { store } = await holder();
    const folder = testFolder();
    signingKeyOf(folder);
    const { states, ended } = wait(folder);
    await expect.poll(() => states.at(-1)?.position).toBe(3);
    await store.close();
    expect(await ended).toMatchObject({ error: { code: 'signing_key_other' } });
    expect(bed.sql('SELECT epoch FROM breakwater.writer')).toBe('1');
  });

  it.each([
    ['without the key', false, 'is missing'],
    ['with a key of its own', true, 'is another one than signed the last checkpoint'],
  ])('%s of the desk is refused in words', async (_words, hasOwn, words) => {
    const { store } = await holder();
    await store.close();
    const folder = testFolder();
    if (hasOwn) signingKeyOf(folder);
    expect(bed.sql('SELECT count(*) > 0 FROM breakwater.checkpoints')).toBe('t');
    expect(await wait(folder).ended).toMatchObject({
      error: { code: 'signing_key_other', message: expect.stringContaining(words) as string },
    });
  });
});
