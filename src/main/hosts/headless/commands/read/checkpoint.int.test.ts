/** The signed checkpoint, from the running desk to an auditor who has openssl and nothing of ours; and the backup. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sampleEvents, stream } from '../../../../engine/events/testing/sampleEvents.ts';
import type { SignedCheckpoint } from '../../../../infra/checkpoints/signedCheckpoint.ts';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../../infra/clock/systemClock.ts';
import { removeWitnesses } from '../../testing/removeWitnesses.ts';
import { openSqliteEventStore } from '../../../../infra/sqlite/events/sqliteEventStore.ts';
import { auditorHash, rehash, type AuditedRow } from '../../../../infra/sqlite/testing/auditorHash.ts';
import { runHere } from '../../testing/runHere.ts';
import { tempDesk, type TempDesk } from '../../testing/tempDesk.ts';

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;

interface Desk extends TempDesk {
  readonly run: (...args: string[]) => ReturnType<typeof runHere>;
  readonly checkpoint: () => Promise<SignedCheckpoint>;
  readonly tamper: (sql: string) => void;
}

async function desk(events = 20): Promise<Desk> {
  const temp = tempDesk();
  const { data } = temp;
  await append(data, events);
  const run = (...args: string[]) => runHere(...args, '--data', data);
  return {
    ...temp,
    run,
    async checkpoint() {
      const result = await run('checkpoint');
      expect(result).toMatchObject({ code: 0, stderr: '' });
      return result.json<SignedCheckpoint>()[0]!;
    },
    tamper(sql) {
      const database = new Database(join(data, 'events.db'));
      database.exec(sql);
      rehash(database);
      database.close();
    },
  };
}

async function append(folder: string, events: number): Promise<void> {
  const store = await openSqliteEventStore({ folder, clock: systemClock(), scheduler: nodeScheduler() });
  if (!store.ok) throw new Error(store.error.message);
  await store.value.append(stream('desk'), sampleEvents(events), 'any');
  await store.value.close();
}

/** The exit code and the report of `desk verify` against a checkpoint. */
async function verified({ run, file }: Desk, checkpoint: object, ...args: string[]) {
  const path = file('checkpoint.json', JSON.stringify(checkpoint));
  const result = await run('verify', '--json', '--checkpoint', path, ...args);
  return { code: result.code, report: result.json<{ summary: string }>()[0] };
}

