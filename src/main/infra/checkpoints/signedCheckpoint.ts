/**
 * The head of the hash chain at a moment, signed with Ed25519 (RFC 8032). An exported checkpoint is kept elsewhere. It
 * shows later whether the events up to its position are still the events that stood there when it was signed.
 *
 * The signature covers these bytes in UTF-8, where LF is the byte 0x0A and nothing follows the time:
 *
 *     breakwater-checkpoint-1 LF <store> LF <position> LF <hash> LF <time>
 *
 * `publicKey` is the key's SubjectPublicKeyInfo (RFC 8410) and `signature` the 64 bytes of the signature, both in
 * base64. An auditor needs no program of ours: docs/event-store.md has the commands.
 */
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { StoreHead } from '../../engine/events/eventStore.ts';

const format = 'breakwater-checkpoint-1';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'expected base64');

export const signedCheckpoint = z.strictObject({
  format: z.literal(format),
  /** Id of the store, made with it: 32 lower-case hex digits. */
  store: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 lower-case hex digits'),
  position: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits'),
  /** Time of the signature, UTC with microseconds. */
  time: z.string().max(40),
  publicKey: base64,
  signature: base64,
});
export type SignedCheckpoint = z.infer<typeof signedCheckpoint>;

/** Signs the head of a chain. `time` is UTC text. */
export function signCheckpoint(
  key: KeyObject,
  { store, at, time }: { readonly store: string; readonly at: StoreHead; readonly time: string },
): SignedCheckpoint {
  const unsigned = { format, store, ...at, time } as const;
  const signature = sign(null, signedText(unsigned), key).toString('base64');
  return { ...unsigned, publicKey: publicKeyText(createPublicKey(key)), signature };
}

/**
 * Says whether the checkpoint's signature was made with the key that the checkpoint names. It does not say whose key
 * that is.
 */
export function isSigned(checkpoint: SignedCheckpoint): boolean {
  const { publicKey, signature } = checkpoint;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    const bytes = Buffer.from(signature, 'base64');
    // Our own text is the only accepted one: a base64 text that decodes to the same bytes was written by somebody else.
    if (bytes.toString('base64') !== signature || publicKeyText(key) !== publicKey) return false;
    return verify(null, signedText(checkpoint), key, bytes);
  } catch {
    // The bytes are not a key.
    return false;
  }
}

/** Writes a public key in the form in which a checkpoint names it. */
export function publicKeyText(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

function signedText({
  store,
  position,
  hash,
  time,
}: Omit<SignedCheckpoint, 'publicKey' | 'signature'>): Buffer {
  return Buffer.from([format, store, position, hash, time].join('\n'), 'utf8');
}
