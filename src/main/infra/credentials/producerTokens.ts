/** Makes the tokens of producers, and the hashes by which they are known. */
import { createHash, randomBytes } from 'node:crypto';
import type { TokenMaker } from '../../engine/ports.ts';

const tokenBytes = 32;

export const producerTokens: TokenMaker = {
  make() {
    const token = randomBytes(tokenBytes).toString('hex');
    return { token, credential: credentialOf(token) };
  },
  credentialOf,
};

/** A token is 256 random bits: nobody finds it by trying, so its hash needs no salt and no cost. */
function credentialOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