describe('desk checkpoint', () => {
  it('signs the head, also beside a running engine, and verify believes it as long as all is there', async () => {
    const one = await desk();
    const checkpoint = await one.checkpoint();
    expect(checkpoint).toMatchObject({ format: 'breakwater-checkpoint-1', position: 20 });
    await append(one.data, 5);
    expect(await verified(one, checkpoint)).toMatchObject({
      code: 0,
      report: { good: true, checkpoint: { signature: 'valid', believed: true } },
    });
  });

  it('writes a new file, and never replaces one', async () => {
    const { run, file } = await desk();
    const out = `${file('here', '')}.json`;
    const written = await run('checkpoint', '--out', out);
    expect(written).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ position: 20 });
    const before = readFileSync(out, 'utf8');
    const again = await run('checkpoint', '--out', out, '--json');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('file_exists') as unknown });
    expect(readFileSync(out, 'utf8')).toBe(before);
  });

  it.skipIf(!hasOpenssl)('can be verified with openssl alone', async () => {
    const { run, file, checkpoint } = await desk();
    const { format, store, position, hash, time, signature } = await checkpoint();
    const key = file('key.pem', (await run('checkpoint', '--public-key')).stdout);
    const message = file('message', [format, store, position, hash, time].join('\n'));
    const signatureFile = file('signature', Buffer.from(signature, 'base64'));
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', message];
    const openssl = spawnSync('openssl', [...args, '-sigfile', signatureFile], { encoding: 'utf8' });
    expect(openssl.stdout).toContain('Signature Verified Successfully');
  });

  it.each([
    ['an event was changed', "UPDATE events SET actor = 'operator:eve' WHERE position = 7", 'changed', 20],
    ['the end was cut off', 'DELETE FROM events WHERE position > 15', 'truncated', 16],
  ])('shows that %s, though the forger made every hash fit and removed the rest', async (...given) => {
    const [, sql, kind, position] = given;
    const one = await desk();
    const checkpoint = await one.checkpoint();
    one.tamper(`${sql}; DELETE FROM checkpoints`);
    removeWitnesses(one.data);
    expect(await one.run('verify')).toMatchObject({ code: 0 });
    expect(await verified(one, checkpoint)).toMatchObject({
      code: 1,
      report: { good: false, firstBadPosition: position, chain: { kind } },
    });
  });

  it('that was changed itself is not believed', async () => {
    const one = await desk();
    const checkpoint = await one.checkpoint();
    const forged = { ...checkpoint, position: 19 };
    expect(await verified(one, forged)).toMatchObject({
      code: 1,
      report: { good: false, checkpoint: { signature: 'invalid', believed: false }, chain: { intact: true } },
    });
  });

  it('that nobody signed proves nothing to whoever names a key, whatever it says', async () => {
    const one = await desk();
    const { position, hash, signature, ...rest } = await one.checkpoint();
    const key = one.file('key.pem', (await one.run('checkpoint', '--public-key')).stdout);
    for (const head of [
      { position, hash },
      { position: 0, hash },
      { lastPosition: position, chainHead: hash },
    ]) {
      expect(await verified(one, head, '--key', key)).toMatchObject({
        code: 1,
        report: { good: false, checkpoint: { signature: 'none', believed: false } },
      });
    }
    expect(await verified(one, { position, hash })).toMatchObject({ code: 0 });
    expect(await verified(one, { position: 0, hash })).toMatchObject({ code: 1 });
    const signed = { ...rest, position, hash, signature };
    for (const illFormed of [
      { ...signed, signature: '' },
      { ...signed, signature: 'not base64' },
      { ...signed, signature: null },
      { ...signed, signature: [signature] },
      { ...rest, position, hash },
      { ...rest, position, hash, sign: signature },
      { ...signed, more: 1 },
      { position, hash, signature: '????' },
      { position, hash, more: 1 },
      { lastPosition: position, chainHead: hash, signature: '????' },
      { lastPosition: position, chainHead: hash, signature: null },
    ]) {
      for (const believed of [[], ['--key', key]]) {
        const path = one.file('checkpoint.json', JSON.stringify(illFormed));
        const result = await one.run('verify', '--checkpoint', path, ...believed);
        expect(result, JSON.stringify(illFormed)).toMatchObject({ code: 2, stdout: '' });
      }
    }
    for (const wrong of [
      { ...signed, signature: `A${signature.slice(1)}` },
      { ...signed, signature: signature.slice(0, 80) },
      { ...signed, signature: signature.replace('==', '') },
      { ...signed, publicKey: signed.publicKey.replace('=', '') },
    ]) {
      expect(await verified(one, wrong, '--key', key)).toMatchObject({
        code: 1,
        report: { checkpoint: { signature: 'invalid' } },
      });
    }
  });

  it('that says a thing twice is refused, and the thing named', async () => {
    const { run, file } = await desk();
    const path = file('c.json', `{"position":1,"hash":"${'0'.repeat(64)}","position":20}`);
    const result = await run('verify', '--checkpoint', path);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('the key position stands twice');
  });

  it("that another folder's key signed is not believed, unless that key is named", async () => {
    const [one, other] = [await desk(), await desk()];
    const theirs = await other.checkpoint();
    expect(await verified(one, theirs)).toMatchObject({
      code: 1,
      report: { checkpoint: { signature: 'other_key' } },
    });
    const key = other.file('key.pem', (await other.run('checkpoint', '--public-key')).stdout);
    expect(await verified(one, theirs, '--key', key)).toMatchObject({
      code: 1,
      report: { checkpoint: { signature: 'other_store' } },
    });
    expect(await verified(other, theirs, '--key', key)).toMatchObject({ code: 0 });
    const noKey = one.file('no-key.pem', 'no key');
    expect(await one.run('verify', '--checkpoint', key, '--key', noKey)).toMatchObject({ code: 2 });
    expect(await one.run('verify', '--key', key)).toMatchObject({ code: 0 });
    for (const odd of [noKey, '/tmp', '/dev/zero', '/nowhere/key.pem']) {
      const refused = await one.run('verify', '--key', odd);
      expect(refused, odd).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(odd);
    }
    for (const odd of ['/tmp', '/dev/zero']) {
      const refused = await one.run('verify', '--checkpoint', odd);
      expect(refused, odd).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(`${odd} is `);
      expect(refused.stderr).toContain('expected a regular file');
    }
  });

  it('is refused for a chain that is not the one signed before', async () => {
    const { run, tamper } = await desk();
    tamper("UPDATE events SET actor = 'operator:eve' WHERE position = 7");
    expect(await run('checkpoint', '--json')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('chain_broken') as unknown,
    });
  });

  it('keeps the key for its owner alone', async () => {
    const { data } = await desk();
    expect(statSync(join(data, 'checkpoint-key.pem')).mode & 0o777).toBe(0o600);
  });
});

