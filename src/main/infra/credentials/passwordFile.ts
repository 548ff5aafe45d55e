/**
 * The vault of passwords: salted scrypt hashes in a file of the data folder that only its owner may read. A fingerprint
 * covers salt, cost and hash, so that an exchanged hash fits no operator. The fingerprint reveals nothing about the
 * password, because the salt is in the file alone.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import type { PasswordVault } from '../../engine/ports.ts';
import { readSecretFile } from '../paths/secretFile.ts';
import { writeWholeFile } from '../paths/wholeFile.ts';

/** What one hash costs: 32 MiB and about a third of a second; one of the settings that OWASP recommends. */
const costDefault: ScryptCost = { N: 32_768, r: 8, p: 3 };
const hashBytes = 32;
const saltBytes = 16;
const tokenBytes = 32;
const fileBytesMax = 1024 * 1024;
const remedy = 'set its mode to 600, or restore it from a backup';

interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const hexText = z.string().regex(/^[0-9a-f]+$/);
const hashSchema = z.strictObject({
  N: z.number().int().min(2),
  r: z.number().int().min(1),
  p: z.number().int().min(1),
  salt: hexText,
  hash: hexText,
});
type PasswordHash = z.infer<typeof hashSchema>;
const fileSchema = z.strictObject({ version: z.literal(1), hashes: z.array(hashSchema) });

export function passwordFile(folder: string, cost: ScryptCost = costDefault): PasswordVault {
  const path = join(folder, 'operators.json');
  /** Changes run one after the other. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T> | T): Promise<T> => {
    const turn = last.then(change);
    last = turn.catch(() => undefined);
    return turn;
  };
  const missing = randomHash(cost);
  return {
    async keep(password) {
      const salt = randomBytes(saltBytes);
      const hash = await hashed(password, salt, cost);
      const made: PasswordHash = { ...cost, salt: salt.toString('hex'), hash: hash.toString('hex') };
      return inTurn(() => {
        try {
          write(path, [...read(path), made]);
          return ok(fingerprintOf(made));
        } catch (error) {
          return err(fault(path, error));
        }
      });
    },
    async compare(password, fingerprint) {
      const kept = fingerprint === undefined ? undefined : found(path, fingerprint);
      const { salt, hash, ...given } = kept ?? missing;
      const asked = await hashed(password, Buffer.from(salt, 'hex'), given);
      const isSame = timingSafeEqual(asked, Buffer.from(hash, 'hex'));
      if (fingerprint !== undefined && kept === undefined) return 'lost';
      return isSame && kept !== undefined ? 'same' : 'other';
    },
    retain: (fingerprints) =>
      inTurn(() => {
        const kept = readable(path).filter((one) => fingerprints.includes(fingerprintOf(one)));
        if (kept.length !== readable(path).length) write(path, kept);
      }),
    newToken: () => randomBytes(tokenBytes).toString('hex'),
  };
}

function fingerprintOf({ N, r, p, salt, hash }: PasswordHash): string {
  return createHash('sha256').update(`${N} ${r} ${p} ${salt} ${hash}`).digest('hex');
}

function found(path: string, fingerprint: string): PasswordHash | undefined {
  return readable(path).find(
    (one) => fingerprintOf(one) === fingerprint && one.hash.length === hashBytes * 2,
  );
}

/** The hashes; none where the file is lost or can't be read: then none of its passwords counts. */
function readable(path: string): readonly PasswordHash[] {
  try {
    return read(path);
  } catch {
    return [];
  }
}

function read(path: string): readonly PasswordHash[] {
  if (!existsSync(path)) return [];
  const text = readSecretFile(path, fileBytesMax, remedy);
  return fileSchema.parse(JSON.parse(text ?? '')).hashes;
}

function write(path: string, hashes: readonly PasswordHash[]): void {
  writeWholeFile(path, JSON.stringify({ version: 1, hashes }));
}

function randomHash(cost: ScryptCost): PasswordHash {
  const text = (bytes: number): string => randomBytes(bytes).toString('hex');
  return { ...cost, salt: text(saltBytes), hash: text(hashBytes) };
}

function hashed(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  // Keyboards and systems compose the same letters in several forms.
  const text = password.normalize('NFKC');
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, hashBytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function fault(path: string, error: unknown): Fault {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'password_file',
    message: `the file of passwords can not be changed: ${why}`,
    details: { path },
  };
}
