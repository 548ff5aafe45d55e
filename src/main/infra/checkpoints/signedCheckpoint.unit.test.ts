import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSigned, signCheckpoint, signedCheckpoint } from './signedCheckpoint.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const at = { position: 1200, hash: 'ab'.repeat(32) };
const checkpoint = signCheckpoint(privateKey, {
  store: '01'.repeat(16),
  at,
  time: '2026-11-23T09:31:07.412003Z',
});

describe('a signed checkpoint', () => {
  it('is signed over the documented text, so that other tools can verify it', () => {
    const text = `breakwater-checkpoint-1\n${'01'.repeat(16)}\n1200\n${'ab'.repeat(32)}\n2026-11-23T09:31:07.412003Z`;
    const key = createPublicKey({
      key: Buffer.from(checkpoint.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    expect(verify(null, Buffer.from(text), key, Buffer.from(checkpoint.signature, 'base64'))).toBe(true);
  });

  it('stays signed through JSON', () => {
    const read = signedCheckpoint.parse(JSON.parse(JSON.stringify(checkpoint)));
    expect(read).toEqual(checkpoint);
    expect(isSigned(read)).toBe(true);
  });

  it.each([
    ['its position', { position: 1201 }],
    ['its hash', { hash: 'ac'.repeat(32) }],
    ['its store', { store: '02'.repeat(16) }],
    ['its time', { time: '2026-11-23T09:31:07.412004Z' }],
    ['its signature', { signature: sign(null, Buffer.from('x'), privateKey).toString('base64') }],
    ['no signature at all', { signature: 'AA==' }],
    ['no key at all', { publicKey: 'AA==' }],
    [
      "another's key",
      {
        publicKey: generateKeyPairSync('ed25519')
          .publicKey.export({ format: 'der', type: 'spki' })
          .toString('base64'),
      },
    ],
    [
      'a key of another kind',
      {
        publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .publicKey.export({ format: 'der', type: 'spki' })
          .toString('base64'),
      },
    ],
  ])('is none any more with %s changed', (_what, change) => {
    expect(isSigned({ ...checkpoint, ...change })).toBe(false);
  });
});