describe('the proof of an export', () => {
  it('is a signed checkpoint of its last event, from which every event before it follows', async () => {
    const one = await desk();
    const proof = `${one.file('export', '')}.proof`;
    const exported = await one.run('export', '--from', '5', '--to', '12', '--proof', proof);
    expect(exported.code).toBe(0);
    const rows = exported.json<Record<string, unknown> & { hash: string; previous_hash: string }>();
    expect(rows).toHaveLength(8);
    let previous = rows[0]!.previous_hash;
    for (const row of rows) {
      const data = JSON.stringify(row['data']);
      previous = auditorHash({ ...(row as unknown as AuditedRow), data }, previous);
      expect(row.hash).toBe(previous);
    }
    const checkpoint = JSON.parse(readFileSync(proof, 'utf8')) as SignedCheckpoint;
    expect(checkpoint).toMatchObject({ position: 12, hash: previous });
    expect(await verified(one, checkpoint)).toMatchObject({
      code: 0,
      report: { checkpoint: { signature: 'valid' } },
    });
  });

  it('is not given for events that are not as they were written, nor over an existing file', async () => {
    const one = await desk();
    const taken = one.file('taken', 'mine');
    expect(await one.run('export', '--proof', taken)).toMatchObject({ code: 1 });
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    const database = new Database(join(one.data, 'events.db'));
    database.exec("UPDATE events SET actor = 'operator:eve' WHERE position = 7");
    database.close();
    const proof = `${taken}.proof`;
    expect(await one.run('export', '--proof', proof, '--json')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('chain_broken') as unknown,
    });
    expect(existsSync(proof)).toBe(false);
  });
});

describe('desk backup', () => {
  it('makes a verified copy that a new folder starts from, and tells why it can not', async () => {
    const one = await desk();
    const target = `${one.file('backup', '')}.db`;
    const made = await one.run('backup', target, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.json()).toMatchObject([{ path: target, events: 20, head: { position: 20 } }]);
    const again = await one.run('backup', target);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('backup_exists') as unknown });

    const restored = tempDesk();
    mkdirSync(restored.data);
    copyFileSync(target, join(restored.data, 'events.db'));
    const checkpoint = one.file('checkpoint.json', JSON.stringify(await one.checkpoint()));
    const key = one.file('key.pem', (await one.run('checkpoint', '--public-key')).stdout);
    const verified = ['verify', '--checkpoint', checkpoint, '--key', key, '--data', restored.data];
    expect(await runHere(...verified)).toMatchObject({ code: 0 });
  });
});
