/**
 * Judges whether an exported checkpoint can be believed: who signed it, for which store, and whether it was changed
 * since.
 */
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { isSigned, publicKeyText, type SignedCheckpoint } from '../../infra/checkpoints/signedCheckpoint.ts';
import { publicKeyOf } from '../../infra/checkpoints/signingKey.ts';
import { recordIdOf } from '../../infra/sqlite/chain/recordIdOf.ts';

export interface GivenCheckpoint {
  readonly at: StoreHead;
  /** The signed checkpoint; absent for a head that somebody only noted. */
  readonly signed?: SignedCheckpoint | undefined;
  /** The public key to believe, in the form in which a checkpoint names it; when absent, the data folder's own key. */
  readonly trustedKey?: string | undefined;
}

export interface CheckpointReport {
  readonly at: StoreHead;
  /** Whether the events are compared with the checkpoint: only when it is believed. */
  readonly believed: boolean;
  readonly signature: 'valid' | 'none' | 'invalid' | 'other_key' | 'other_store';
  /** A sentence, without its full stop. */
  readonly message: string;
}

const messages: Readonly<Record<CheckpointReport['signature'], string>> = {
  valid: 'the checkpoint is signed',
  none: 'the checkpoint is not signed',
  invalid: 'the checkpoint was changed, or was never signed: its signature does not fit',
  other_key: 'the checkpoint is signed with a key that is not the one to believe here',
  other_store: 'the checkpoint is one of another store',
};

/** The keys whose checkpoints count: the data folder's own, and the one that the caller trusts. */
export function believedKeys(folder: string, trustedKey: string | undefined): readonly string[] {
  const own = publicKeyOf(folder);
  return [own && publicKeyText(own), trustedKey].filter((key) => key !== undefined);
}

export function judgeCheckpoint(folder: string, given: GivenCheckpoint): CheckpointReport {
  const { signed, trustedKey } = given;
  const signature = signed === undefined ? 'none' : signatureOf(folder, signed, trustedKey);
  // A caller who names a key wants a signature by it. Without a named key, a head that was only noted is believed.
  const believed = signature === 'valid' || (signature === 'none' && trustedKey === undefined);
  return { at: given.at, believed, signature, message: messages[signature] };
}

function signatureOf(
  folder: string,
  signed: SignedCheckpoint,
  trustedKey: string | undefined,
): CheckpointReport['signature'] {
  if (!isSigned(signed)) return 'invalid';
  const own = publicKeyOf(folder);
  if (signed.publicKey !== (trustedKey ?? (own && publicKeyText(own)))) return 'other_key';
  return signed.store === recordIdOf(folder) ? 'valid' : 'other_store';
}
